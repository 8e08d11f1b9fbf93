"""Many people work on one go-live at once: nothing is lost, nothing overlaps, nobody waits for ever."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Sum

from implementation.http.problems import Problem
from implementation.models import ApiKey, Barrier, Customer, Event, GoLive, Hold, Product, Task, TimeEntry
from implementation.services import barriers, customers, golives, playbooks, products, tasks, time_entries
from implementation.services.api_keys import authenticate
from implementation.services.golive_transitions import start_due_golives
from tests import factories as make
from tests.concurrency.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

THREADS = 12
# A deadlock would be told by the database after a second; this is for a wait that nothing ends.
PATIENCE = "20s"


@pytest.fixture(autouse=True)
def _nobody_waits_for_ever() -> Iterator[None]:
    """For the connections that the threads will open."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE CURRENT_USER SET lock_timeout = '{PATIENCE}'")
        yield
        cursor.execute("ALTER ROLE CURRENT_USER RESET lock_timeout")


def attempts(works: Sequence[Callable[[], object]]) -> Counter[str]:
    """How each of the works, run at once, went: `done`, or the slug of its refusal."""
    results: Counter[str] = Counter()

    def attempt(work: Callable[[], object]) -> None:
        try:
            work()
        except Problem as problem:
            results[problem.slug] += 1
        else:
            results["done"] += 1

    at_once([partial(attempt, work) for work in works])
    return results


def revision(golive: GoLive) -> int:
    return GoLive.objects.get(id=golive.id).revision


def transactions(golive: GoLive, *, since: int) -> int:
    """Every service call below appends its events by one transaction, which has an `at` of its own."""
    return Event.objects.filter(golive=golive, id__gt=since).values("at").distinct().count()


def last_event() -> int:
    return Event.objects.latest("id").id


def test_one_task_finished_by_twelve_is_done_once() -> None:
    task = make.task(make.golive())
    assert attempts([partial(make.tick, task)] * THREADS) == {"done": 1, "transition-refused": THREADS - 1}
    assert Event.objects.filter(kind="task.done").count() == 1


def test_one_version_is_changed_once() -> None:
    task = make.task(make.golive())

    def rename(number: int) -> None:
        tasks.change_task(
            actor=make.LEAD, at=make.now(), task_id=task.id, fields={"title": f"T{number}"}, version=task.version
        )

    assert attempts([partial(rename, n) for n in range(THREADS)]) == {"done": 1, "stale": THREADS - 1}


def test_different_fields_of_one_task_changed_at_once_are_all_kept() -> None:
    task = make.task(make.golive())
    wanted = {
        "title": "New",
        "assignee": "Ada",
        "phase": "build",
        "guidance": "x",
        "counted": "people",
        "sort_order": 7,
    }

    def change(name: str) -> None:
        fields = {name: wanted[name]}
        tasks.change_task(actor=make.LEAD, at=make.now(), task_id=task.id, fields=fields)

    assert attempts([partial(change, name) for name in wanted]) == {"done": len(wanted)}
    row = Task.objects.get()
    assert {name: getattr(row, name) for name in wanted} == wanted
    assert row.version == task.version + len(wanted)


def work_on(golive: GoLive, rows: list[Task], seed: int) -> None:
    """Finish, reopen, block and unblock tasks as they come; a refusal is an answer too."""
    rng = random.Random(seed)
    for _ in range(15):
        task, move = rng.choice(rows), rng.choice(["done", "in_progress", "skipped", "todo", "block", "unblock"])
        try:
            if move == "block":
                make.barrier(golive, task=task)
            elif move == "unblock":
                for barrier in Barrier.objects.filter(task=task, closed_on__isnull=True)[:1]:
                    barriers.change_barrier(
                        actor=make.LEAD, at=make.now(), barrier_id=barrier.id, fields={"closed_on": make.today()}
                    )
            else:
                make.tick(task, move, reason="test")
        except Problem:
            continue


def test_a_checklist_worked_on_by_twelve_loses_no_update() -> None:
    golive = make.golive()
    rows = [make.task(golive) for _ in range(5)]
    start, before = last_event(), revision(golive)
    at_once([partial(work_on, golive, rows, seed) for seed in range(THREADS)])
    assert revision(golive) - before == transactions(golive, since=start) > THREADS
    for task in Task.objects.all():
        own = Barrier.objects.filter(task=task, closed_on__isnull=True)
        assert (task.status == "blocked") == own.exists()
        assert (task.status == "done") == (task.done_on is not None)
        moves = Event.objects.filter(subject="task", subject_id=task.id, id__gt=start).order_by("id")
        assert task.version == 1 + len(moves)
        states = [(e.before["status"], e.after["status"]) for e in moves]
        assert all(left == entered for (_, left), (entered, _) in pairwise(states))
        assert (states[-1][1] if states else "todo") == task.status


def test_a_persons_day_never_exceeds_24_hours_over_all_golives() -> None:
    golives_ = [make.golive() for _ in range(4)]
    works = [partial(make.hours, golives_[n % 4], 5, person="Ada") for n in range(THREADS)]
    assert attempts(works) == {"done": 4, "day-overfull": THREADS - 4}
    assert TimeEntry.objects.aggregate(sum=Sum("minutes"))["sum"] == 20 * 60


def test_one_entry_is_corrected_once() -> None:
    entry = make.hours(make.golive(), 1, ref="T1")

    def correct(number: int) -> None:
        time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, fields={"minutes": 100 + number})

    assert attempts([partial(correct, n) for n in range(THREADS)]) == {"done": 1, "already-exists": THREADS - 1}
    assert TimeEntry.objects.filter(current=True, ref="T1").count() == 1


def test_of_holds_opened_at_once_one_is() -> None:
    golive = make.golive()
    results = attempts([partial(make.hold, golive, make.days_ago(n)) for n in range(THREADS)])
    assert results == {"done": 1, "rule-refused": THREADS - 1}


def test_holds_stated_at_once_do_not_overlap() -> None:
    golive = make.golive()
    works = [partial(make.hold, golive, make.days_ago(40 - n), make.days_ago(37 - n)) for n in range(THREADS)]
    assert attempts(works)["done"] > 1
    kept = list(Hold.objects.order_by("starts_on").values_list("starts_on", "ends_on"))
    assert all(end is not None and end < start for (_, end), (start, _) in pairwise(kept))


def test_a_hold_and_going_live_at_once_do_not_both_succeed() -> None:
    for _ in range(6):
        golive = make.golive()
        results = attempts([partial(make.move, golive, "live"), partial(make.hold, golive, make.today())])
        assert results == {"done": 1, "rule-refused": 1}


def test_a_circle_of_prerequisites_closed_from_both_sides_at_once_stays_open() -> None:
    golive = make.golive()
    first, second = make.task(golive), make.task(golive)

    def wait_for(waiting: Task, prerequisite: Task) -> None:
        tasks.change_task(actor=make.LEAD, at=make.now(), task_id=waiting.id, fields={}, depends_on=[prerequisite.id])

    results = attempts([partial(wait_for, first, second), partial(wait_for, second, first)])
    assert results == {"done": 1, "invalid-request": 1}


def test_changes_of_customers_and_products_that_share_golives_do_not_deadlock() -> None:
    two_customers, two_products = [make.customer() for _ in range(2)], [make.product() for _ in range(2)]
    crossing = [make.golive(at=c, of=p) for c in two_customers for p in two_products for _ in range(3)]
    before = {golive.id: revision(golive) for golive in crossing}

    def change_customer(customer: Customer, number: int) -> None:
        customers.change_customer(
            actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": f"S{number}"}
        )

    def change_product(product: Product, number: int) -> None:
        products.change_product(
            actor=make.LEAD,
            at=make.now(),
            product_id=product.id,
            fields={"product_type": f"T{number}"},
        )

    rounds = 4
    works: list[Callable[[], object]] = [
        work
        for n in range(rounds)
        for work in (
            *(partial(change_customer, customer, n) for customer in two_customers),
            *(partial(change_product, product, n) for product in two_products),
        )
    ]
    random.Random(1).shuffle(works)
    assert attempts(works) == {"done": len(works)}
    assert {row.id: row.revision - before[row.id] for row in GoLive.objects.all()} == dict.fromkeys(before, 2 * rounds)


def test_a_golive_created_while_its_customer_changes_is_reached_or_comes_after() -> None:
    customer, product = make.customer(), make.product()

    def create() -> None:
        golives.create_golive(actor=make.LEAD, at=make.now(), customer_id=customer.id, product_id=product.id, fields={})

    def change(number: int) -> None:
        customers.change_customer(
            actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": f"S{number}"}
        )

    make.golive(at=customer, of=product)
    works: list[Callable[[], object]] = [*[create] * 6, *(partial(change, number) for number in range(6))]
    random.Random(2).shuffle(works)
    assert attempts(works) == {"done": 12}
    for golive in GoLive.objects.filter(customer=customer):
        [created] = Event.objects.filter(kind="go-live.created", golive=golive)
        later = Event.objects.filter(kind="customer.changed", id__gt=created.id).count()
        assert golive.revision == 2 + later


def test_the_same_playbook_published_by_many_is_one_version() -> None:
    file = make.starter_file()
    works = [lambda: playbooks.publish(actor=make.LEAD, at=make.now(), playbook=file)] * THREADS
    assert attempts(works) == {"done": THREADS}
    assert Event.objects.filter(kind="playbook-version.published").count() == 1


def test_planned_golives_are_started_once_by_two_jobs() -> None:
    for _ in range(5):
        make.golive(kickoff_on=make.days_ago(-1))
    tomorrow = make.now() + timedelta(days=1)
    attempts([partial(start_due_golives, at=tomorrow)] * 4)
    assert Event.objects.filter(kind="go-live.in-progress").count() == 5


def test_a_key_used_by_many_at_once_is_recognised_each_time() -> None:
    text = make.key()
    recognised = Counter[bool]()

    def use() -> None:
        recognised[authenticate(text, at=make.now()) is not None] += 1

    at_once([use] * THREADS)
    assert recognised == {True: THREADS}
    assert ApiKey.objects.get().last_used_at is not None
