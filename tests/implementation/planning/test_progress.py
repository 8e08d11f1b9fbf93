"""Progress of a checklist, by hand-computed figures."""

from implementation.planning.progress import Item, part, progress


def test_a_counting_task_counts_by_the_part_it_has_reached() -> None:
    items = [Item("training", "train", "in_progress", count_target=86, count_done=43), Item("data", "build", "done")]
    found = progress(items).overall
    assert (found.percent, found.finished, found.count_done, found.count_target) == (75, 1, 43, 86)


def test_a_finished_one_counts_whole_whatever_it_counted() -> None:
    assert part("all", [Item("training", "train", "skipped", count_target=86, count_done=2)]).percent == 100


def test_more_than_the_target_is_no_more_than_the_task() -> None:
    items = [Item("training", "train", "in_progress", count_target=10, count_done=30), Item("data", "build", "todo")]
    assert part("all", items).percent == 50


def test_a_hundred_percent_says_that_nothing_is_left() -> None:
    items = [Item("data", "build", "done")] * 199 + [Item("data", "build", "todo")]
    assert part("all", items).percent == 99


def test_parts_come_in_the_order_asked_for_and_empty_ones_are_left_out() -> None:
    items = [Item("data", "test", "todo"), Item("odd", "build", "blocked"), Item("training", "", "todo")]
    found = progress(items, categories=["training", "governance", "data"], phases=["build", "test"])
    assert [one.name for one in found.by_category] == ["training", "data", "odd"]
    assert [(one.name, one.blocked) for one in found.by_phase] == [("build", 1), ("test", 0), ("", 0)]


def test_no_tasks_no_progress() -> None:
    assert part("all", []).percent == 0
