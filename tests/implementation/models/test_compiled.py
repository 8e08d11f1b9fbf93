"""Statements that are built once: they find what the queryset would find, whatever is put into the slots."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models import Customer, GoLive, Task
from implementation.models import compiled as module
from implementation.models.compiled import (
    Slot,
    bounds_of,
    compiled_models,
    compiled_rows,
    compiled_update,
    kind_of,
    row_where,
    stand_in,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_kept", {})


class Built:
    """Builds tasks of some go-lives and statuses, and counts how often it is asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, sent: dict[str, Any]) -> QuerySet[Any]:
        self.times += 1
        rows = Task.objects.filter(golive_id=sent["golive"], status__in=sent["statuses"])
        if sent["visible"] is not None:
            rows = rows.filter(customer_visible=sent["visible"])
        return rows.order_by("id").values_list("id", "created_at")

    def ask(self, golive: GoLive, *statuses: str, visible: bool | None = None) -> list[UUID]:
        values = {"golive": golive.id, "statuses": list(statuses), "visible": visible}
        return [row[0] for row in compiled_rows("tasks", self, values)]


def test_the_same_statement_answers_for_other_values() -> None:
    one, other = factories.golive(), factories.golive()
    first, done, second = factories.task(one), factories.tick(factories.task(one)), factories.task(other)
    built = Built()
    assert built.ask(one, "todo") == [first.id]
    assert built.ask(one, "done") == [done.id]
    assert built.ask(other, "todo") == [second.id]
    assert built.times == 1


def test_another_length_of_a_list_or_another_truth_value_is_another_question() -> None:
    golive = factories.golive()
    hidden, shown = factories.task(golive), factories.task(golive, customer_visible=True)
    built = Built()
    assert built.ask(golive, "todo", "done") == [hidden.id, shown.id]
    assert built.ask(golive, "todo", visible=True) == [shown.id]
    assert built.ask(golive, "todo", visible=False) == [hidden.id]
    assert built.times == 3


def test_values_come_back_as_the_orm_gives_them() -> None:
    task = factories.task(factories.golive())
    rows = Task.objects.values_list("id", "golive_id", "created_at", "pinned", "due_on")
    assert compiled_rows("all", lambda sent: rows.filter(id=sent["id"]), {"id": task.id}) == list(rows)


def test_days_and_moments_go_into_slots_too() -> None:
    task = factories.task(factories.golive(), due_on=factories.today())
    for name, lookup, value in (
        ("due_on", "due_on__lt", factories.today()),
        ("created_at", "created_at__lt", task.created_at),
    ):

        def build(sent: dict[str, Any], lookup: str = lookup) -> QuerySet[Any]:
            return Task.objects.filter(**{lookup: sent["until"]}).values_list("id")

        assert compiled_rows(name, build, {"until": value}) == []
        assert compiled_rows(name, build, {"until": value + timedelta(days=1)}) == [(task.id,)]


def test_a_question_that_has_no_answer_is_not_asked() -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            assert compiled_rows("none", lambda sent: Task.objects.none().values_list("id"), {"id": uuid4()}) == []
    assert len(queries) == 0


def test_whole_rows_can_be_changed_and_stored() -> None:
    task = factories.task(factories.golive())
    [found] = compiled_models(Task, "of id", lambda sent: Task.objects.filter(id=sent["id"]), {"id": task.id})
    assert found == task
    found.title = "Another"
    found.save(update_fields=["title"])
    task.refresh_from_db()
    assert task.title == "Another"


def test_a_row_is_found_by_its_fields_or_is_none() -> None:
    golive = factories.golive()
    assert row_where(GoLive, id=golive.id) == golive
    assert row_where(GoLive, id=uuid4()) is None


def test_an_update_reaches_the_rows_that_were_named_and_no_others() -> None:
    one, other = factories.golive(), factories.golive()
    for golive in (one, one, other):
        compiled_update(
            "raise", lambda sent: GoLive.objects.filter(id__in=sent["ids"]), {"ids": [golive.id]},
            revision=F("revision") + 1,
        )  # fmt: skip
    raised = [GoLive.objects.get(id=row.id).revision - row.revision for row in (one, other)]
    assert raised == [2, 1]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONTACT])
def test_bounds_are_values_so_nobody_is_answered_with_what_another_may_see(role: Role) -> None:
    customers = [factories.customer(), factories.customer()]
    for customer in customers:
        factories.golive(at=customer)
    for customer in customers:
        actor = Actor(kind=ActorKind.USER, name="P", role=role, customer_id=customer.id)

        def visible(sent: dict[str, Any], actor: Actor = actor) -> QuerySet[GoLive]:
            return GoLive.objects.visible_to(stand_in(actor, sent))

        found = compiled_models(GoLive, ("visible", *kind_of(actor)), visible, bounds_of(actor))
        assert [row.customer_id for row in found] == [customer.id]


def test_a_stand_in_has_neither_name_nor_scopes() -> None:
    actor = Actor(kind=ActorKind.API_KEY, name="Key", role=Role.LEAD, scopes=frozenset({"read"}), id=uuid4())
    other = stand_in(actor, {"of_customer": Slot("of_customer"), "of_golive": None})
    assert (other.kind, other.role, other.name, other.scopes, other.id) == (
        actor.kind,
        actor.role,
        "",
        frozenset(),
        None,
    )
    assert isinstance(other.customer_id, Slot)


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    for number in range(5):
        compiled_rows(number, lambda sent: Customer.objects.filter(id=sent["id"]).values_list("id"), {"id": uuid4()})
        assert len(module._kept) <= 2


def test_a_row_has_what_is_asked_for_of_it_and_fetches_the_rest_when_it_is_looked_at() -> None:
    customer = factories.customer()
    with CaptureQueriesContext(connection) as queries:
        found = row_where(Customer, only=frozenset({"name", "id"}), id=customer.id)
        assert found is not None
        assert (found.id, found.name, len(queries)) == (customer.id, customer.name, 1)
    assert found.created_at == customer.created_at
    assert row_where(Customer, id=customer.id) == customer
