"""Who gets in: keys as bearer or as a password, and people with a session."""

import base64

import pytest
from django.test import Client
from django.utils import timezone

from implementation.access.actors import Role
from implementation.models import ApiKey
from tests import factories
from tests.implementation.api.callers import slug

pytestmark = pytest.mark.django_db
URL = "/api/v1/products"


def get(authorization: str) -> int:
    return Client().get(URL, headers={"Authorization": authorization}).status_code


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_key_opens_as_bearer_and_as_password() -> None:
    key = factories.key("read")
    assert get(f"Bearer {key}") == 200
    assert get(f"bearer  {key}") == 200
    assert get(basic(f"anything:{key}")) == 200


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer nonsense", "Bearer cr_aaaaaaaaaaaa_" + "x" * 43, "Basic !", "Basic " + "/w==", "Digest x", "x"],
)
def test_a_header_without_a_valid_key_is_refused_with_a_way_in(authorization: str) -> None:
    answer = Client().get(URL, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert slug(answer) == "not-authenticated"


def test_a_wrong_key_is_not_made_up_for_by_a_session() -> None:
    client = Client()
    client.force_login(factories.person())
    assert client.get(URL, headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_an_expired_and_a_revoked_key_are_refused() -> None:
    for column in ("expires_at", "revoked_at"):
        key = factories.key("read")
        ApiKey.objects.filter(prefix=key.split("_")[1]).update(**{column: timezone.now()})
        assert get(f"Bearer {key}") == 401


def test_a_person_with_a_session_reads() -> None:
    client = Client()
    client.force_login(factories.person())
    assert client.get(URL).status_code == 200


def test_a_person_writes_only_with_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.person(Role.MEMBER))
    without = client.post(URL, {"name": "Scribe"}, "application/json")
    assert (without.status_code, slug(without)) == (403, "forbidden")
    client.get("/")
    token = client.cookies["csrftoken"].value
    given = client.post(URL, {"name": "Scribe"}, "application/json", headers={"X-CSRFToken": token})
    assert given.status_code == 201


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.OBSERVER, "tasks", 200),
        (Role.READER, "tasks", 403),
        (Role.READER, "products", 200),
    ],
)
def test_what_a_person_may_read_follows_from_the_role(role: Role, path: str, status: int) -> None:
    client = Client()
    client.force_login(factories.person(role))
    assert client.get(f"/api/v1/{path}").status_code == status


def test_a_contact_of_a_customer_reads_and_makes_nothing() -> None:
    client = Client()
    golive = factories.golive()
    client.force_login(factories.person(Role.CONTACT, customer=golive.customer))
    assert client.get("/api/v1/tasks").status_code == 200
    assert client.get("/api/v1/time-entries").status_code == 403
    body = {"go_live": str(golive.id), "title": "Mine", "category": "data"}
    assert client.post("/api/v1/tasks", body, "application/json").status_code == 403
