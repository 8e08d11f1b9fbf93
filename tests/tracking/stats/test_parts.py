from tracking.stats.parts import ends_compared, part_sentence

SIX = [{"integration": float(value)} for value in (40, 50, 30, 20, 10, 15)]


def test_the_last_three_are_compared_with_the_first_three() -> None:
    assert ends_compared(SIX) == [
        {"part": "integration", "first": 40.0, "last": 15.0, "difference": -25.0, "go_lives": 3}
    ]


def test_fewer_than_six_are_halved_without_overlap() -> None:
    assert [(one["go_lives"], one["first"], one["last"]) for one in ends_compared(SIX[:5])] == [(2, 45.0, 15.0)]
    assert [(one["go_lives"], one["first"], one["last"]) for one in ends_compared(SIX[:3])] == [(1, 40.0, 30.0)]


def test_one_alone_is_shown_without_a_difference() -> None:
    assert ends_compared(SIX[:1])[0]["difference"] is None


def test_none_give_nothing() -> None:
    assert ends_compared([]) == []


def test_an_absent_part_is_no_time_spent_and_parts_are_sorted() -> None:
    found = ends_compared([{"training": 4.0}, {"integration": 6.0}])
    assert [(one["part"], one["first"], one["last"]) for one in found] == [
        ("integration", 0.0, 6.0),
        ("training", 4.0, 0.0),
    ]


def test_sentences() -> None:
    assert part_sentence(ends_compared(SIX)[0], "hours") == (
        "integration: 40 hours at first, 15 lately (25 less), by the first and last 3 finished."
    )
    assert part_sentence(ends_compared(SIX[:1])[0], "hours") == "integration: 40 hours in the only finished one."
    level = ends_compared([{"data": 7.0}, {"data": 7.2}])[0]
    assert part_sentence(level, "days") == (
        "data: 7 days at first, 7 lately (no change), by the first and the last finished."
    )
