"""What customers' people see and do on their pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from implementation.access.actors import Role
from implementation.models import (
    Approval,
    Comment,
    Customer,
    Event,
    Evidence,
    GoLive,
    Invitation,
    Task,
    User,
)  # fmt: skip
from implementation.services import customers
from implementation.services.approvals import request_approval
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def golive() -> GoLive:
    return make.golive(at=make.customer("Birch Hospital"), of=make.product("Ambient Scribe"), playbook=None)


def contact_of(customer: Customer, **fields: Any) -> tuple[Client, User]:
    client, user = Client(), make.person(Role.CONTACT, customer=customer, **fields)
    client.force_login(user)
    return client, user


def page(client: Client, golive: GoLive) -> str:
    answer = client.get(f"/go-lives/{golive.id}")
    assert answer.status_code == 200
    return answer.content.decode()


def tick(client: Client, task: Task, to: str = "done") -> Any:
    return client.post(f"/go-lives/{task.golive_id}/tasks/{task.id}/tick", {"to": to})


def status_of(task: Task) -> str:
    return Task.objects.get(id=task.id).status


def test_the_first_page_lists_their_golives_and_no_others(golive: GoLive) -> None:
    make.golive(at=make.customer("Oak Clinic"))
    client, _ = contact_of(golive.customer)
    text = client.get("/").content.decode()
    assert "Birch Hospital" in text
    assert "Oak Clinic" not in text
    assert "/api/docs" not in text


def test_they_tick_their_tasks_and_joint_ones_by_name(golive: GoLive) -> None:
    client, user = contact_of(golive.customer, name="Con Stance")
    for side in ("customer", "joint"):
        task = make.task(golive, owner_side=side, customer_visible=True)
        answer = tick(client, task)
        assert answer["Location"] == f"/go-lives/{golive.id}#task-{task.id}"
        assert (status_of(task), Task.objects.get(id=task.id).done_by) == ("done", "Con Stance")
        tick(client, task, "in_progress")
        assert status_of(task) == "in_progress"
    assert {event.actor_id for event in Event.objects.filter(kind="task.done")} == {user.id}


def test_they_see_buttons_for_their_tasks_only(golive: GoLive) -> None:
    theirs = make.task(golive, "Name a sponsor", owner_side="customer", customer_visible=True)
    ours = make.task(golive, "Connect the feed", owner_side="vendor", customer_visible=True)
    client, _ = contact_of(golive.customer)
    text = page(client, golive)
    assert f"/tasks/{theirs.id}/tick" in text
    assert "Connect the feed" in text
    assert f"/tasks/{ours.id}/tick" not in text
    refused = tick(client, ours)
    assert refused.status_code in {403, 409}
    assert 'role="alert"' in refused.content.decode()
    assert status_of(ours) == "todo"


def test_a_refusal_is_told_on_the_page(golive: GoLive) -> None:
    first = make.task(golive, "Sign the agreement", owner_side="customer", customer_visible=True)
    second = make.task(golive, owner_side="customer", customer_visible=True, after=[first])
    client, _ = contact_of(golive.customer)
    refused = tick(client, second)
    assert refused.status_code == 409
    assert 'role="alert"' in refused.content.decode()
    assert status_of(second) == "todo"


def test_what_is_not_shown_and_what_is_not_theirs_is_not_found(golive: GoLive) -> None:
    hidden = make.task(golive, "Margin review", customer_visible=False)
    foreign = make.task(make.golive(), owner_side="customer", customer_visible=True)
    client, _ = contact_of(golive.customer)
    assert "Margin review" not in page(client, golive)
    assert tick(client, hidden).status_code == tick(client, foreign).status_code == 404
    assert client.get(f"/go-lives/{foreign.golive_id}").status_code == 404
    shown = make.task(golive, owner_side="customer", customer_visible=True)
    assert tick(client, shown, "skipped").status_code == tick(client, shown, "nonsense").status_code == 404


def test_others_do_not_tick_here(golive: GoLive) -> None:
    task = make.task(golive, owner_side="customer", customer_visible=True)
    staff = Client()
    staff.force_login(make.person())
    assert tick(staff, task).status_code == 403
    assert tick(Client(), task).status_code == 302
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(make.person(Role.CONTACT, customer=golive.customer))
    assert tick(guarded, task).status_code == 403
    assert status_of(task) == "todo"


def test_hours_are_shown_where_they_were_released(golive: GoLive) -> None:
    make.hours(golive, 12)
    make.hours(golive, 9, with_customer=False)
    client, _ = contact_of(golive.customer)
    assert "Hours with you" not in page(client, golive)
    GoLive.objects.filter(id=golive.id).update(hours_released=True)
    assert "<strong>12</strong>" in page(client, golive)


def test_the_page_costs_the_same_whatever_the_number_of_tasks(golive: GoLive, django_assert_num_queries: Any) -> None:
    client, _ = contact_of(golive.customer)
    make.task(golive, owner_side="customer", customer_visible=True)
    page(client, golive)
    counts = []
    for _ in range(2):
        with django_assert_num_queries(QUERIES):
            page(client, golive)
        counts += [make.task(golive, owner_side="joint", customer_visible=True) for _ in range(10)]


QUERIES = 13


def test_they_talk_to_both_sides_about_a_task_or_the_whole(golive: GoLive) -> None:
    task = make.task(golive, "Name a sponsor", owner_side="customer", customer_visible=True)
    client, _ = contact_of(golive.customer, name="Con Stance")
    path = f"/go-lives/{golive.id}/comments"
    assert client.post(path, {"text": "<b>When?</b>", "task": str(task.id)}).status_code == 302
    client.post(path, {"text": "All fine.", "task": ""})
    text = page(client, golive)
    assert "&lt;b&gt;When?&lt;/b&gt;" in text
    assert list(Comment.objects.order_by("id").values_list("author", "task_id", "audience")) == [
        ("Con Stance", task.id, "customer"),
        ("Con Stance", None, "customer"),
    ]
    for wrong in ({"text": ""}, {"text": "x", "task": str(make.task(golive).id)}, {"text": "x", "task": "nonsense"}):
        refused = client.post(path, wrong)
        assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (400, True)
    foreign, _ = contact_of(make.customer())
    assert foreign.post(path, {"text": "x"}).status_code == 404


def test_they_show_what_is_done_by_a_file_or_in_words(golive: GoLive) -> None:
    task = make.task(golive, owner_side="customer", customer_visible=True, evidence_required=True)
    client, _ = contact_of(golive.customer)
    path = f"/go-lives/{golive.id}/proofs"
    assert tick(client, task).status_code == 409
    file = SimpleUploadedFile("minutes.txt", b"They agreed.")
    assert client.post(path, {"task": str(task.id), "file": file}).status_code == 302
    assert client.post(path, {"task": str(task.id), "note": "Agreed by phone\nat noon"}).status_code == 302
    assert sorted(Evidence.objects.values_list("title", flat=True)) == ["Agreed by phone", "minutes.txt"]
    stored = Evidence.objects.exclude(stored_as="").get()
    assert f"/api/v1/evidence/{stored.id}/file" in page(client, golive)
    assert client.get(f"/api/v1/evidence/{stored.id}/file").getvalue() == b"They agreed."
    assert tick(client, task).status_code == 302
    disguised = SimpleUploadedFile("minutes.pdf", b"MZ\x90")
    for wrong in ({"task": str(task.id)}, {"note": "x"}, {"task": str(task.id), "file": disguised}):
        refused = client.post(path, wrong)
        assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (400, True)


def test_they_sign_in_their_own_name_or_reject_with_a_reason(golive: GoLive) -> None:
    client, _ = contact_of(golive.customer, name="Con Stance")

    def asked(subject: str, side: str = "customer") -> Approval:
        fields = {"subject": subject, "asked": "The board", "side": side}
        return request_approval(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)

    def decide(approval: Approval, **sent: str) -> int:
        return client.post(f"/go-lives/{golive.id}/approvals/{approval.id}", sent).status_code

    first, second, third, ours = asked("Design"), asked("Privacy"), asked("Budget"), asked("Margin", "vendor")
    assert "Approve as Con Stance" in page(client, golive)
    assert "Margin" not in page(client, golive)
    assert decide(first, to="approved") == 302
    assert decide(second, to="rejected") == 400
    assert decide(second, to="rejected", reason="No agreement yet") == 302
    assert decide(third, to="approved_with_conditions", condition="Train the night shift") == 302
    assert decide(first, to="rejected", reason="changed my mind") == 409
    assert (decide(ours, to="approved"), decide(third, to="withdrawn")) == (404, 404)
    told = Approval.objects.filter(side="customer").order_by("id").values_list("status", "decided_by")
    assert [status for status, _ in told] == ["approved", "rejected", "approved_with_conditions"]
    assert {name for _, name in told} == {"Con Stance"}
    assert Task.objects.filter(title="Train the night shift", condition_of=third).exists()


def test_colleagues_are_listed_and_invited_where_the_customer_may(golive: GoLive) -> None:
    client, user = contact_of(golive.customer, name="Con Stance")
    make.person(Role.CONTACT, customer=make.customer(), name="Some Stranger")
    text = client.get("/colleagues").content.decode()
    assert "Con Stance" in text
    assert "Some Stranger" not in text
    assert "Send an invitation" not in text
    sent = {"email": "new@birch.example", "name": "New One"}
    assert client.post("/colleagues", sent).status_code == 403
    customers.change_customer(
        actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields={"contacts_may_invite": True}
    )
    assert client.post("/colleagues", sent).status_code == 302
    assert Invitation.objects.get().invited_by == "Con Stance"
    assert "new@birch.example" in client.get("/colleagues").content.decode()
    wrong = client.post("/colleagues", {"email": "nobody"})
    assert (wrong.status_code, 'value="nobody"' in wrong.content.decode()) == (400, True)
    assert client.post("/colleagues", {"email": user.email}).status_code == 400
    assert client.post("/colleagues", {"email": "x\x00@birch.example"}).status_code in {302, 400}


def test_who_invited_a_colleague_withdraws_it_and_others_are_not_offered_to(golive: GoLive) -> None:
    customers.change_customer(
        actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields={"contacts_may_invite": True}
    )
    (client, _), (other, _) = contact_of(golive.customer), contact_of(golive.customer)
    client.post("/colleagues", {"email": "new@birch.example"})
    invitation = Invitation.objects.get()
    address = f"/colleagues/invitations/{invitation.id}/withdraw"
    assert address in client.get("/colleagues").content.decode()
    assert address not in other.get("/colleagues").content.decode()
    assert other.post(address).status_code == 404
    assert client.post(address)["Location"] == "/colleagues"
    assert "new@birch.example" not in client.get("/colleagues").content.decode()
    assert client.post(address).status_code == 302
    Invitation.objects.update(revoked_at=None, accepted_at=make.now())
    late = client.post(address)
    assert (late.status_code, "deactivate the user" in late.content.decode()) == (409, True)


def test_staff_have_no_colleagues_page() -> None:
    client = Client()
    client.force_login(make.person())
    assert client.get("/colleagues").status_code == 403
    assert Client().get("/colleagues").status_code == 302
