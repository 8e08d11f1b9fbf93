"""Share links: told once, ending on time or at once."""

from datetime import timedelta

import pytest

from implementation.access.actors import ActorKind
from implementation.http.problems import Problem
from implementation.models import Event, ShareLink
from implementation.services import share_links
from tests import factories as make

pytestmark = pytest.mark.django_db


def active(token: str, *, in_: timedelta = timedelta(0)) -> ShareLink | None:
    return share_links.active_share_link(token, at=make.now() + in_)


def test_its_token_shows_one_golive_from_the_customers_side() -> None:
    golive = make.golive()
    link, token = make.share_link(golive, label="Dr. Birch")
    found = active(token)
    assert found == link
    actor = link.as_actor()
    assert (actor.kind, actor.name, actor.golive_id) == (ActorKind.SHARE_LINK, "Dr. Birch", golive.id)
    assert not actor.sees_internal


def test_it_ends_after_90_days_unless_said() -> None:
    _, token = make.share_link(make.golive())
    assert active(token, in_=timedelta(days=89)) is not None
    assert active(token, in_=timedelta(days=91)) is None


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_it_ends_in_the_future_within_a_year(days: int) -> None:
    with pytest.raises(Problem, match="within a year"):
        make.share_link(make.golive(), expires_at=make.now() + timedelta(days=days))


def test_revoked_it_is_gone_at_once_and_revoking_again_changes_nothing() -> None:
    link, token = make.share_link(make.golive())
    for _ in range(2):
        share_links.revoke_share_link(actor=make.LEAD, at=make.now(), share_link_id=link.id)
    assert active(token) is None
    assert Event.objects.filter(kind="share-link.revoked").count() == 1


def test_tokens_differ_and_are_kept_nowhere() -> None:
    golive = make.golive()
    tokens = [make.share_link(golive)[1] for _ in range(3)]
    assert len(set(tokens)) == 3
    assert all(token not in str([*ShareLink.objects.values(), *Event.objects.values()]) for token in tokens)


@pytest.mark.parametrize("token", ["", "unknown", "é", "\x00", "a" * 5000])
def test_any_other_text_shows_nothing(token: str) -> None:
    make.share_link(make.golive())
    assert active(token) is None
