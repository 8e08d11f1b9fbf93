"""Undoing an import of what somebody was given a way in to."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from implementation.models import Event, GoLive, ShareLink
from implementation.services.calendar_feeds import create_calendar_feed, revoke_calendar_feed
from implementation.services.invitations import revoke_invitation
from implementation.services.share_links import revoke_share_link
from tests import factories as make
from tests.implementation.imports.test_undo import FRESH, built_on
from tests.implementation.imports.undoing import run_of, undo

pytestmark = pytest.mark.django_db


def test_ways_in_stand_in_the_way_until_they_are_revoked_and_then_go_with_it(tmp_path: Path) -> None:
    run = run_of(tmp_path, **FRESH)
    by: dict[str, Any] = {"actor": make.LEAD, "at": make.now()}
    golive = GoLive.objects.get()
    link, token = make.share_link(golive)
    feed, _ = create_calendar_feed(**by, golive_id=golive.id)
    of_customer, _ = create_calendar_feed(**by, person="Ada", customer_id=golive.customer_id, for_customer=True)
    invitation, _ = make.invitation(golive.customer)
    kept, _ = make.share_link(make.golive())
    assert {noun for noun, *_ in built_on(run)} == {"share-link", "calendar-feed", "invitation"}
    revoke_share_link(**by, share_link_id=link.id)
    for one in (feed, of_customer):
        revoke_calendar_feed(**by, feed_id=one.id)
    assert built_on(run) == [("invitation", "", "invitation.sent")]
    revoke_invitation(**by, invitation_id=invitation.id)
    undo(run)
    assert not GoLive.objects.filter(id=golive.id).exists()
    assert list(ShareLink.objects.values_list("id", flat=True)) == [kept.id]
    assert Client().get(f"/s/{token}").status_code == 404
    assert Event.objects.filter(kind="share-link.revoked", subject_id=link.id).exists()
