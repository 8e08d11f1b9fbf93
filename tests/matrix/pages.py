"""The routes that are no part of the API: who may open each. A route without a line here fails."""

from collections.abc import Callable

from tests.matrix.callers import Caller
from tests.matrix.world import Side

Opens = Callable[[Caller, Side], set[int]]
TO_THE_LOGIN = {302}
REFUSED = {403}


def anybody(caller: Caller, side: Side) -> set[int]:
    return {200}


def by_post_alone(caller: Caller, side: Side) -> set[int]:
    return {405}


def nobody(caller: Caller, side: Side) -> set[int]:
    return {404}


def staff(caller: Caller, side: Side) -> set[int]:
    """Of staff whoever reads go-lives."""
    if not caller.has_session:
        return TO_THE_LOGIN
    return {200} if not caller.is_contact and caller.may("go-lives:read") else REFUSED


def golive(caller: Caller, side: Side) -> set[int]:
    """The same, and contacts of the go-live's customer."""
    if caller.is_contact:
        return {200} if caller.customer == side.customer.pk else {404}
    return staff(caller, side)


PAGES: dict[str, Opens] = {
    "livez": anybody,
    "readyz": anybody,
    "schema": anybody,
    "schema-3.0": anybody,
    "swagger": anybody,
    "redoc": anybody,
    "problem-type": anybody,
    "None": nobody,  # the API's own 404
    "login": anybody,
    "logout": by_post_alone,
    "home": staff,
    "golive-status": golive,
    # Whoever has the address may open it: the token is the secret.
    "shared-status": anybody,
    "calendar-feed": anybody,
}


# Looking at nobody, and slow: asked by those who are not known alone.
SAME_FOR_ALL = {"livez", "readyz", "schema", "schema-3.0", "swagger", "redoc"}


def address_of(path: str, side: Side) -> str:
    return "/" + (
        path.removeprefix("^")
        .replace("<uuid:golive_id>", str(side.golive.pk))
        .replace("s/<str:token>", f"s/{side.share_token}")
        .replace("calendar/<str:token>", f"calendar/{side.calendar_token}")
        .replace("<slug:slug>", "not-found")
    )
