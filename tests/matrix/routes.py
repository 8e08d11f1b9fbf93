"""Every route of the URL table: those of the API with the scope of each method, and the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.callers import Caller
from tests.matrix.world import EVERYBODY, MAKERS, SHARED, WITHOUT_ROWS, Side, World

API = "api/v1/"
# A field that no body has: whoever may come in is told so, and nothing is done.
BODY = {"colour": "blue"}
USUAL = {"get": {200}, "post": {400}, "put": {400}, "patch": {400}}
# Where an allowed request is answered otherwise.
UNUSUAL = {
    ("exports-download", "get"): {409},  # not written yet
    ("evidence-upload", "post"): {415},  # it takes a form
    ("evidence-download", "get"): {404},  # this one is words
    ("imports-left-out", "get"): {404},  # none was left out
    ("imports-list", "post"): {415},  # it takes files
    ("me-work", "get"): {200, 400},  # a key names the person
    ("time-entries-week", "get"): {200, 400},  # a key names the person
    ("trends-list", "get"): {200, 202},
    ("trends-detail", "get"): {404},  # a cohort that there is not
}


@dataclass(frozen=True)
class Call:
    """One method of a route of the API."""

    name: str
    path: str
    method: str
    action: str
    view: Any

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def scope(self) -> str:
        scope: str = self.view.scopes[self.action]
        return scope

    @property
    def basename(self) -> str:
        """The noun's part of the route's name: the longest that the world knows."""
        known = [name for name in (*SHARED, *WITHOUT_ROWS, *MAKERS) if self.name.startswith(f"{name}-")]
        assert known, f"{self.name} is a route of a noun that tests/matrix/world.py has no row of"
        return max(known, key=len)

    @property
    def names_a_row(self) -> bool:
        """By-ref writes name a row that need not be there: they are as creations."""
        return "<id:" in self.path or ("<ref:ref>" in self.path and self.method == "get")

    def address(self, world: World, side: Side | None) -> str:
        return "/" + (
            self.path.replace("<id:id>", str(world.id_of(self.basename, side) if self.names_a_row else ""))
            .replace("<ref:ref>", side.refs.get(self.basename, "none") if side else "none")
            .replace("<str:cohort_key>", "0" * 32)
        )

    def expected(self, caller: Caller, world: World, side: Side) -> set[int]:
        """What the scope tables say: the scope first, then the row."""
        if caller.role is None:
            return {401}
        if not caller.may(self.scope):
            return {403}
        if caller.is_contact and self.action not in self.view.for_customers:
            return {403}
        if caller.customer and self.action in self.view.unbound_only:
            return {403}
        if caller.key is not None and self.action in self.view.for_persons:
            return {403}
        if self.names_a_row and not self._sees(caller, side):
            return {404}
        return UNUSUAL.get((self.name, self.method), USUAL[self.method])

    def _sees(self, caller: Caller, side: Side) -> bool:
        belongs = SHARED.get(self.basename)
        if belongs == EVERYBODY:
            return "<ref:ref>" not in self.path  # the world gives it no ref
        return caller.customer is None or (belongs is None and caller.customer == side.customer.pk)


def every_route(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_route(entry, path)
        else:
            yield path, entry


def api_calls() -> list[Call]:
    return [
        Call(str(route.name), path, method, action, route.callback.cls)  # type: ignore[attr-defined]  # of the router
        for path, route in every_route()
        if path.startswith(API)
        for method, action in route.callback.actions.items()  # type: ignore[attr-defined]
    ]


def other_routes() -> dict[str, str]:
    """Path of each other route, by its name."""
    return {str(route.name): path for path, route in every_route() if not path.startswith(API)}
