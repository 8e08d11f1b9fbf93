"""Share links through HTTP."""

import pytest
from django.conf import settings

from implementation.services.share_links import active_share_link
from tests import factories
from tests.implementation.api.callers import pointers, tool

pytestmark = pytest.mark.django_db


def test_the_link_is_told_once() -> None:
    caller = tool()
    made = caller.post("share-links", {"go_live": str(factories.golive().id)}).json()
    assert made["url"].startswith(settings.PUBLIC_URL + "/s/")
    assert active_share_link(made["url"].rpartition("/")[2], at=factories.now()) is not None
    assert "url" not in caller.get(f"share-links/{made['id']}").json()


def test_a_revoked_link_shows_nothing_and_says_since_when() -> None:
    link, token = factories.share_link(factories.golive())
    caller = tool()
    for _ in range(2):
        answer = caller.post(f"share-links/{link.id}/transitions", {"to": "revoked"})
        assert (answer.status_code, bool(answer.json()["revoked_at"])) == (200, True)
    assert active_share_link(token, at=factories.now()) is None


def test_a_link_ends_within_a_year() -> None:
    body = {"go_live": str(factories.golive().id), "expires_at": "2199-01-01T00:00:00Z"}
    assert pointers(tool().post("share-links", body)) == ["/expires_at"]
