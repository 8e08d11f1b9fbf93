"""The one mechanism of every write: events, revisions, bounds, and nothing left behind by a refusal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Task
from implementation.services import (
    approvals,
    barriers,
    comments,
    customers,
    golive_transitions,
    golives,
    holds,
    playbooks,
    products,
    share_links,
    sites,
    status_notes,
    target_changes,
    task_counts,
    tasks,
    time_entries,
)  # fmt: skip
from implementation.services.change import IDS_NAMED, changing
from implementation.services.wake import events_recorded
from tests import factories as make

pytestmark = pytest.mark.django_db


def revision(golive: GoLive) -> int:
    return GoLive.objects.get(id=golive.id).revision


def test_an_event_tells_who_did_what_when_why_and_by_which_request() -> None:
    golive = make.golive(owner="Ada")
    at = make.noon(make.days_ago(1))
    golives.change_golive(
        actor=make.MEMBER, at=at, golive_id=golive.id, fields={"owner": "Ben", "seats": 5}, request_id="request-1"
    )
    event = Event.objects.latest("id")
    assert (event.kind, event.subject, event.subject_id) == ("go-live.changed", "go-live", golive.id)
    assert (event.golive_id, event.customer_id) == (golive.id, golive.customer_id)
    assert (event.actor_kind, event.actor_name, event.at, event.request_id) == ("user", "Mem Ber", at, "request-1")
    assert (event.before, event.after) == ({"owner": "Ada", "seats": None}, {"owner": "Ben", "seats": 5})
    assert event.position is None


def test_several_events_of_one_transaction_raise_the_revision_once() -> None:
    golive = make.golive()
    with changing(actor=make.LEAD, at=make.now(), golive_ids=[golive.id]) as change:
        for kind in ("go-live.changed", "go-live.replanned"):
            change.record(kind, golive, golive=change.golives[golive.id])
    assert revision(golive) == golive.revision + 1
    assert change.golives[golive.id].revision == golive.revision + 1


def test_a_transaction_without_an_event_raises_nothing() -> None:
    golive = make.golive()
    with changing(actor=make.LEAD, at=make.now(), golive_ids=[golive.id]) as change:
        change.touch([golive.id])
    assert revision(golive) == golive.revision


@pytest.mark.parametrize(("count", "named"), [(IDS_NAMED, IDS_NAMED), (IDS_NAMED + 1, 0)])
def test_a_bulk_event_counts_and_names_where_there_are_few(count: int, named: int) -> None:
    golive = make.golive()
    with changing(actor=make.LEAD, at=make.now(), golive_ids=[golive.id]) as change:
        change.record_many("task.laid-out", [uuid4() for _ in range(count)], golive=change.golives[golive.id])
    data = Event.objects.latest("id").data
    assert (data["count"], len(data.get("ids", []))) == (count, named)


def test_followers_are_woken_after_the_commit_and_not_by_a_refusal(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Any]]],
) -> None:
    woken: list[str] = []

    def wake(**_: object) -> None:
        woken.append("woken")

    events_recorded.connect(wake)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            golive = make.golive()
            assert woken == []
        assert set(woken) == {"woken"}
        before = len(woken)
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(Problem):
            make.move(golive, "handed_over")
        assert len(woken) == before
    finally:
        events_recorded.disconnect(wake)


def test_a_refusal_leaves_nothing_behind() -> None:
    golive = make.golive()
    gate = make.task(golive, gate="live")
    waiting = make.task(golive, after=[gate])
    before = (Event.objects.count(), revision(golive), list(Task.objects.order_by("id").values()))
    refusals: list[Callable[[], object]] = [
        lambda: make.move(golive, "live"),
        lambda: make.tick(waiting),
        lambda: make.tick(gate),
        lambda: make.tick(waiting, "blocked", barrier={"kind": "nonsense"}),
        lambda: make.tick(waiting, "blocked", barrier={"kind": "data", "side": "nobody"}),
        lambda: make.hours(golive, 25),
        lambda: make.barrier(golive, task=waiting, opened_on=make.today(), closed_on=make.days_ago(3)),
        lambda: make.hold(golive, make.days_ago(3), make.days_ago(5)),
        lambda: make.task(golive, due_on=make.days_ago(5), planned_start_on=make.days_ago(2)),
    ]
    for refused in refusals:
        with pytest.raises(Problem):
            refused()
    assert (Event.objects.count(), revision(golive), list(Task.objects.order_by("id").values())) == before


def bound_elsewhere() -> Actor:
    return Actor(kind=ActorKind.API_KEY, name="tool", role=Role.LEAD, customer_id=make.customer().id)


def writes(golive: GoLive) -> dict[str, Callable[[Actor], object]]:
    """Every service that writes facts of one go-live or one customer."""
    task, barrier = make.task(golive), make.barrier(golive)
    hold, entry = make.hold(golive, make.days_ago(9), make.days_ago(5)), make.hours(golive, 1)
    link, site = make.share_link(golive)[0], make.site(golive.customer)
    said, note, asked = make.comment(golive), make.status_note(golive), make.approval(golive)
    at = make.now()
    of: dict[str, Any] = {"golive_id": golive.id}
    hour = {"worked_on": make.today(), "minutes": 60, "person": "Ada"}
    return {
        "change_golive": lambda by: golives.change_golive(actor=by, at=at, **of, fields={"owner": "Eve"}),
        "transition_golive": lambda by: golive_transitions.transition_golive(actor=by, at=at, **of, to="live"),
        "move_target": lambda by: target_changes.move_target(
            actor=by, at=at, **of, new_target_on=make.today(), reason="test"
        ),
        "create_task": lambda by: tasks.create_task(actor=by, at=at, **of, fields={"title": "T", "category": "data"}),
        "change_task": lambda by: tasks.change_task(actor=by, at=at, task_id=task.id, fields={"title": "Mine"}),
        "transition_task": lambda by: make.tick(task, actor=by),
        "count_task": lambda by: task_counts.count_task(actor=by, at=at, task_id=task.id, done=1),
        "write_comment": lambda by: comments.write_comment(actor=by, at=at, **of, text="Mine"),
        "withdraw_comment": lambda by: comments.withdraw_comment(actor=by, at=at, comment_id=said.id),
        "write_status_note": lambda by: status_notes.write_status_note(
            actor=by, at=at, **of, light="red", text="Mine", published_by="Eve"
        ),
        "withdraw_status_note": lambda by: status_notes.withdraw_status_note(
            actor=by, at=at, note_id=note.id, reason="Mine"
        ),
        "request_approval": lambda by: approvals.request_approval(
            actor=by, at=at, **of, fields={"subject": "Mine", "asked": "Eve"}
        ),
        "decide_approval": lambda by: approvals.decide_approval(
            actor=by, at=at, approval_id=asked.id, to="approved", decided_by="Eve"
        ),
        "note_contact": lambda by: sites.note_contact(actor=by, at=at, site_id=site.id, whom="sponsor"),
        "open_barrier": lambda by: barriers.open_barrier(actor=by, at=at, **of, fields={"kind": "data"}),
        "change_barrier": lambda by: barriers.change_barrier(
            actor=by, at=at, barrier_id=barrier.id, fields={"note": "Mine"}
        ),
        "open_hold": lambda by: holds.open_hold(
            actor=by, at=at, **of, fields={"starts_on": make.today(), "side": "vendor", "reason": "Mine"}
        ),
        "change_hold": lambda by: holds.change_hold(actor=by, at=at, hold_id=hold.id, fields={"reason": "Mine"}),
        "log_time": lambda by: time_entries.log_time(actor=by, at=at, **of, fields=hour),
        "correct_time": lambda by: time_entries.correct_time(actor=by, at=at, entry_id=entry.id, fields={"minutes": 5}),
        "void_time": lambda by: time_entries.void_time(actor=by, at=at, entry_id=entry.id, reason="Mine"),
        "create_share_link": lambda by: share_links.create_share_link(actor=by, at=at, **of),
        "revoke_share_link": lambda by: share_links.revoke_share_link(actor=by, at=at, share_link_id=link.id),
        "create_site": lambda by: sites.create_site(
            actor=by, at=at, customer_id=golive.customer_id, fields={"name": "East"}
        ),
        "change_site": lambda by: sites.change_site(actor=by, at=at, site_id=site.id, fields={"name": "Mine"}),
        "change_customer": lambda by: customers.change_customer(
            actor=by, at=at, customer_id=golive.customer_id, fields={"segment": "clinic"}
        ),
        "create_golive": lambda by: golives.create_golive(
            actor=by, at=at, customer_id=golive.customer_id, product_id=golive.product_id, fields={}
        ),
    }


def test_whoever_is_bound_to_another_customer_finds_nothing_to_write_to() -> None:
    golive, stranger = make.golive(), bound_elsewhere()
    services = writes(golive)
    events = Event.objects.count()
    for name, write in services.items():
        with pytest.raises(Problem) as refusal:
            write(stranger)
        assert refusal.value.slug == "not-found", name
    assert Event.objects.count() == events


def test_whoever_is_bound_to_this_customer_writes() -> None:
    golive = make.golive()
    services = writes(golive)
    own = Actor(kind=ActorKind.API_KEY, name="tool", role=Role.LEAD, customer_id=golive.customer_id)
    for name in ("log_time", "create_task", "change_customer", "create_site", "create_golive", "transition_golive"):
        services[name](own)
    assert set(Event.objects.filter(actor_kind="api_key").values_list("customer_id", flat=True)) == {golive.customer_id}


def test_what_customers_share_is_not_changed_by_whoever_is_bound_to_one() -> None:
    product, stranger, at = make.product(), bound_elsewhere(), make.now()
    shared: list[Callable[[], object]] = [
        lambda: products.create_product(actor=stranger, at=at, fields={"name": "Mine"}),
        lambda: products.change_product(actor=stranger, at=at, product_id=product.id, fields={"name": "Mine"}),
        lambda: customers.create_customer(actor=stranger, at=at, fields={"name": "Mine"}),
        lambda: playbooks.publish(actor=stranger, at=at, playbook=make.starter_file()),
    ]
    for write in shared:
        with pytest.raises(Problem) as refusal:
            write()
        assert refusal.value.slug == "forbidden"


def test_an_equal_change_of_any_noun_writes_nothing() -> None:
    golive = make.golive()
    task, site = make.task(golive, due_on=make.today()), make.site(golive.customer)
    barrier, hold = make.barrier(golive, note="x"), make.hold(golive, make.days_ago(2), ref="H1")
    at = make.now()
    Task.objects.filter(id=task.id).update(pinned=False)
    before = (Event.objects.count(), revision(golive))
    tasks.change_task(
        actor=make.LEAD, at=at, task_id=task.id, fields={"title": task.title, "due_on": task.due_on}, depends_on=[]
    )
    barriers.change_barrier(actor=make.LEAD, at=at, barrier_id=barrier.id, fields={"note": "x", "closed_on": None})
    holds.change_hold(actor=make.LEAD, at=at, hold_id=hold.id, fields={"ref": "H1", "ends_on": None})
    sites.change_site(actor=make.LEAD, at=at, site_id=site.id, fields={"name": site.name, "ref": ""})
    customers.change_customer(actor=make.LEAD, at=at, customer_id=golive.customer_id, fields={"ref": ""})
    products.change_product(actor=make.LEAD, at=at, product_id=golive.product_id, fields={"ref": None})
    assert (Event.objects.count(), revision(golive)) == before
    assert Task.objects.get(id=task.id).version == task.version


def test_a_kind_that_nobody_registered_is_not_appended() -> None:
    with (
        pytest.raises(ValueError, match="juggled is no kind of event"),
        changing(actor=make.LEAD, at=make.now()) as change,
    ):
        change.record("task.juggled", None)
    assert not Event.objects.filter(kind="task.juggled").exists()
