"""People through the API: for leads."""

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.models import User
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug
from tests.implementation.pages.sign_in.ways import sign_in

pytestmark = pytest.mark.django_db
URL = V1 + "users"


@pytest.fixture
def lead() -> Client:
    return sign_in(Client(), factories.person(Role.LEAD, name="Ada Lead"))


def test_a_lead_makes_finds_changes_and_deactivates_people(lead: Client) -> None:
    made = lead.post(URL, {"email": "Noor@example.test", "name": "Noor", "role": "member"}, "application/json")
    assert made.status_code == 201, made.content
    person = made.json()
    assert (person["email"], person["role"], person["customer"], person["is_active"]) == (
        "noor@example.test", "member", None, True,
    )  # fmt: skip
    [found] = lead.get(URL, {"email": "NOOR@example.test"}).json()["results"]
    assert found == person
    changed = lead.patch(made["Location"], {"role": "observer", "version": person["version"]}, "application/json")
    assert changed.json()["role"] == "observer"
    stale = lead.patch(made["Location"], {"role": "lead", "version": person["version"]}, "application/json")
    assert (stale.status_code, slug(stale)) == (412, "stale")
    gone = lead.patch(made["Location"], {"is_active": False}, "application/json")
    assert gone.json()["is_active"] is False
    assert [row["id"] for row in lead.get(URL, {"is_active": "false"}).json()["results"]] == [person["id"]]


def test_no_answer_knows_a_password(lead: Client) -> None:
    assert "password" not in lead.get(URL).content.decode()


def test_a_contact_names_the_customer(lead: Client) -> None:
    customer = factories.customer()
    body = {"email": "con@example.test", "role": "contact", "customer": str(customer.id)}
    assert lead.post(URL, body, "application/json").json()["customer"] == str(customer.id)
    wrong = lead.post(URL, {"email": "don@example.test", "role": "contact"}, "application/json")
    assert wrong.status_code == 400


def test_an_address_that_is_taken_and_one_that_is_none_are_told(lead: Client) -> None:
    taken = User.objects.get().email.upper()
    answers = [
        lead.post(URL, {"email": email, "role": "member"}, "application/json") for email in (taken, "nobody", "")
    ]
    assert [(answer.status_code, pointers(answer)) for answer in answers] == [
        (409, ["/email"]),
        (400, ["/email"]),
        (400, ["/email"]),
    ]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OBSERVER, Role.READER, Role.CONTACT])
def test_others_see_and_change_nobody(role: Role) -> None:
    client = Client()
    client.force_login(factories.person(role, customer=factories.customer() if role is Role.CONTACT else None))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"email": "x@example.test", "role": "lead"}, "application/json").status_code == 403


def test_the_last_lead_cannot_leave(lead: Client) -> None:
    answer = lead.patch(f"{URL}/{User.objects.get().id}", {"is_active": False}, "application/json")
    assert (answer.status_code, slug(answer)) == (409, "rule-refused")
