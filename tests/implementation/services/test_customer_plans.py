"""A customer with another country: its open go-lives keep that country's holidays, at once or by the job."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from implementation.jobs import replan_customers
from implementation.models import Customer, Event, GoLive, PlaybookVersion
from implementation.services import customer_plans, customers, playbooks, tasks
from implementation.services.customer_plans import replan_waiting
from implementation.services.replan_open import replan_open
from tests import factories as make
from tests.implementation.api.callers import tool
from tests.implementation.imports.folders import take
from tests.implementation.imports.undoing import run_of, undo

pytestmark = pytest.mark.django_db
# Around Easter Germany has Good Friday, Easter Monday, Labour Day and Ascension; the United States have none of them.
KICKOFF, TARGET = date(2030, 4, 1), date(2030, 10, 15)


@cache
def working_file() -> Any:
    file = make.starter_file("patient-access-agent")
    return replace(file, day_kind="working", version="9.0.0", sha256="9" * 64)


@pytest.fixture
def playbook() -> PlaybookVersion:
    """60 tasks, counted in days of work."""
    return playbooks.publish(actor=make.LEAD, at=make.now(), playbook=working_file())


@pytest.fixture
def customer() -> Customer:
    return make.customer(country="US", ref="C1")


def planned(playbook: PlaybookVersion, customer: Customer, **fields: Any) -> GoLive:
    return make.golive(at=customer, playbook=playbook, kickoff_on=KICKOFF, target_on=TARGET, **fields)


def move(customer: Customer, **fields: Any) -> Customer:
    return customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields=fields)


def dates(golive: GoLive) -> dict[str, tuple[Any, Any]]:
    return {key: (start, due) for key, start, due in golive.tasks.values_list("key", "planned_start_on", "due_on")}


def replans(*golives: GoLive) -> list[Event]:
    return list(Event.objects.filter(golive__in=golives, kind="go-live.replanned").order_by("id"))


def marked() -> list[str | None]:
    return list(Customer.objects.filter(replan_since__isnull=False).values_list("ref", flat=True))


def test_the_plans_are_as_if_they_had_been_made_there(playbook: PlaybookVersion, customer: Customer) -> None:
    golive = planned(playbook, customer)
    there = planned(playbook, make.customer(country="DE"))
    assert dates(golive) != dates(there)
    move(customer, country="de")
    assert dates(golive) == dates(there)
    assert marked() == []
    assert replan_open(actor=make.LEAD, at=make.now()).moved == 0


def test_each_golive_that_moves_tells_its_tasks_once(playbook: PlaybookVersion, customer: Customer) -> None:
    golives = [planned(playbook, customer) for _ in range(3)]
    before = dates(golives[0])
    move(customer, country="DE")
    assert [event.golive_id for event in replans(*golives)] == [golive.id for golive in golives]
    event = replans(golives[0])[0]
    after = dates(golives[0])
    assert event.data["count"] == len([key for key in after if after[key] != before[key]])
    assert event.actor_name == make.LEAD.name
    assert event.at == Event.objects.get(kind="customer.changed").at
    assert GoLive.objects.get(id=golives[0].id).revision == golives[0].revision + 1


def test_what_is_over_started_or_set_by_hand_stays(playbook: PlaybookVersion, customer: Customer) -> None:
    golive, over = planned(playbook, customer), planned(playbook, customer, cancelled_on=None)
    make.move(over, "cancelled", reason="budget")
    last = golive.tasks.order_by("-due_on").first()
    assert last is not None
    assert last.due_on is not None
    by_hand = last.due_on + timedelta(days=1)
    tasks.change_task(actor=make.LEAD, at=make.now(), task_id=last.id, fields={"due_on": by_hand})
    kept, told = dates(over), len(replans(over))
    move(customer, country="DE")
    assert dates(golive)[last.key][1] == by_hand
    assert (dates(over), len(replans(over))) == (kept, told)


@pytest.mark.parametrize(
    "fields", [{"time_zone": "Europe/Berlin"}, {"country": "US"}, {"segment": "hospital"}], ids=str
)
def test_nothing_else_of_a_customer_moves_a_plan(
    fields: dict[str, str], playbook: PlaybookVersion, customer: Customer
) -> None:
    golive = planned(playbook, customer)
    move(customer, **fields)
    assert replans(golive) == []
    assert marked() == []


def test_many_are_left_to_the_job_which_works_once(
    playbook: PlaybookVersion, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    golives = [planned(playbook, customer) for _ in range(2)]
    monkeypatch.setattr(customer_plans, "MOST_AT_ONCE", 1)
    move(customer, country="DE")
    assert (replans(*golives), marked()) == ([], ["C1"])
    replan_customers()
    assert (len(replans(*golives)), marked()) == (2, [])
    replan_customers()
    assert len(replans(*golives)) == 2


def without_a_plan(golive: GoLive) -> None:
    """Its target leaves all years, as only a write around the services can make it."""
    golive.tasks.update(offset_days=10**7)


def test_one_without_a_plan_neither_refuses_the_change_nor_holds_up_the_others(
    playbook: PlaybookVersion, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    broken, golive = planned(playbook, customer), planned(playbook, customer)
    without_a_plan(broken)
    assert move(customer, country="DE").country == "DE"
    assert (replans(golive), marked()) == ([], ["C1"])
    replan_customers()
    assert (len(replans(golive)), replans(broken), marked()) == (1, [], [])
    assert f"The go-live {broken.id} has no plan" in caplog.text
    told = tool().get("activity", {"go_live": str(broken.id)}).json()["results"][0]
    assert told["kind"] == "go-live.not-replanned"
    assert "left the plan of" in told["sentence"]
    assert "years 1 to 9999" in told["sentence"]


def test_a_job_that_dies_is_found_again(
    playbook: PlaybookVersion, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    golive = planned(playbook, customer)
    customer_plans.replan_later([customer.id], at=make.now())
    Customer.objects.update(country="DE")
    with monkeypatch.context() as patched:
        patched.setattr(customer_plans, "replan_open", _dies)
        with pytest.raises(MemoryError):
            replan_waiting(at=make.now())
    assert marked() == ["C1"]
    assert replan_waiting(at=make.now()) == 1
    assert (len(replans(golive)), marked()) == (1, [])


def _dies(**how: Any) -> Any:
    raise MemoryError


def test_a_mark_that_was_set_again_meanwhile_stays(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    customer_plans.replan_later([customer.id], at=make.now())

    def marks_again(**how: Any) -> Any:
        customer_plans.replan_later([customer.id], at=make.now())
        return replan_open(**how)

    with monkeypatch.context() as patched:
        patched.setattr(customer_plans, "replan_open", marks_again)
        replan_waiting(at=make.now())
    assert marked() == ["C1"]
    replan_waiting(at=make.now())
    assert marked() == []


def test_a_tool_moves_them_by_http_and_the_feed_says_so(playbook: PlaybookVersion, customer: Customer) -> None:
    golive = planned(playbook, customer)
    answer = tool().patch(f"customers/{customer.id}", {"country": "DE"})
    assert answer.status_code == 200
    assert "replan_since" not in answer.json()
    assert len(replans(golive)) == 1


def test_an_import_that_says_so_leaves_it_to_the_job_and_so_does_its_undoing(
    playbook: PlaybookVersion, customer: Customer, tmp_path: Path
) -> None:
    golive = planned(playbook, customer)
    before = dates(golive)
    head = "customer_ref,name,country\n"
    take(tmp_path, customers=f"{head}C1,{customer.name},US\nC2,Birch,DE\n", go_lives=None)
    assert marked() == []
    run = run_of(tmp_path, customers=f"{head}C1,{customer.name},DE\nC2,Birch,DE\n")
    assert (dates(golive), marked()) == (before, ["C1"])
    replan_customers()
    assert dates(golive) != before
    undo(run)
    assert marked() == ["C1"]
    replan_customers()
    assert (dates(golive), marked()) == (before, [])


def test_an_import_without_the_column_marks_nobody(
    playbook: PlaybookVersion, customer: Customer, tmp_path: Path
) -> None:
    planned(playbook, customer)
    take(tmp_path, customers="customer_ref,name\nC1,Another name\n", go_lives=None)
    assert marked() == []
