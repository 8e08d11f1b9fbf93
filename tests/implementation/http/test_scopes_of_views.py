"""Every route of the API names its scopes, and one that forgets them does not start."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.response import Response

from implementation.access.scopes import known_scopes
from implementation.http.actions import ChangeAction, CreateAction, TableAction
from implementation.http.by_ref import ByRefAction
from implementation.http.views import ApiView, NounView

API = "api/v1/"


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


API_ROUTES = [(path, entry.callback) for path, entry in routes(get_resolver()) if path.startswith(API)]


class Forgetful(ApiView):
    noun = "thing"
    scopes = {"list": "tasks:read"}

    def list(self, request: Any) -> Any:
        return Response()


@pytest.mark.parametrize(("path", "callback"), API_ROUTES, ids=[path for path, _ in API_ROUTES])
def test_every_route_is_one_of_ours_and_names_a_scope_per_action(path: str, callback: Any) -> None:
    assert issubclass(callback.cls, ApiView), "views of the API build on implementation.http.views.ApiView"
    assert {callback.cls.scopes[action] for action in callback.actions.values()} <= known_scopes()


def test_an_action_without_a_scope_stops_the_start() -> None:
    assert Forgetful.as_view({"get": "list"})
    with pytest.raises(ImproperlyConfigured, match="create"):
        Forgetful.as_view({"post": "create"})


@pytest.mark.parametrize(
    ("kind", "hook"),
    [(TableAction, "chunks"), (CreateAction, "make"), (ChangeAction, "change"), (ByRefAction, "settle")],
)
def test_a_view_that_does_not_say_what_an_action_does_stops_the_start(kind: type[NounView], hook: str) -> None:
    silent: Any = type("Silent", (kind,), {"noun": "thing", "scopes": {"list": "tasks:read"}})
    with pytest.raises(ImproperlyConfigured, match=rf"^Silent does not say what it does in: .*{hook}"):
        silent.as_view({"get": "list"})


def test_a_misspelt_scope_stops_the_start() -> None:
    class Misspelt(Forgetful):
        scopes = {"list": "task:read"}

    with pytest.raises(ImproperlyConfigured, match="list"):
        Misspelt.as_view({"get": "list"})
