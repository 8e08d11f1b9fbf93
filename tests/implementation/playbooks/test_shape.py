"""Every rule of the schema, broken once."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from implementation.planning.layout import ANCHORS
from implementation.playbooks.phases import PHASES
from implementation.playbooks.shape import schema
from tests.implementation.playbooks.builders import LEFT_OUT, a_playbook, a_task, faults_in, told

REQUIRED_OF_A_TASK = schema()["$defs"]["task"]["required"]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_schema_and_the_code_know_the_same_phases_and_anchors() -> None:
    assert schema()["$defs"]["phase_key"]["enum"] == list(PHASES)
    assert schema()["$defs"]["task"]["properties"]["anchor"]["enum"] == list(ANCHORS)


def test_pointers_lead_to_the_fault() -> None:
    playbook = a_playbook(a_task("a", owner="vendr"), a_task("b", depends_on=["ghost"]), a_task("a"), version="1")
    assert {fault.pointer for fault in faults_in(playbook)} == {
        "/tasks/0/owner", "/version", "/tasks/1/depends_on", "/tasks/2/key",
    }  # fmt: skip


@pytest.mark.parametrize("field", schema()["required"])
def test_a_missing_field_of_the_playbook_is_named(field: str) -> None:
    assert f"small.yaml, field {field}: is missing. Add it." in told(a_playbook(**{field: LEFT_OUT}))


@pytest.mark.parametrize("field", [name for name in REQUIRED_OF_A_TASK if name != "key"])
def test_a_missing_field_of_a_task_is_named(field: str) -> None:
    assert told(a_playbook(a_task("connect", **{field: LEFT_OUT}))) == [
        f"small.yaml, task connect, field {field}: is missing. Add it."
    ]


def test_a_task_without_key_is_named_by_its_number() -> None:
    playbook = a_playbook(a_task("connect"), a_task("it", key=LEFT_OUT))
    assert told(playbook) == ["small.yaml, task number 2, field key: is missing. Add it."]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("key", "Connect it", "is 'Connect it'. Write it like safety-case."),
        ("key", "connect\n", "is 'connect\\n'. Write it like safety-case."),
        ("title", "", "is blank. Write something."),
        ("title", "x" * 301, "has 301 characters. Use at most 300."),
        ("title", 7, "is 7. Give text (numbers and true/false need quotes)."),
        (
            "category",
            "sales",
            "is 'sales'. Use one of: integration, training, change_management, data, governance.",
        ),
        ("phase", "limbo", f"is 'limbo'. Use one of: {', '.join(PHASES)}."),
        ("owner", "nobody", "is 'nobody'. Use one of: vendor, customer, joint."),
        ("anchor", "easter", "is 'easter'. Use one of: kickoff, go_live."),
        ("offset_days", 1.5, "is 1.5. Give a whole number."),
        ("offset_days", -731, "is -731. Give at least -730."),
        ("duration_days", 0, "is 0. Give at least 1."),
        ("duration_days", 1096, "is 1096. Give at most 1095."),
        ("duration_days", True, "is True. Give a whole number."),
        ("depends_on", "kickoff", "is 'kickoff'. Give a list."),
        ("gate", "yes", "is 'yes'. Give true or false."),
        ("core", 1, "is 1. Give true or false."),
        ("estimated_hours", "4h", "is '4h'. Give a number."),
        ("estimated_hours", float("inf"), "is '.inf'. Give a number."),
        ("estimated_hours", float("nan"), "is '.nan'. Give a number."),
        ("handholding_hours", -1, "is -1. Give at least 0."),
        (
            "barrier",
            "weather",
            "is 'weather'. Use one of: integration, workflow, trust, data, regulation, external, resourcing, "
            "technology, unknown.",
        ),
        ("evidence", "  ", "is blank. Write something."),
        ("counted", "", "is blank. Write something."),
        ("customer_visible", "true", "is 'true'. Give true or false."),
        ("evidence_required", "no", "is 'no'. Give true or false."),
        ("refs", ["SOC2", "SOC2"], "names something twice. Keep one of the two."),
        ("guidance", ["a"], "is ['a']. Give text (numbers and true/false need quotes)."),
        ("gaet", True, "is not a field of a playbook. Did you mean gate?"),
        ("zzz", 1, "is not a field of a playbook. Remove it."),
    ],
)
def test_a_wrong_value_of_a_task_is_told_with_its_remedy(field: str, value: Any, words: str) -> None:
    task = a_task("connect", **{field: value})
    faults = [fault for fault in faults_in(a_playbook(task)) if fault.kind == "schema"]
    assert [f"{fault.fault} {fault.remedy}" for fault in faults] == [words]
    assert (faults[0].task, faults[0].field) == (task["key"], field)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("schema_version", 2, "is 2. Give the value 1."),
        ("key", "Small", "is 'Small'. Write it like safety-case."),
        ("version", "1.0", "is '1.0'. Write it like \"1.0.0\"."),
        ("version", 1.0, "is 1.0. Give text (numbers and true/false need quotes)."),
        ("product_type", "Imaging!", "is 'Imaging!'. Write it like imaging_triage."),
        ("nominal_days_kickoff_to_go_live", 0, "is 0. Give at least 1."),
        ("tasks", [], "is an empty list. Give at least one."),
        ("description", None, "is None. Give text (numbers and true/false need quotes)."),
        ("tasks", [a_task(f"t{n}") for n in range(1001)], "has 1001 entries. Use at most 1000."),
    ],
)
def test_a_wrong_value_of_the_playbook_is_told_with_its_remedy(field: str, value: Any, words: str) -> None:
    assert f"small.yaml, field {field}: {words}" in told(a_playbook(**{field: value}))


def test_a_wrong_outcome_is_named_by_its_place() -> None:
    outcome = {"key": "ppv", "title": "PPV", "unit": "percent", "direction": "sideways", "source": "log"}
    assert told(a_playbook(outcomes=[outcome])) == [
        "small.yaml, field outcomes.0.direction: is 'sideways'. Use one of: up, down."
    ]


def test_a_wrong_phase_is_named_by_its_place() -> None:
    phases = [*a_playbook()["phases"], {"key": "party", "title": "Party", "order": 9}]
    assert told(a_playbook(phases=phases)) == [
        f"small.yaml, field phases.5.key: is 'party'. Use one of: {', '.join(PHASES)}."
    ]


@pytest.mark.parametrize("rubbish", ["", "- a\n- b\n", "hello", "7"])
def test_a_file_that_is_no_playbook_at_all_is_refused(rubbish: str) -> None:
    assert "Give fields with values." in told(rubbish)[0]


@pytest.mark.parametrize("rubbish", [None, 3, "x", [], {}, [None], [[]], [{}], {"a": 1}])
@pytest.mark.parametrize("field", list(schema()["properties"]))
def test_rubbish_in_any_field_is_a_fault_and_never_a_crash(field: str, rubbish: object) -> None:
    legitimate = (field, rubbish) in [
        ("outcomes", []),
        ("title", "x"),
        ("description", "x"),
        ("key", "x"),
    ] or ((field, rubbish) in [("product_type", "x"), ("nominal_days_kickoff_to_go_live", 3)])
    if not legitimate:
        assert faults_in(a_playbook(**{field: rubbish}))


@pytest.mark.parametrize("rubbish", [None, 3, "x", [], [{}]])
def test_a_task_that_is_rubbish_is_a_fault_and_never_a_crash(rubbish: object) -> None:
    assert "number 2" in told(a_playbook(tasks=[a_task("connect"), rubbish]))[0]


def test_long_values_are_cut_in_the_message() -> None:
    (fault,) = faults_in(a_playbook(a_task("connect", owner="x" * 5000)))
    assert len(str(fault)) < 200
