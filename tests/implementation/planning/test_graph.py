import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from implementation.planning.errors import PlanError
from implementation.planning.graph import (
    CycleError,
    cycle_in_words,
    find_cycle,
    find_cycles,
    linked_through,
    topological_order,
    upstream,
)

CIRCLE = {"c": ["a"], "a": ["b"], "b": ["c"], "d": ["a"], "e": []}
graphs = st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), max_size=12)


def acyclic(graph: dict[int, set[int]]) -> dict[int, set[int]]:
    return {key: {waited for waited in waits if waited < key} for key, waits in graph.items()}


def test_what_is_waited_for_comes_first() -> None:
    assert topological_order({"go": ["train", "test"], "test": ["build"], "train": []}) == [
        "build",
        "train",
        "test",
        "go",
    ]


def test_a_circle_is_named_from_its_smallest_key_in_the_direction_of_waiting() -> None:
    assert find_cycle(CIRCLE) == ("a", "b", "c")
    assert cycle_in_words(("a", "b", "c")) == "a → b → c → a"


def test_a_task_that_waits_for_itself_is_a_circle() -> None:
    assert find_cycle({"a": ["a"]}) == ("a",)


def test_no_circle_is_none() -> None:
    assert find_cycle({"a": ["b"]}) is None


def test_ordering_a_circle_is_refused_by_name() -> None:
    with pytest.raises(CycleError, match="a → b → c → a") as refusal:
        topological_order(CIRCLE)
    assert refusal.value.cycle == ("a", "b", "c")
    assert isinstance(refusal.value, PlanError)


def test_every_separate_circle_is_found() -> None:
    assert sorted(find_cycles(CIRCLE | {"x": ["y"], "y": ["x"]})) == [("a", "b", "c"), ("x", "y")]


@pytest.mark.slow
def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    chain = {number: [number + 1] for number in range(50_000)}
    assert topological_order(chain)[-1] == 0
    assert find_cycle(chain | {50_000: [0]}) is not None


def test_upstream_reaches_through_others_and_out_of_circles() -> None:
    assert upstream({"c": ["b"], "b": ["a"], "z": ["c"]}, "c") == {"a", "b"}
    assert upstream(CIRCLE, "d") == {"a", "b", "c"}
    assert upstream(CIRCLE, "unknown") == set()


def test_kept_tasks_are_linked_through_those_left_out() -> None:
    graph = {"d": ["c", "b"], "c": ["b"], "b": ["a"], "a": []}
    assert linked_through(graph, {"a", "d"}) == {"a": frozenset(), "d": frozenset({"a"})}


@given(graphs, st.sets(st.integers(0, 12)))
def test_linking_keeps_who_waits_for_whom(graph: dict[int, set[int]], kept: set[int]) -> None:
    graph = acyclic(graph)
    linked = linked_through(graph, kept)
    assert all(upstream(linked, key) == upstream(graph, key) & kept for key in kept)


@given(graphs)
@example({0: {1, 2, 3}, 1: {0}})
def test_an_order_exists_exactly_where_there_is_no_circle(graph: dict[int, set[int]]) -> None:
    cycle = find_cycle(graph)
    if cycle is None:
        place = {key: number for number, key in enumerate(topological_order(graph))}
        assert all(place[waited] < place[key] for key, waits in graph.items() for waited in waits)
    else:
        following = (*cycle[1:], cycle[0])
        assert all(waited in graph[key] for key, waited in zip(cycle, following, strict=True))
        assert cycle[0] == min(cycle)
        with pytest.raises(CycleError) as refused:
            topological_order(graph)
        assert refused.value.cycle == cycle


@given(graphs)
def test_the_order_of_rows_changes_nothing(graph: dict[int, set[int]]) -> None:
    shuffled = dict(reversed(graph.items()))
    assert find_cycle(shuffled) == find_cycle(graph)
    assert topological_order(acyclic(shuffled)) == topological_order(acyclic(graph))
