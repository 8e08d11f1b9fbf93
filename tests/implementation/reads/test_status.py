"""Where a go-live stands, in a sentence and in parts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import GoLive
from implementation.reads.progress import golive_progress
from implementation.reads.status import StatusPage, status_page
from implementation.services import golives
from tests import factories as make

pytestmark = pytest.mark.django_db


def shown(golive: GoLive) -> StatusPage:
    """As a share link shows it."""
    return status_page(golive.id, actor=make.share_link(golive)[0].as_actor(), today=make.today())


def sentence(**fields: Any) -> str:
    return shown(make.golive(**fields)).sentence


def words(days: int) -> str:
    day = make.today() + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (2, "2 days to the target of {day}."),
        (1, "1 day to the target of {day}."),
        (0, "the target is today."),
        (-1, "the target of {day} passed 1 day ago."),
    ],
)
def test_it_counts_the_days_to_a_target_that_is_known_to_the_day(days: int, told: str) -> None:
    assert sentence(target_on=make.days_ago(-days)).endswith(told.format(day=words(days)))


def test_it_does_not_count_days_to_a_target_that_is_not() -> None:
    day = make.today()
    told = sentence(target_on=day, target_on_precision="quarter")
    assert told.endswith(f"; the target is Q{(day.month + 2) // 3} {day.year}.")
    assert sentence().endswith("; no target is set yet.")


def test_what_is_to_come_live_handed_over_ended_and_cancelled() -> None:
    assert sentence(kickoff_on=None) == "Kickoff is not yet planned."
    assert sentence(kickoff_on=make.days_ago(-9)) == f"Kickoff is planned for {words(9)}."
    golive = make.golive(live_on=make.days_ago(9))
    assert shown(golive).sentence == f"Live since {words(-9)}; the team is still beside you."
    make.move(golive, "handed_over", on=make.days_ago(3))
    assert shown(golive).sentence == f"Live since {words(-9)}, handed over to support ({words(-3)})."
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"ended_on": make.today()})
    assert shown(golive).sentence == f"Was live from {words(-9)} to {words(0)}."
    assert sentence(cancelled_on=make.days_ago(2)) == f"Cancelled ({words(-2)})."


def test_a_hold_is_told_before_what_blocks() -> None:
    golive = make.golive()
    for note in ("One", "Two"):
        make.barrier(golive, customer_note=note)
    assert "2 things block it" in shown(golive).sentence
    make.hold(golive, make.days_ago(2))
    assert f"on hold since {words(-2)}" in shown(golive).sentence


def test_the_first_target_is_told_as_exactly_as_it_was_known() -> None:
    golive = make.golive(target_on=make.days_ago(20), target_on_precision="year")
    assert shown(golive).first_target == ""
    make.target_moved(golive, make.today())
    make.target_moved(golive, make.today() + timedelta(days=9))
    assert shown(golive).first_target == str(make.days_ago(20).year)


def test_what_is_needed_comes_in_the_order_of_its_days_and_without_a_day_last() -> None:
    golive = make.golive()
    for title, due_on in (("Some day", None), ("Later", make.today()), ("Overdue", make.days_ago(3))):
        make.task(golive, title, owner_side="customer", due_on=due_on)
    needed = shown(golive).needed
    assert [row.title for row in needed] == ["Overdue", "Later", "Some day"]
    assert [row.overdue for row in needed] == [True, False, False]


def test_progress_is_told_by_category_and_in_all() -> None:
    golive = make.golive()
    for category in ("data", "change_management"):
        make.tick(make.task(golive, category=category, customer_visible=True))
        make.task(golive, category=category, customer_visible=True)
    make.task(golive, category="data")
    page = shown(golive)
    assert [(part.name, part.finished, part.tasks) for part in page.progress] == [
        ("Change management", 1, 2), ("Data", 1, 2),
    ]  # fmt: skip
    assert (page.overall.finished, page.overall.tasks, page.overall.percent) == (2, 4, 50)


def test_what_is_counted_counts_by_its_number_as_in_the_api() -> None:
    golive = make.golive()
    make.task(
        golive, category="training", customer_visible=True, counted="people trained", count_target=86, count_done=43
    )
    make.tick(make.task(golive, category="training", customer_visible=True))
    [part] = shown(golive).progress
    assert (part.finished, part.tasks, part.percent) == (1, 2, 75)
    assert [replace(part, name="training")] == golive_progress(golive.id, actor=make.LEAD).shown.by_category


def test_another_golive_is_not_found() -> None:
    link, _ = make.share_link(make.golive())
    with pytest.raises(Problem, match="no such go-live"):
        status_page(make.golive().id, actor=link.as_actor(), today=make.today())
