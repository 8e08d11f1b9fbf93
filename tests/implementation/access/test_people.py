"""Whom a text means."""

import pytest

from implementation.access.people import People, Person

ADA = Person(1, "ada@vendor.test", "Ada Okafor")
EVE = Person(2, "eve@vendor.test", "Eve Lind")
ANNA_A = Person(3, "anna@a.test", "Anna Berg", "a")
ANNA_B = Person(4, "anna@b.test", "Anna Berg", "b")
FALSE_EVE = Person(5, "x@a.test", "EVE  Lind", "a")
AS_ADDRESS = Person(6, "y@a.test", "ada@vendor.test", "a")
PEOPLE = People([ADA, EVE, ANNA_A, ANNA_B, FALSE_EVE, AS_ADDRESS])


@pytest.mark.parametrize(
    ("text", "group", "meant"),
    [
        ("ADA@vendor.test ", "a", 1),
        ("ada okafor", "a", 1),
        ("Eve Lind", "a", 2),
        ("Anna Berg", "a", 3),
        ("Anna Berg", "b", 4),
        ("Anna Berg", "c", None),
        ("Anna Berg", None, None),
        ("anna@b.test", "a", 4),
        ("x@a.test", "a", 5),
        ("", "a", None),
    ],
)
def test_an_address_means_its_owner_and_a_name_its_bearer_where_the_work_is(
    text: str, group: str | None, meant: int | None
) -> None:
    assert PEOPLE.meant(text, group=group) == meant


def test_a_name_that_two_bear_in_one_place_means_nobody() -> None:
    people = People([ADA, Person(9, "z@vendor.test", "Ada OKAFOR"), ANNA_A, Person(8, "b@a.test", "Anna Berg", "a")])
    assert (people.meant("Ada Okafor"), people.meant("Anna Berg", group="a")) == (None, None)


def test_what_a_contact_calls_themselves_means_staff_first() -> None:
    assert (PEOPLE.is_named(EVE), PEOPLE.is_named(FALSE_EVE)) == (True, False)


def test_people_without_a_name_share_none() -> None:
    people = People([Person(1, "a@a.test", ""), Person(2, "b@a.test", " ")])
    assert people.meant("") is None
