"""What must not exist is refused by the database itself, and told in words, on both databases alike."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from implementation.access.actors import Role
from implementation.http.problems import Problem
from implementation.models import (
    Barrier,
    Customer,
    Evidence,
    Follower,
    GoLive,
    Hold,
    ParkedGoLive,
    PlaybookTask,
    Product,
    Site,
    TargetChange,
    Task,
    TaskDependency,
    TimeEntry,
    User,
)  # fmt: skip
from implementation.services import users
from implementation.services.constraints import problem_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def earlier() -> date:
    return make.days_ago(30)


def later() -> date:
    return make.days_ago(10)


def refusal(write: Callable[[], object]) -> Problem:
    """What the database's refusal of the write becomes."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    return problem_of(refused.value)


def told(write: Callable[[], object]) -> tuple[str, str]:
    """The slug of the refusal, and the field that it names."""
    problem = refusal(write)
    return problem.slug, problem.errors[0].pointer


def golive(**dates: Any) -> Callable[[], object]:
    row = make.golive()
    return lambda: GoLive.objects.filter(id=row.id).update(**dates)


def task(**fields: Any) -> Callable[[], object]:
    row = make.task(make.golive())
    return lambda: Task.objects.filter(id=row.id).update(**fields)


def pilot_of_a_pilot() -> Callable[[], object]:
    return golive(stage="pilot", pilot=make.golive(stage="pilot"))


def nameless(model: type[models.Model], row: Callable[[], models.Model]) -> Callable[[], object]:
    made = row()
    return lambda: model._default_manager.filter(pk=made.pk).update(name="")


def emptied(row: Callable[[], models.Model], **fields: Any) -> Callable[[], object]:
    made = row()
    return lambda: type(made)._default_manager.filter(pk=made.pk).update(**fields)


def barrier() -> Callable[[], object]:
    row = make.golive()
    return lambda: Barrier.objects.create(golive=row, kind="data", opened_on=later(), closed_on=earlier())


def waits_for_itself() -> Callable[[], object]:
    row = make.task(make.golive())
    return lambda: TaskDependency.objects.create(task=row, prerequisite=row)


def proof_of_nothing() -> Callable[[], object]:
    row = make.task(make.golive())
    return lambda: Evidence.objects.create(golive_id=row.golive_id, task=row, title="Proof", added_by="Ada")


def minutes(count: int) -> Callable[[], object]:
    entry = make.hours(make.golive(), 1)
    return lambda: TimeEntry.objects.filter(id=entry.id).update(minutes=count)


def moved_nowhere() -> Callable[[], object]:
    row = make.golive()
    return lambda: TargetChange.objects.create(golive=row, old_target_on=later(), new_target_on=later())


def contact_of_nobody() -> Callable[[], object]:
    return lambda: User.objects.bulk_create([User(email="a@example.test", role="contact")])


def playbook_task_of_no_day() -> Callable[[], object]:
    line = PlaybookTask.objects.filter(version=make.starter()).latest("id")
    line.pk, line.key, line.duration_days = None, "of-no-day", 0
    return lambda: PlaybookTask.objects.bulk_create([line])


def hold_backwards() -> Callable[[], object]:
    row = make.golive()
    return lambda: Hold.objects.create(golive=row, starts_on=later(), ends_on=earlier())


CHECKS: dict[str, tuple[Callable[[], Callable[[], object]], str]] = {
    "customer_has_a_name": (partial(nameless, Customer, make.customer), "name"),
    "product_has_a_name": (partial(nameless, Product, make.product), "name"),
    "site_has_a_name": (lambda: nameless(Site, lambda: make.site(make.customer())), "name"),
    "golive_not_live_before_kickoff": (lambda: golive(kickoff_on=later(), live_on=earlier()), "live_on"),
    "golive_not_cancelled_before_kickoff": (lambda: golive(kickoff_on=later(), cancelled_on=earlier()), "cancelled_on"),
    "golive_not_handed_over_before_live": (lambda: golive(live_on=later(), handed_over_on=earlier()), "handed_over_on"),
    "golive_not_ended_before_live": (lambda: golive(live_on=later(), ended_on=earlier()), "ended_on"),
    "golive_not_live_and_cancelled": (lambda: golive(live_on=earlier(), cancelled_on=later()), "cancelled_on"),
    "golive_live_before_handed_over_or_ended": (lambda: golive(handed_over_on=later()), "live_on"),
    "golive_only_production_follows_a_pilot": (
        lambda: golive(stage="pilot", pilot=make.golive(stage="pilot")),
        "pilot",
    ),
    "task_has_a_title": (lambda: task(title=""), "title"),
    "task_not_done_before_its_start": (lambda: task(start_on=later(), done_on=earlier()), "done_on"),
    "task_done_has_a_day": (lambda: task(status="done", done_on=None), "done_on"),
    "task_not_due_before_its_planned_start": (lambda: task(planned_start_on=later(), due_on=earlier()), "due_on"),
    "task_dependency_not_on_itself": (waits_for_itself, "depends_on"),
    "hold_ends_after_its_start": (hold_backwards, "ends_on"),
    "barrier_not_closed_before_opened": (barrier, "closed_on"),
    "comment_says_something": (partial(emptied, lambda: make.comment(make.golive()), text=""), "text"),
    "status_note_says_something": (partial(emptied, lambda: make.status_note(make.golive()), text=""), "text"),
    "status_note_published_by_a_person": (
        partial(emptied, lambda: make.status_note(make.golive()), published_by=""),
        "published_by",
    ),
    "approval_asks_somebody_something": (partial(emptied, lambda: make.approval(make.golive()), subject=""), "subject"),
    "approval_not_decided_before_requested": (
        lambda: emptied(lambda: make.approval(make.golive()), requested_on=later(), decided_on=earlier()),
        "on",
    ),
    "approval_decided_by_a_person_on_a_day": (
        partial(emptied, lambda: make.approval(make.golive()), status="approved"),
        "decided_by",
    ),
    "evidence_is_a_link_words_or_a_file": (proof_of_nothing, "link"),
    "time_entry_within_a_day": (lambda: minutes(0), "minutes"),
    "target_change_changes_something": (moved_nowhere, "new_target_on"),
    "user_contact_has_customer_staff_has_none": (contact_of_nobody, "customer"),
    "playbook_task_lasts_a_day_or_more": (playbook_task_of_no_day, "duration_days"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_what_must_not_exist_is_refused_and_the_field_is_named(name: str) -> None:
    arrange, field = CHECKS[name]
    problem = refusal(arrange())
    assert (problem.slug, problem.errors[0].pointer, problem.errors[0].code) == ("invalid-request", f"/{field}", name)


def test_an_entry_of_more_than_a_day_is_refused() -> None:
    assert told(minutes(24 * 60 + 1)) == ("invalid-request", "/minutes")


def test_staff_have_no_customer() -> None:
    customer = make.customer()
    staff = User(email="a@example.test", role="member", customer=customer)
    assert told(lambda: User.objects.bulk_create([staff])) == ("invalid-request", "/customer")


def test_dates_that_are_not_known_to_the_day_are_not_compared() -> None:
    golive(kickoff_on=later(), live_on=earlier(), live_on_precision="month")()


def again(row: models.Model, **changed: Any) -> Callable[[], object]:
    """The same row once more, under another id."""
    kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return lambda: type(row)._default_manager.bulk_create([type(row)(**{**kept, **changed})])


def two_open_holds() -> Callable[[], object]:
    return again(make.hold(make.golive(), later()), starts_on=earlier())


def two_moves() -> Callable[[], object]:
    row = make.golive(target_on=make.today())
    return again(make.target_moved(row, make.today() + timedelta(days=9)))


def two_links() -> Callable[[], object]:
    row = make.golive()
    make.task(row, after=[make.task(row)])
    return again(TaskDependency.objects.get())


def two_parked() -> Callable[[], object]:
    follower = Follower.objects.create(name="test")
    parked = {"follower": follower, "golive": make.golive(), "next_attempt_at": make.now()}
    return again(ParkedGoLive.objects.create(**parked))


UNIQUE: dict[str, tuple[Callable[[], Callable[[], object]], str]] = {
    "site_name_unique_within_customer": (lambda: again(make.site(make.customer())), "name"),
    "task_key_unique_within_golive": (lambda: again(make.task(make.golive(), key="kickoff")), "key"),
    "task_dependency_stated_once": (two_links, "depends_on"),
    "hold_open_once": (two_open_holds, "ends_on"),
    "target_change_stated_once": (two_moves, "new_target_on"),
    "time_entry_ref_unique_among_current": (lambda: again(make.hours(make.golive(), 1, ref="T1")), "ref"),
    "user_email_unique_in_any_case": (lambda: again(make.person(), email="PERSON@example.test"), "email"),
    "playbook_version_number_unique": (lambda: again(make.starter()), "number"),
}


@pytest.mark.parametrize("name", UNIQUE)
def test_what_is_there_already_is_refused_and_the_field_is_named(name: str) -> None:
    arrange, field = UNIQUE[name]
    if name == "user_email_unique_in_any_case":
        users.create_user(actor=make.LEAD, at=make.now(), email="person@example.test", role=Role.MEMBER)
    assert told(arrange()) == ("already-exists", f"/{field}")


FIELDS: dict[str, Callable[[], Callable[[], object]]] = {
    "Customer.ref": lambda: again(make.customer(ref="C1")),
    "Product.ref": lambda: again(make.product(ref="P1"), name="Another"),
    "Product.name": lambda: again(make.product()),
    "Site.ref": lambda: again(make.site(make.customer(), ref="S1"), name="Another"),
    "GoLive.ref": lambda: again(make.golive(ref="G1")),
    "Task.ref": lambda: again(make.task(make.golive(), ref="T1")),
    "Barrier.ref": lambda: again(make.barrier(make.golive(), ref="B1")),
    "Hold.ref": lambda: again(make.hold(make.golive(), earlier(), later(), ref="H1")),
    "TargetChange.ref": lambda: again(make.target_moved(make.golive(), later(), ref="M1"), new_target_on=earlier()),
    "Playbook.key": lambda: again(make.starter().playbook),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_unique_by_itself_is_named(name: str) -> None:
    assert told(FIELDS[name]()) == ("already-exists", f"/{name.split('.')[1]}")


def test_an_entry_is_replaced_by_one_other() -> None:
    entry = make.hours(make.golive(), 1)
    replacement = {"golive_id": entry.golive_id, "worked_on": later(), "minutes": 5, "replaces": entry}
    TimeEntry.objects.create(**replacement)
    assert told(lambda: TimeEntry.objects.create(**replacement)) == ("already-exists", "/replaces")


def test_a_missing_value_is_named() -> None:
    assert told(task(assignee=None)) == ("invalid-request", "/assignee")


@pytest.mark.django_db(transaction=True)
def test_a_reference_to_nothing_is_told_as_one() -> None:
    problem = refusal(lambda: Site.objects.create(name="East", customer_id=uuid4()))
    assert (problem.slug, "does not exist" in problem.detail) == ("rule-refused", True)


def test_rows_without_a_ref_and_entries_that_were_replaced_do_not_collide() -> None:
    again(make.customer())()
    again(make.hours(make.golive(), 1, ref="T1"), current=False)()


# Refused too, but never by what a person sends: told by their name.
UNTOLD = {"playbook_task_key_unique_within_version", "parked_golive_once"}


def test_a_constraint_that_nobody_can_reach_is_told_by_its_name() -> None:
    assert "parked_golive_once" in refusal(two_parked()).detail
    line = PlaybookTask.objects.filter(version=make.starter()).first()
    assert line is not None
    assert "playbook_task_key_unique_within_version" in refusal(again(line)).detail


# Held by the tests of calendar feeds, of stored responses and of webhooks.
ELSEWHERE = ("calendar_feed_", "reminder_", "stored_response_", "webhook_")


def constraints() -> Iterator[str]:
    for model in apps.get_app_config("implementation").get_models():
        yield from (constraint.name for constraint in model._meta.constraints)


def test_no_constraint_of_the_facts_is_without_a_test() -> None:
    elsewhere = {name for name in constraints() if name.startswith(ELSEWHERE)}
    assert set(constraints()) - elsewhere == {*CHECKS, *UNIQUE, *UNTOLD}
