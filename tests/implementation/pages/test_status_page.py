"""The page a customer opens."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from implementation.access.actors import Role
from implementation.models import ShareLink
from implementation.services import share_links
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(token: str) -> str:
    response = Client().get(f"/s/{token}")
    assert response.status_code == 200
    return response.content.decode()


def test_it_tells_where_the_golive_stands_in_a_sentence() -> None:
    golive = make.golive(target_on=make.today() + timedelta(days=10))
    make.tick(make.task(golive, customer_visible=True))
    make.task(golive, customer_visible=True)
    text = page(make.share_link(golive)[1])
    assert "In progress: 1 of 2 tasks are finished; 10 days to the target of" in text


def test_it_shows_what_the_customer_may_see_and_nothing_else() -> None:
    golive = make.golive()
    make.task(golive, "Name a sponsor", owner_side="customer")
    make.task(golive, "Internal margin review")
    make.barrier(golive, note="they are slow", customer_note="We wait for the VPN.")
    make.barrier(golive, note="budget fight")
    text = page(make.share_link(golive)[1])
    assert "Name a sponsor" in text
    assert "We wait for the VPN." in text
    for secret in ("Internal margin review", "they are slow", "budget fight"):
        assert secret not in text


def test_what_is_blocked_for_reasons_of_our_own_is_not_called_free() -> None:
    golive = make.golive()
    make.tick(make.task(golive, customer_visible=True), "blocked", barrier={"kind": "trust", "note": "budget fight"})
    text = page(make.share_link(golive)[1])
    assert "0 of 1 tasks are finished, one is blocked" in text
    assert "1 task is blocked." in text
    assert "Nothing is reported" not in text
    assert "budget fight" not in text


def test_what_is_needed_can_be_worked_on_now() -> None:
    golive = make.golive()
    first = make.task(golive, "First step", owner_side="customer")
    make.task(golive, "Second step", owner_side="customer", after=[first])
    text = page(make.share_link(golive)[1])
    assert "First step" in text
    assert "Second step" not in text


def test_what_the_customer_wrote_is_shown_as_text() -> None:
    golive = make.golive()
    make.task(golive, "<script>alert(1)</script>", owner_side="customer")
    assert "<script>" not in page(make.share_link(golive)[1])


@pytest.mark.parametrize("token", ["unknown", "a" * 43, "%00"])
def test_an_unknown_link_is_gone(token: str) -> None:
    assert Client().get(f"/s/{token}").status_code == 404


def test_a_revoked_and_an_expired_link_give_the_same_answer() -> None:
    golive = make.golive()
    link, token = make.share_link(golive)
    share_links.revoke_share_link(actor=make.LEAD, at=make.now(), share_link_id=link.id)
    late, late_token = make.share_link(golive)
    ShareLink.objects.filter(id=late.id).update(expires_at=make.now() - timedelta(seconds=1))
    answers = {Client().get(f"/s/{t}").content for t in (token, late_token, "unknown")}
    assert len(answers) == 1


def test_looking_changes_nothing_and_the_address_is_kept_private() -> None:
    link, token = make.share_link(make.golive())
    response = Client().get(f"/s/{token}")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert ShareLink.objects.get(id=link.id).updated_at == link.updated_at
    assert Client().post(f"/s/{token}").status_code == 405


def test_the_token_is_not_stored() -> None:
    link, token = make.share_link(make.golive())
    assert token not in str(ShareLink.objects.filter(id=link.id).values())


def test_the_page_runs_its_own_small_file_and_the_policy_nothing_else() -> None:
    response = Client().get(f"/s/{make.share_link(make.golive())[1]}")
    [script] = re.findall(r"<script.*?</script>", response.content.decode(), re.DOTALL)
    assert re.fullmatch(r'<script src="[^"]+/viewed[^"]*\.js" defer></script>', script)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_without_a_script_allow_none() -> None:
    policy = Client().get("/login")["Content-Security-Policy"]
    assert "script-src" not in policy


def test_a_look_is_told_by_the_page_and_not_by_fetching_it() -> None:
    link, token = make.share_link(make.golive())
    Client().get(f"/s/{token}")
    assert ShareLink.objects.get(id=link.id).last_viewed_at is None
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post(f"/s/{token}/viewed").status_code == 204
    first = ShareLink.objects.get(id=link.id).last_viewed_at
    assert first is not None
    guarded.post(f"/s/{token}/viewed")
    assert ShareLink.objects.get(id=link.id).last_viewed_at == first
    assert guarded.post("/s/unknown/viewed").status_code == 204


def test_nobody_looks_at_a_link_that_ended() -> None:
    link, token = make.share_link(make.golive())
    share_links.revoke_share_link(actor=make.LEAD, at=make.now(), share_link_id=link.id)
    Client().post(f"/s/{token}/viewed")
    assert ShareLink.objects.get(id=link.id).last_viewed_at is None


def test_queries_do_not_grow_with_tasks(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    golive = make.golive(playbook=make.starter())
    _, token = make.share_link(golive)
    with django_assert_num_queries(9):
        page(token)
    for _ in range(20):
        make.task(golive, owner_side="customer")
    with django_assert_num_queries(9):
        page(token)


def test_staff_log_in_and_see_the_golives() -> None:
    person = make.person()
    golive = make.golive(at=make.customer("Birch Hospital"))
    client = Client()
    assert client.get("/").status_code == 302
    wrong = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})
    assert "do not belong together" in wrong.content.decode()
    client.post(reverse("account_login"), {"login": person.email.upper(), "password": make.PASSWORD})
    assert "Birch Hospital" in client.get("/").content.decode()
    assert client.get(f"/go-lives/{golive.id}").status_code == 200


def test_a_contact_sees_its_own_golive_only() -> None:
    mine, theirs = make.customer(), make.customer()
    own, foreign = make.golive(at=mine), make.golive(at=theirs)
    client = Client()
    client.force_login(make.person(Role.CONTACT, customer=mine))
    assert client.get(f"/go-lives/{own.id}").status_code == 200
    assert client.get(f"/go-lives/{foreign.id}").status_code == 404
    assert client.get("/").status_code == 200


def test_a_reader_of_reports_opens_neither_the_list_nor_a_golive_and_can_log_out() -> None:
    client = Client()
    client.force_login(make.person(Role.READER))
    golive = make.golive()
    for path in ("/", f"/go-lives/{golive.id}"):
        response = client.get(path)
        assert response.status_code == 403
        assert "Log out" in response.content.decode()


def test_without_a_login_a_golive_leads_to_the_login() -> None:
    response = Client().get(f"/go-lives/{make.golive().id}")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_an_unknown_page_says_so() -> None:
    response = Client().get("/nothing-here")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_the_list_is_in_order_and_pages() -> None:
    client = Client()
    client.force_login(make.person())
    rows: dict[str, dict[str, Any]] = {
        "No target": {},
        "Soon": {"target_on": make.today()},
        "Live one": {"live_on": make.days_ago(2)},
        "Planned one": {"kickoff_on": make.days_ago(-5)},
    }
    for name, fields in rows.items():
        make.golive(at=make.customer(name), **fields)
    text = client.get("/").content.decode()
    places = [text.index(name) for name in ("Soon", "No target", "Planned one", "Live one")]
    assert places == sorted(places)
    assert "Soon" in client.get("/?page=99").content.decode()
