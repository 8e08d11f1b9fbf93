"""Holds: paused intervals whose both ends belong to them."""

from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, Hold
from implementation.services import holds
from tests import factories as make

pytestmark = pytest.mark.django_db


def change(hold: Hold, **fields: Any) -> Hold:
    return holds.change_hold(actor=make.MEMBER, at=make.now(), hold_id=hold.id, fields=fields)


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [
        (30, 21, False),
        (30, 20, True),  # both hold on the 20th day ago
        (15, 12, True),
        (20, 10, True),
        (25, None, True),
        (10, 10, True),
        (10, 5, True),
        (9, 5, False),
        (9, None, False),
    ],
)
def test_holds_of_one_golive_share_no_day(starts: int, ends: int | None, meets: bool) -> None:
    golive = make.golive()
    make.hold(golive, make.days_ago(20), make.days_ago(10))
    last = None if ends is None else make.days_ago(ends)
    if not meets:
        make.hold(golive, make.days_ago(starts), last)
        return
    with pytest.raises(Problem, match="overlaps the hold from"):
        make.hold(golive, make.days_ago(starts), last)


@pytest.mark.parametrize("missing", ["reason", "side"])
def test_it_says_why_and_whose_it_is(missing: str) -> None:
    blank: dict[str, Any] = {missing: ""}
    with pytest.raises(Problem) as refusal:
        make.hold(make.golive(), make.days_ago(3), None, **blank)
    assert refusal.value.errors[0].pointer == f"/{missing}"


def test_holds_of_two_golives_do_not_meet() -> None:
    for _ in range(2):
        make.hold(make.golive(), make.days_ago(5))


def test_it_is_ended_once_and_its_end_may_be_mended() -> None:
    hold = make.hold(make.golive(), make.days_ago(9))
    change(hold, ends_on=make.days_ago(2))
    change(hold, ends_on=make.days_ago(3))
    kinds = list(Event.objects.filter(subject="hold").order_by("id").values_list("kind", flat=True))
    assert kinds == ["hold.opened", "hold.ended", "hold.changed"]


def test_neither_end_lies_in_the_future() -> None:
    golive = make.golive()
    for fields in ({"starts_on": make.days_ago(-2)}, {"starts_on": make.today(), "ends_on": make.days_ago(-2)}):
        with pytest.raises(Problem, match="future"):
            make.hold(golive, **fields)


def test_what_is_live_is_neither_put_on_hold_nor_back_on_hold() -> None:
    golive = make.golive()
    past = make.hold(golive, make.days_ago(20), make.days_ago(15))
    golive = make.move(golive, "live")
    with pytest.raises(Problem, match="nothing left to put on hold"):
        make.hold(golive, make.days_ago(2))
    with pytest.raises(Problem, match="nothing left to put on hold"):
        change(past, ends_on=None)
    make.hold(golive, make.days_ago(10), make.days_ago(8))


def test_it_ends_before_the_golive_goes_live() -> None:
    golive = make.golive()
    hold = make.hold(golive, make.days_ago(3))
    with pytest.raises(Problem, match="on hold"):
        make.move(golive, "live")
    change(hold, ends_on=make.today())
    assert make.move(golive, "live").status == "live"


def test_backwards_is_refused_by_field() -> None:
    with pytest.raises(Problem) as refusal:
        make.hold(make.golive(), make.days_ago(3), make.days_ago(5))
    assert refusal.value.errors[0].pointer == "/ends_on"
