"""Every kind of event that there is, by the noun that it is about. Whoever appends another one is told so.

The activity feed has a sentence for each (implementation/reads/sentences.py). An app that brings nouns of its own
registers theirs from its `ready()`.
"""

_KINDS: set[str] = set()


def register_kinds(noun: str, words: str) -> None:
    """`words`: what may happen to the noun, separated by blanks."""
    _KINDS.update(f"{noun}.{word}" for word in words.split())


def known_kinds() -> frozenset[str]:
    return frozenset(_KINDS)


def is_kind(kind: str) -> bool:
    return kind in _KINDS


register_kinds("api-key", "issued revoked rotated")
register_kinds("approval", "requested approved approved-with-conditions rejected withdrawn")
register_kinds("barrier", "opened changed closed withdrawn")
register_kinds("calendar-feed", "created revoked")
register_kinds("comment", "written edited withdrawn")
register_kinds("customer", "created changed withdrawn")
register_kinds("evidence", "added voided")
register_kinds("export", "requested downloaded table-begun table-taken")
register_kinds(
    "go-live", "created changed planned in-progress live handed-over cancelled replanned not-replanned withdrawn"
)
register_kinds("hold", "opened changed ended withdrawn")
register_kinds("import", "undone")
register_kinds("invitation", "sent accepted revoked")
register_kinds("playbook", "created changed")
register_kinds("playbook-version", "published")
register_kinds("product", "created changed withdrawn")
register_kinds("reminders", "switched")
register_kinds("share-link", "created revoked")
register_kinds(
    "sign-in",
    "succeeded failed locked-out ended sessions-ended recovery-code-used second-factor-added second-factor-removed",
)
register_kinds("site", "created changed contacted withdrawn")
register_kinds("status-note", "drafted changed published withdrawn")
register_kinds("target-change", "announced changed withdrawn")
register_kinds("task", "created laid-out changed assigned counted todo in-progress blocked done skipped withdrawn")
register_kinds("time-entry", "logged changed corrected voided withdrawn")
register_kinds("user", "created changed password-set password-forgotten sessions-ended second-factor-removed")
register_kinds("webhook", "created changed activated disabled secret-rotated")
