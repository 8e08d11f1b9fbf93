"""Scopes, pure: what a key may be given, and whether it suffices for `<noun>:read` or `<noun>:write`.

`read` and `write` stand for every noun but the sensitive ones, which must be named.
"""

from collections.abc import Iterable

from implementation.access.actors import Actor, ActorKind, Role

SENSITIVE_NOUNS = frozenset({"api-keys", "users", "webhooks", "audit"})
NOUNS = (
    "products", "customers", "sites", "playbooks", "go-lives", "target-changes", "holds", "tasks", "barriers",
    "time-entries", "approvals", "comments", "status-notes", "events", "imports", "exports", "share-links",
    "calendar-feeds", "measures", "trends", "forecasts", "cohorts", "invitations",
)  # fmt: skip
READ_ONLY_NOUNS = frozenset({"audit", "events", "measures", "trends", "forecasts"})
# Their facts hold for every go-live to come: leads alone write them.
WRITTEN_BY_LEADS = frozenset({"playbooks"})
# What a customer's contact may do, in its bounds: of each of these views, what its table `for_customers` names.
CONTACT_SCOPES = frozenset(
    {
        "products:read", "customers:read", "sites:read", "go-lives:read", "target-changes:read", "holds:read",
        "tasks:read", "tasks:write", "barriers:read", "approvals:read", "approvals:write",
        "comments:read", "comments:write", "status-notes:read",
        "events:read", "forecasts:read",
    }
)  # fmt: skip
# What a reader of reports may read.
REPORT_NOUNS = frozenset({"measures", "trends", "forecasts", "cohorts", "products"})


def known_scopes() -> frozenset[str]:
    """Every scope a key can be given."""
    named = {f"{noun}:{verb}" for noun in {*NOUNS, *SENSITIVE_NOUNS} for verb in ("read", "write")}
    return frozenset({"read", "write", *named} - {f"{noun}:write" for noun in READ_ONLY_NOUNS})


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    return sorted(set(scopes) - known_scopes())


def beyond(actor: Actor, scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that the actor does not have and so cannot hand on. `read` needs `read` itself."""
    return sorted(scope for scope in set(scopes) if not _has(actor, scope))


def _has(actor: Actor, scope: str) -> bool:
    if ":" in scope:
        return allows(actor, scope)
    if actor.kind is ActorKind.API_KEY:
        return scope in actor.scopes
    return all(allows(actor, f"{noun}:{scope}") for noun in NOUNS)


def allows(actor: Actor, scope: str) -> bool:
    """Whether the actor may do what `scope` (`tasks:write`) names, before any row is looked at.

    A key needs the scope and a role that has it: what only leads do, a member's key does not.
    """
    noun, verb = scope.split(":")
    if actor.kind is ActorKind.API_KEY:
        named = scope in actor.scopes or (verb in actor.scopes and noun not in SENSITIVE_NOUNS)
        return named and _role_allows(actor.role, noun, verb)
    if actor.kind is ActorKind.USER:
        return scope in CONTACT_SCOPES if actor.role is Role.CONTACT else _role_allows(actor.role, noun, verb)
    return actor.kind is ActorKind.SYSTEM


def _role_allows(role: Role, noun: str, verb: str) -> bool:
    if noun in SENSITIVE_NOUNS or (verb == "write" and noun in WRITTEN_BY_LEADS):
        return role is Role.LEAD
    if role in {Role.LEAD, Role.MEMBER}:
        return True
    if role is Role.READER:
        return verb == "read" and noun in REPORT_NOUNS
    return role is Role.OBSERVER and verb == "read"
