"""Which mails a person gets, to be ended and begun again, and the end of all their sessions."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.models import Event, ReminderSwitches, User
from implementation.services import unsubscribing
from tests import factories as make

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def contact() -> User:
    return make.person(Role.CONTACT, customer=make.customer())


def ticked(client: Client) -> dict[str, bool]:
    """The kinds that the page offers, and whether each is ticked."""
    text = client.get("/account/mails").content.decode()
    rows = [row for row in text.split("<label")[1:] if "checkbox" in row]
    return {row.split('name="')[1].split('"')[0]: " checked" in row for row in rows}


def test_who_ended_mails_by_a_click_gets_them_again_by_the_page() -> None:
    person = contact()
    link = unsubscribing.unsubscribe_link(person.id, "digest").split("/", 3)[3]
    told = Client().get(f"/{link}").content.decode()
    assert "each Monday" in told, "what ends is said before"
    assert "/account/mails" in Client().post(f"/{link}").content.decode()
    client = client_of(person)
    assert ticked(client) == {"yours": True, "due": True, "blocked": True, "digest": False, "target": True}
    assert client.post("/account/mails", {"digest": "on", "target": "on"})["Location"] == "/account/mails?kept"
    assert ticked(client) == {"yours": False, "due": False, "blocked": False, "digest": True, "target": True}
    assert Event.objects.filter(kind="reminders.switched", actor_id=person.id).count() == 2


def test_staff_are_offered_what_they_get_and_a_reader_nothing() -> None:
    member, reader = make.person(), make.person(Role.READER)
    assert ticked(client_of(member)) == {"yours": True, "due": True, "blocked": True}
    assert ticked(client_of(reader)) == {}
    client_of(reader).post("/account/mails", {"digest": "on"})
    client_of(member).post("/account/mails", {"digest": "", "due": "on", "is_active": "on"})
    switches = ReminderSwitches.objects.get()
    assert (switches.user_id, switches.due, switches.yours, switches.digest) == (member.id, True, False, True)


def test_the_mails_say_where_to_choose() -> None:
    assert "/account/mails" in unsubscribing.footer_of("https://example.test/unsubscribe/x")


@pytest.mark.parametrize("of", [contact, make.person])
def test_logging_out_everywhere_ends_every_session_of_the_person_alone(of: Any) -> None:
    person, other = of(), make.person()
    here, there, others = client_of(person), client_of(person), client_of(other)
    assert here.get("/account/sessions/end")["Location"] == "/account/mails", "opening the address ends nothing"
    assert there.get("/account/mails").status_code == 200
    assert here.post("/account/sessions/end")["Location"] == "/login"
    assert [one.get("/account/mails").status_code for one in (here, there, others)] == [302, 302, 200]
    event = Event.objects.get(kind="user.sessions-ended")
    assert (event.actor_id, event.subject_id) == (person.id, person.id)
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(other)
    assert guarded.post("/account/sessions/end").status_code == 403
    assert others.get("/account/mails").status_code == 200


@pytest.mark.parametrize("path", ["/account/mails", "/account/sessions/end"])
def test_strangers_are_led_to_the_login(path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        assert (answer.status_code, answer["Location"].startswith("/login")) == (302, True)
    assert client_of(make.person()).get("/account/mails")["Cache-Control"] == "private, no-store"
