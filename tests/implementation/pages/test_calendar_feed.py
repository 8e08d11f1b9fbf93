"""The address that calendars subscribe to, asked as a calendar asks it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from implementation.models import CalendarFeed, GoLive
from implementation.services import calendar_feeds, customers, tasks
from tests import factories as make

pytestmark = pytest.mark.django_db


def feed(golive: GoLive | None = None, **fields: Any) -> str:
    """The token of a new feed."""
    golive_id = golive.id if golive else None
    return calendar_feeds.create_calendar_feed(actor=make.LEAD, at=make.now(), golive_id=golive_id, **fields)[1]


def ask(token: str, **headers: str) -> Any:
    return Client().get(f"/calendar/{token}.ics", headers=headers)


def calendar(token: str) -> Any:
    response = ask(token)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def events(token: str) -> dict[str, Any]:
    """The feed's events by their summary, read back by the library."""
    return {str(event["summary"]): event for event in calendar(token).events}


def ahead(days: int) -> date:
    return make.today() + timedelta(days=days)


def birch(**fields: Any) -> GoLive:
    """A go-live whose title is `Scribe at Birch`."""
    return make.golive(at=make.customer("Birch"), of=make.product("Scribe"), **fields)


def test_a_golives_feed_shows_its_days() -> None:
    golive = birch(kickoff_on=make.days_ago(60), target_on=ahead(30), live_on=make.days_ago(1))
    found = events(feed(golive))
    assert {summary: event.start for summary, event in found.items()} == {
        "Kickoff: Scribe at Birch": make.days_ago(60),
        "Target: Scribe at Birch": ahead(30),
        "Live: Scribe at Birch": make.days_ago(1),
    }
    assert all(event.end == event.start + timedelta(days=1) for event in found.values())


def test_a_date_known_to_the_month_only_is_left_out() -> None:
    golive = birch(target_on=ahead(30), target_on_precision="month")
    assert list(events(feed(golive))) == ["Kickoff: Scribe at Birch"]


def test_a_task_stands_on_its_due_day_and_then_on_the_day_it_was_done() -> None:
    golive = birch()
    make.task(golive, "Train nurses", due_on=ahead(3), assignee="Ada", guidance="In two groups.")
    make.tick(make.task(golive, "Open firewall", due_on=ahead(9)), happened_at=make.noon(make.days_ago(2)))
    make.task(golive, "No day yet")
    found = events(feed(golive))
    assert found["Train nurses (Scribe at Birch)"].start == ahead(3)
    assert "Ada" in found["Train nurses (Scribe at Birch)"]["description"]
    assert found["Done: Open firewall (Scribe at Birch)"].start == make.days_ago(2)
    assert not any("No day yet" in summary for summary in found)


def test_skipped_tasks_and_the_plans_of_a_cancelled_golive_are_left_out() -> None:
    golive = birch(target_on=ahead(30))
    make.tick(make.task(golive, "Not needed", due_on=ahead(3)), "skipped", reason="they have it")
    make.task(golive, "Never to come", due_on=ahead(3))
    make.move(golive, "cancelled", reason="budget")
    assert list(events(feed(golive))) == ["Kickoff: Scribe at Birch"]


def test_a_hold_lasts_to_the_end_of_its_last_day() -> None:
    golive = birch()
    make.hold(golive, make.days_ago(20), make.days_ago(10), reason="Change freeze")
    hold = events(feed(golive))["On hold: Scribe at Birch"]
    assert (hold.start, hold.end) == (make.days_ago(20), make.days_ago(9))
    assert hold["description"] == "Change freeze"


def test_an_open_hold_reaches_today() -> None:
    golive = birch()
    make.hold(golive, make.days_ago(5))
    assert events(feed(golive))["On hold: Scribe at Birch"].end == ahead(1)


def test_only_days_near_today_are_shown() -> None:
    golive = birch(kickoff_on=make.days_ago(91), target_on=ahead(401))
    make.hold(golive, make.days_ago(120), make.days_ago(91))
    for days in (-91, -90, 400, 401):
        make.task(golive, f"In {days}", due_on=ahead(days))
    assert list(events(feed(golive))) == ["In -90 (Scribe at Birch)", "In 400 (Scribe at Birch)"]


def test_staff_see_all_tasks_and_the_customer_those_shown_to_it() -> None:
    golive = birch()
    make.task(golive, "Margin review", due_on=ahead(1))
    make.task(golive, "Name a sponsor", due_on=ahead(1), owner_side="customer")
    assert {"Margin review (Scribe at Birch)", "Name a sponsor (Scribe at Birch)"} <= set(events(feed(golive)))
    theirs = events(feed(golive, for_customer=True))
    assert "Name a sponsor (Scribe at Birch)" in theirs
    assert not any("Margin" in summary for summary in theirs)


def test_an_event_keeps_its_name_and_counts_its_changes() -> None:
    golive = birch()
    task = make.task(golive, "Train nurses", due_on=ahead(3))
    token = feed(golive)
    before = events(token)["Train nurses (Scribe at Birch)"]
    changed = tasks.change_task(actor=make.LEAD, at=make.now(), task_id=task.id, fields={"due_on": ahead(4)})
    after = events(token)["Train nurses (Scribe at Birch)"]
    assert before["uid"] == after["uid"] == f"task-{task.id}@crossing"
    assert (before["sequence"], after["sequence"]) == (task.version, changed.version)
    assert after["last-modified"].dt == after["dtstamp"].dt == changed.updated_at.replace(microsecond=0)


def test_a_persons_feed_shows_open_and_done_tasks_of_all_golives() -> None:
    one, other = birch(), make.golive(at=make.customer("Elm"), of=make.product("Triage"))
    make.task(one, "First", due_on=ahead(1), assignee="Ada Byron")
    make.tick(make.task(other, "Second", assignee="ada  BYRON "))
    make.task(other, "Somebody else's", due_on=ahead(1), assignee="Ada Byron-King")
    make.task(other, "Nobody's", due_on=ahead(1))
    assert set(events(feed(person="Ada Byron"))) == {"First (Scribe at Birch)", "Done: Second (Triage at Elm)"}


def test_a_person_is_met_by_name_and_by_address_and_leads_golives() -> None:
    user = make.person(name="Jürgen Groß")
    golive = birch(owner=user.email.upper())
    make.task(golive, "By name", due_on=ahead(1), assignee="JÜRGEN GROSS")
    make.task(golive, "By address", due_on=ahead(1), assignee=user.email)
    wanted = {"Kickoff: Scribe at Birch", "By name (Scribe at Birch)", "By address (Scribe at Birch)"}
    assert set(events(feed(person=user.email))) == wanted
    assert set(events(feed(person="jürgen groß"))) == wanted


def test_two_users_of_one_name_do_not_get_each_others_tasks() -> None:
    one, other = make.person(name="Alex Kim"), make.person(name="Alex Kim")
    golive = birch()
    make.task(golive, "Mine", due_on=ahead(1), assignee=one.email)
    make.task(golive, "Yours", due_on=ahead(1), assignee=other.email)
    assert list(events(feed(person=one.email))) == ["Mine (Scribe at Birch)"]


def test_a_customers_feed_of_a_person_stays_within_the_customer() -> None:
    mine, theirs = birch(), make.golive()
    make.task(mine, "Shown", due_on=ahead(1), assignee="Ada", owner_side="customer")
    make.task(mine, "Internal", due_on=ahead(1), assignee="Ada")
    make.task(theirs, "Of another", due_on=ahead(1), assignee="Ada", owner_side="customer")
    token = feed(person="Ada", customer_id=mine.customer_id, for_customer=True)
    assert list(events(token)) == ["Shown (Scribe at Birch)"]


HOSTILE = "a,b;c\\d\r\nEND:VEVENT\rATTACH:http://evil\nX\x0bY\x85Z\u2028ORGANIZER:mailto:x@y\x7f"


@pytest.mark.parametrize("for_customer", [True, False])
def test_hostile_texts_stay_texts(for_customer: bool) -> None:
    golive = make.golive(at=make.customer(f"Cust{HOSTILE}"), of=make.product("Scribe"))
    make.task(golive, HOSTILE, due_on=ahead(1), guidance=HOSTILE, assignee=HOSTILE, owner_side="customer")
    make.hold(golive, make.days_ago(3), make.days_ago(1), reason=HOSTILE)
    body = ask(feed(golive, for_customer=for_customer)).content.decode()
    started = {line.split(":")[0].split(";")[0] for line in body.splitlines() if line and not line.startswith(" ")}
    assert started == {
        "BEGIN", "END", "VERSION", "PRODID", "REFRESH-INTERVAL", "X-WR-CALNAME", "UID", "SEQUENCE", "DTSTAMP",
        "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP",
    }  # fmt: skip
    read: Any = Calendar.from_ical(body)
    assert len(read.events) == 3
    assert all(not event.errors for event in read.events)
    [task] = [event for event in read.events if event["uid"].startswith("task-")]
    assert task["summary"].startswith("a,b;c\\d END:VEVENT ATTACH:http://evil X Y Z ORGANIZER:mailto:x@y (Scribe at")
    assert "END:VEVENT\nATTACH:http://evil\nX Y Z" in task["description"]


def test_lines_are_folded_and_end_as_the_format_wants() -> None:
    golive = birch()
    make.task(golive, "ж" * 300, due_on=ahead(1))
    body = ask(feed(golive)).content
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert "ж" * 300 + " (Scribe at Birch)" in events(feed(golive))


def test_the_answer_is_a_calendar_and_its_address_is_kept_private() -> None:
    response = ask(feed(birch()))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Set-Cookie" not in response.headers


def test_what_has_not_changed_is_not_sent_again() -> None:
    golive = birch()
    token = feed(golive)
    tag = ask(token)["ETag"]
    again = ask(token, if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Referrer-Policy"] == "no-referrer"
    make.task(golive, due_on=ahead(1))
    fresh = ask(token, if_none_match=tag)
    assert fresh.status_code == 200
    assert fresh["ETag"] != tag


def test_a_new_name_of_the_customer_is_sent_too() -> None:
    golive = birch()
    token = feed(golive)
    tag = ask(token)["ETag"]
    fields = {"name": "Birch Hospital"}
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields=fields)
    assert b"Birch Hospital" in ask(token, if_none_match=tag).content


def test_strangers_and_ended_feeds_get_one_and_the_same_answer() -> None:
    golive = birch()
    gone, token = calendar_feeds.create_calendar_feed(actor=make.LEAD, at=make.now(), golive_id=golive.id)
    calendar_feeds.revoke_calendar_feed(actor=make.LEAD, at=make.now(), feed_id=gone.id)
    late = feed(golive, label="late", expires_at=make.now() + timedelta(days=1))
    CalendarFeed.objects.filter(label="late").update(expires_at=make.now())
    share = make.share_link(golive)[1]
    answers = [ask(t) for t in (token, late, share, "unknown", "%00", "a" * 300)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_feeds_address_opens_no_status_page() -> None:
    assert Client().get(f"/s/{feed(birch(), for_customer=True)}").status_code == 404


def test_asking_changes_nothing_and_nothing_can_be_sent_there() -> None:
    token = feed(birch())
    before = CalendarFeed.objects.values().get()
    calendar(token)
    assert CalendarFeed.objects.values().get() == before
    assert Client().post(f"/calendar/{token}.ics").status_code == 405
    assert Client().head(f"/calendar/{token}.ics").content == b""


def test_a_feed_of_very_many_tasks_says_that_it_leaves_some_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("implementation.reads.calendar.TASKS_SHOWN", 2)
    golive = birch(kickoff_on=None)
    for days in (3, 1, 2):
        make.task(golive, f"In {days}", due_on=ahead(days))
    token = feed(golive)
    assert list(events(token)) == ["In 1 (Scribe at Birch)", "In 2 (Scribe at Birch)"]
    assert "left out" in calendar(token)["x-wr-caldesc"]


@pytest.mark.parametrize(("person", "queries"), [(None, 4), ("Ada", 6)])
def test_queries_do_not_grow_with_tasks(person: str | None, queries: int, django_assert_num_queries: Any) -> None:
    golive = birch(owner="Ada")
    token = feed(person=person) if person else feed(golive)
    for count in (3, 27):
        for _ in range(count):
            make.task(golive, due_on=ahead(1), assignee="Ada")
        with django_assert_num_queries(queries):
            calendar(token)
    assert len(calendar(token).events) == 31
