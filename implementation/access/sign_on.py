"""What the company's identity provider says of a person, and what follows from it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from implementation.access.actors import Role

_RANK = (Role.LEAD, Role.MEMBER, Role.OBSERVER, Role.READER)


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in: the provider's own name of the person, address, and groups."""

    subject: str
    email: str
    email_verified: bool
    name: str
    groups: frozenset[str]


class UnfitClaims(ValueError):
    """The provider's answers do not belong together, or lack what is needed."""


def claims_of(id_token: Mapping[str, Any], userinfo: Mapping[str, Any], *, groups_claim: str) -> Claims:
    """The signed token first, what it lacks from the user's information (OpenID Connect Core 1.0, 5.3.2).

    Raises UnfitClaims where the two speak of different people, or name none.
    """
    subject = id_token.get("sub")
    if not subject or userinfo.get("sub", subject) != subject:
        raise UnfitClaims("The provider's token and its information speak of different people.")
    told = {**userinfo, **id_token}
    return Claims(
        subject=str(subject),
        email=str(told.get("email") or "").strip().lower(),
        email_verified=told.get("email_verified") in {True, "true"},
        name=str(told.get("name") or "")[:200],
        groups=frozenset(_words(told.get(groups_claim))),
    )


def role_of(groups: Iterable[str], roles: Mapping[str, Role]) -> Role | None:
    """The highest role that the groups give; None: none of them opens anything."""
    given = {roles[group] for group in groups if group in roles}
    return next((role for role in _RANK if role in given), None)


def _words(value: Any) -> list[str]:
    """Some providers send one group as a text, some many, comma-separated or not."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return [str(word) for word in value] if isinstance(value, list | tuple) else []
