"""An address that opens something by itself is in no log: neither as path, nor as referrer, nor in a refusal."""

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.reads.digests import standing_of
from implementation.services import customer_mails
from implementation.services.calendar_feeds import create_calendar_feed
from tests import factories as make
from tests.implementation.services.test_customer_mails import link_of, mails, monday
from tests.leaks.listening import BrowserOnRecord, Listener, everything_stored

pytestmark = pytest.mark.django_db


def test_a_share_link_visited_told_as_viewed_and_misspelt(log: Listener) -> None:
    _, token = make.share_link(make.golive())
    referrer = {"Referer": f"http://testserver/s/{token}"}
    browser = BrowserOnRecord(enforce_csrf_checks=True)
    assert browser.get(f"/s/{token}").status_code == 200
    browser.get("/static/implementation/crossing.css", headers=referrer)
    assert browser.post(f"/s/{token}/viewed", headers=referrer).status_code in {204, 403}
    for path in (f"/s/{token}x", f"/s/{token}/nothing", f"/s/{token}/", f"/nothing/s/{token}"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/s/{token}").status_code in {403, 405}
    assert "Not Found: /s/***" in log.text
    assert log.tells(token) == []
    assert token not in everything_stored()


def test_a_calendar_feed_read_asked_in_vain_and_misspelt(log: Listener) -> None:
    golive = make.golive()
    _, token = create_calendar_feed(actor=make.LEAD, at=make.now(), golive_id=golive.id)
    reader = BrowserOnRecord()
    assert reader.get(f"/calendar/{token}.ics").status_code == 200
    assert reader.get(f"/calendar/{token}").status_code == 404
    assert reader.get(f"/calendar/x{token}.ics").status_code == 404
    reader.post(f"/calendar/{token}.ics")
    assert "/calendar/***" in log.text
    assert log.tells(token) == []
    assert token not in everything_stored()


def test_the_link_that_ends_mails(log: Listener) -> None:
    golive = make.golive(target_on=make.today())
    make.task(golive, "Name a sponsor", owner_side="customer", customer_visible=True)
    make.person(Role.CONTACT, customer=golive.customer)
    customer_mails.mail_customers(at=monday(), standing_of=standing_of)
    link = "/" + link_of(mails("digest")[0])
    browser = BrowserOnRecord()
    assert browser.get(link).status_code == 200
    assert browser.post(f"{link}x").status_code == 404
    assert browser.post(link).status_code == 200
    assert log.tells(link.rsplit("/", 1)[1]) == []


def test_pages_behind_such_an_address_pass_it_on_to_nobody() -> None:
    _, token = make.share_link(make.golive())
    _, invited = make.invitation(make.customer())
    for path in (f"/s/{token}", f"/invitations/{invited}"):
        answer = Client().get(path)
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
        assert "no-store" in answer["Cache-Control"]
