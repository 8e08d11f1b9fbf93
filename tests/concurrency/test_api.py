"""Many tools at once over real connections: nothing lost, nothing doubled, nothing overwritten, nothing missed."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from uuid import uuid4

import pytest
import requests
from django.db import transaction
from django.db.models import Sum
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from implementation.access.actors import Role
from implementation.models import Event, GoLive, Task, TimeEntry
from tests import factories as make
from tests.concurrency.callers import Caller, dying_server
from tests.concurrency.threads import at_once, setting
from tracking.models import GoLiveMeasure
from tracking.services.bring_up_to_date import follow_everything

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

THREADS = 16
ROUNDS = 12
WRITERS = 8
FINISHED = {"done", "skipped"}


@pytest.fixture(autouse=True)
def _no_limit(settings: Settings) -> None:
    """The limit on requests has tests of its own."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


@pytest.fixture
def tool(live_server: LiveServer) -> Iterator[Caller]:
    with Caller(live_server.url, make.key()) as one:
        yield one


def chain_of(golive: GoLive, length: int) -> list[Task]:
    """Tasks of which each waits for the one before."""
    rows: list[Task] = []
    for _ in range(length):
        rows.append(make.task(golive, after=rows[-1:]))
    return rows


class Worker:
    """One of the tools that work on the same go-live, and what it believes to have done."""

    def __init__(self, url: str, golive: GoLive, tasks: list[Task], seed: int) -> None:
        self._golive, self._tasks, self._rng = golive, tasks, random.Random(seed)
        self._url, self._key, self._name = url, make.key(), f"worker {seed}"
        self.counted: Counter[str] = Counter()
        self.minutes = 0
        self.answers: Counter[int] = Counter()

    def work(self) -> None:
        with Caller(self._url, self._key) as tool:
            for _ in range(ROUNDS):
                task = self._rng.choice(self._tasks)
                self._rng.choice([self.move, self.move, self.count, self.log])(tool, str(task.id))

    def move(self, tool: Caller, task: str) -> None:
        """Finish, or reopen; the rules of the work may refuse."""
        to = self._rng.choice(["done", "done", "in_progress"])
        answer = tool.post(f"tasks/{task}/transitions", {"to": to})
        assert answer.status_code in {200, 409}, answer.text
        self.answers[answer.status_code] += 1

    def count(self, tool: Caller, task: str) -> None:
        """Read, add one, write only if nobody else did; until it is written."""
        for _ in range(200):
            row, tag = tool.read(f"tasks/{task}")
            answer = tool.patch(f"tasks/{task}", {"count_done": (row["count_done"] or 0) + 1}, If_Match=tag)
            self.answers[answer.status_code] += 1
            if answer.status_code == 200:
                self.counted[task] += 1
                return
            assert answer.status_code == 412, answer.text
        raise AssertionError("It was always somebody else's turn.")

    def log(self, tool: Caller, task: str) -> None:
        minutes = self._rng.randint(1, 90)
        body = {"go_live": str(self._golive.id), "task": task, "worked_on": str(make.days_ago(1)), "minutes": minutes}
        answer = tool.post("time-entries", {**body, "person": self._name})
        assert answer.status_code == 201, answer.text
        self.minutes += minutes


def test_sixteen_tools_on_one_golive_lose_nothing_and_break_no_rule(live_server: LiveServer) -> None:
    golive = make.golive()
    tasks = chain_of(golive, 4)
    workers = [Worker(live_server.url, golive, tasks, seed) for seed in range(THREADS)]
    at_once([worker.work for worker in workers])

    counted = sum((worker.counted for worker in workers), Counter[str]())
    assert {str(task.id): task.count_done or 0 for task in Task.objects.all()} == {
        str(task.id): counted[str(task.id)] for task in tasks
    }
    minutes = sum(worker.minutes for worker in workers)
    assert TimeEntry.objects.filter(golive=golive, current=True).aggregate(sum=Sum("minutes"))["sum"] == minutes
    answers = sum((worker.answers for worker in workers), Counter[int]())
    assert answers[200] > THREADS
    assert answers[412], "nobody met anybody: the test would show nothing"
    assert_prerequisites_were_kept(golive, tasks)
    assert_versions_count_changes(golive, tasks)
    follow_everything(at=make.now())
    assert GoLiveMeasure.objects.get(golive=golive).total_minutes == minutes


def assert_prerequisites_were_kept(golive: GoLive, tasks: list[Task]) -> None:
    """As the log tells it: whenever a task was finished, the one before was finished."""
    before = {second.id: first.id for first, second in pairwise(tasks)}
    status = {task.id: "todo" for task in tasks}
    for event in Event.objects.filter(golive=golive, subject="task").order_by("id"):
        task_id = event.subject_id
        if task_id is None or "status" not in event.after:
            continue
        if event.after["status"] in FINISHED and task_id in before:
            assert status[before[task_id]] in FINISHED, f"{task_id} was finished too early"
        status[task_id] = event.after["status"]
    assert status == dict(Task.objects.values_list("id", "status"))


def assert_versions_count_changes(golive: GoLive, tasks: list[Task]) -> None:
    for task in Task.objects.filter(golive=golive):
        events = Event.objects.filter(subject="task", subject_id=task.id)
        assert task.version == events.count()


@pytest.mark.parametrize("attempts", [2, THREADS])
def test_a_post_that_is_sent_again_is_done_once(live_server: LiveServer, attempts: int) -> None:
    body = {"go_live": str(make.golive().id), "worked_on": str(make.days_ago(1)), "minutes": 30, "person": "Ada"}
    key, tag = make.key(), str(uuid4())
    answers: list[requests.Response] = []

    def send() -> None:
        with Caller(live_server.url, key) as tool:
            answer = tool.post("time-entries", body, Idempotency_Key=tag)
            while answer.status_code == 409:
                answer = tool.post("time-entries", body, Idempotency_Key=tag)
            answers.append(answer)

    at_once([send] * attempts)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert TimeEntry.objects.count() == 1
    assert Event.objects.filter(kind="time-entry.logged").count() == 1


@pytest.mark.parametrize(("dies", "done"), [("before it answers", 1), ("before it keeps the answer", 0)])
def test_a_post_whose_server_died_is_done_once(
    dies: str, done: int, live_server: LiveServer, process_environment: dict[str, str]
) -> None:
    """What is done and its answer are committed together: either both are there, or neither."""
    body = {"go_live": str(make.golive().id), "worked_on": str(make.days_ago(1)), "minutes": 30, "person": "Ada"}
    key, tag = make.key(), str(uuid4())
    with (
        dying_server(process_environment, dies=dies) as address,
        Caller(address, key) as tool,
        pytest.raises(requests.ConnectionError),
    ):
        tool.post("time-entries", body, Idempotency_Key=tag)
    before = list(TimeEntry.objects.all())
    assert len(before) == done

    with Caller(live_server.url, key) as tool:
        again = tool.post("time-entries", body, Idempotency_Key=tag)
    [entry] = TimeEntry.objects.all()
    assert (again.status_code, again.json()["id"]) == (201, str(entry.id))
    assert again.headers["Location"] == f"/api/v1/time-entries/{entry.id}"
    assert before in ([], [entry])


def test_a_walk_under_eight_writers_gives_every_row_that_was_there_once(live_server: LiveServer, tool: Caller) -> None:
    golive = make.golive()
    there = {str(make.hours(golive, 0.1).id) for _ in range(120)}
    all_seen, key = threading.Event(), make.key()
    written: Counter[str] = Counter()

    def write(number: int) -> None:
        body = {"go_live": str(golive.id), "worked_on": str(make.days_ago(number)), "minutes": 1}
        with Caller(live_server.url, key) as writer:
            while not all_seen.is_set():
                answer = writer.post("time-entries", {**body, "person": f"W{number}-{written.total() // 900}"})
                assert answer.status_code == 201, answer.text
                written[answer.json()["id"]] += 1

    def walk() -> None:
        with setting(all_seen):
            for order in ("-id", "id"):
                seen = set[str]()
                for row in tool.walk("time-entries", limit=7, order=order):
                    assert row["id"] not in seen, "a row came twice"
                    seen.add(row["id"])
                    if order == "id" and there <= seen:
                        # From here on it walks behind the writers, which might be faster for ever.
                        all_seen.set()
                assert there <= seen

    at_once([walk, *(partial(write, number) for number in range(1, WRITERS + 1))])
    assert written.total() > WRITERS, "nobody wrote meanwhile: the test would show nothing"


class Follower:
    """A tool that reads `events` as its answers say, and what it has seen."""

    def __init__(self, url: str) -> None:
        # What happened with keys is for those who may read the audit.
        self._tool = Caller(url, make.key("read", "audit:read", role=Role.LEAD))
        self._cursor = "0"
        self._read_on = threading.Event()
        self.seen: list[int] = []

    def read(self) -> bool:
        """The next page; whether there was anything on it."""
        page = self._tool.get("events", cursor=self._cursor, limit=20)
        self._cursor = str(page["next_cursor"])
        self.seen += [event["position"] for event in page["results"]]
        self._read_on.set()
        return bool(page["results"])

    def follow(self, written: threading.Event) -> None:
        with self._tool:
            while not written.wait(0.01) or self.read():
                self.read()

    def overtakes(self, *, until: threading.Event) -> bool:
        """Whether it comes to see something new before that."""
        before = len(self.seen)
        while len(self.seen) == before and not until.is_set():
            self._read_on.wait(0.05)
            self._read_on.clear()
        return len(self.seen) > before


def test_a_follower_of_events_sees_all(live_server: LiveServer) -> None:
    """Also what was written first and committed last: one writer holds its events back until they are overtaken."""
    golives = [make.golive() for _ in range(3)]
    follower, key = Follower(live_server.url), make.key()
    quick_done, all_done, overtaken = threading.Event(), threading.Event(), Counter[bool]()

    def write(number: int) -> None:
        with Caller(live_server.url, key) as writer:
            for step in range(ROUNDS):
                body = {"go_live": str(golives[(number + step) % 3].id), "title": f"Task {number}.{step}"}
                assert writer.post("tasks", {**body, "category": "data"}).status_code == 201

    def write_quickly() -> None:
        with setting(quick_done):
            at_once([partial(write, number) for number in range(WRITERS)])

    def write_slowly() -> None:
        while not quick_done.is_set():
            with transaction.atomic():
                make.customer()
                overtaken[follower.overtakes(until=quick_done)] += 1

    def write_all() -> None:
        with setting(all_done):
            at_once([write_quickly, write_slowly])

    at_once([write_all, partial(follower.follow, all_done)])
    assert overtaken[True], "nobody was overtaken: the test would show nothing"
    assert follower.seen == list(range(1, Event.objects.count() + 1))
    assert Event.objects.filter(kind="task.created").count() == WRITERS * ROUNDS
