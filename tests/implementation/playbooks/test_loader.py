"""What a good file becomes, and how a file that cannot be read at all is refused."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import MAX_BYTES, load_playbook
from implementation.playbooks.playbook import TaskSpec
from tests.implementation.playbooks.builders import LEFT_OUT, a_playbook, a_task, text_of, told


def the_task(**changes: object) -> TaskSpec:
    tasks = [a_task("go-no-go", phase="readiness", depends_on=["it"]), a_task("it", **changes)]
    if changes.get("phase", "build") != "build":
        tasks[0]["depends_on"] = []
    else:
        tasks[0]["offset_days"] = 20
    return load_playbook(text_of(a_playbook(*tasks))).tasks[1]


def test_a_file_is_read_with_everything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    task = a_task("connect", refs=["FHIR"], counted="rooms", guidance="Ask early.", estimated_hours=1.5)
    outcome = {"key": "ppv", "title": "PPV", "unit": "percent", "direction": "up", "source": "log"}
    path.write_text(text_of(a_playbook(task, outcomes=[outcome])), encoding="utf-8")
    playbook = load_playbook(path)
    assert (playbook.key, playbook.version, playbook.nominal_days) == ("small", "1.0.0", 30)
    assert playbook.outcomes[0].direction == "up"
    read = playbook.tasks[0]
    assert (read.refs, read.counted, read.guidance) == (("FHIR",), "rooms", "Ask early.")
    assert (read.estimated_minutes, read.handholding_minutes, read.sort_order) == (90, 60, 1)
    assert (read.estimated_hours, read.handholding_hours) == (1.5, 1.0)


def test_what_is_left_out_is_empty() -> None:
    task = the_task()
    assert (task.counted, task.guidance, task.refs) == ("", "", ())


def test_a_playbook_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        the_task().title = "Other"  # type: ignore[misc]


def test_phases_come_in_their_order_whatever_the_file_has() -> None:
    phases = list(reversed(a_playbook()["phases"]))
    playbook = load_playbook(text_of(a_playbook(phases=phases)))
    assert [phase.key for phase in playbook.phases] == [
        "build",
        "readiness",
        "go_live",
        "hypercare",
        "optimise",
    ]


@pytest.mark.parametrize(
    ("phase", "gate", "holds_up"),
    [
        ("build", True, "live"),
        ("readiness", True, "live"),
        ("go_live", True, "handover"),
        ("hypercare", True, "handover"),
        ("optimise", True, "none"),
        ("build", False, "none"),
        ("hypercare", False, "none"),
    ],
)
def test_what_a_gate_holds_up_follows_from_its_phase(phase: str, gate: bool, holds_up: str) -> None:
    tasks = [a_task("it", phase=phase, gate=gate), a_task("go-no-go", phase="readiness", offset_days=9)]
    if phase in ("build", "readiness"):
        tasks[1]["depends_on"] = ["it"]
    assert load_playbook(text_of(a_playbook(*tasks))).tasks[0].gate == holds_up


@pytest.mark.parametrize(
    ("owner", "gate", "said", "shown"),
    [
        ("customer", False, LEFT_OUT, True),
        ("joint", False, LEFT_OUT, True),
        ("vendor", False, LEFT_OUT, False),
        ("vendor", True, LEFT_OUT, True),
        ("vendor", False, True, True),
        ("customer", True, False, False),
    ],
)
def test_the_customer_sees_its_tasks_joint_ones_and_gates_unless_told_otherwise(
    owner: str, gate: bool, said: object, shown: bool
) -> None:
    assert the_task(owner=owner, gate=gate, customer_visible=said).customer_visible is shown


@pytest.mark.parametrize(
    ("gate", "said", "required"),
    [(True, LEFT_OUT, True), (False, LEFT_OUT, False), (False, True, True), (True, False, False)],
)
def test_gates_need_evidence_unless_told_otherwise(gate: bool, said: object, required: bool) -> None:
    assert the_task(gate=gate, evidence_required=said).evidence_required is required


def test_the_digest_follows_the_content_and_not_the_layout() -> None:
    text = text_of(a_playbook())
    digest = load_playbook(text).sha256
    assert load_playbook(f"# a comment\n{text}").sha256 == digest
    assert load_playbook(text.replace("As small", "Nearly as small")).sha256 != digest


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(text_of(a_playbook()), encoding="utf-8-sig")
    assert load_playbook(path).key == "small"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaybookFaults, match=r"^gone\.yaml: it cannot be opened: No such file"):
        load_playbook(tmp_path / "gone.yaml")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("key: a\ntitle: Prüfung\n".encode("latin-1"))
    with pytest.raises(PlaybookFaults, match=r"^latin\.yaml, line 2: this is not UTF-8\."):
        load_playbook(path)


def test_a_file_above_a_megabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("#" * (MAX_BYTES + 1))
    with pytest.raises(PlaybookFaults, match=r"^large\.yaml: it is larger than 1,000,000 bytes\."):
        load_playbook(path)
    assert "larger than" in told("#" * (MAX_BYTES + 1))[0]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    tasks = [
        a_task("a", owner="vendr", depends_on=["ghost"]),
        a_task("b", depends_on=["c"], handholding_hours=9),
        a_task("c", depends_on=["b"], title=LEFT_OUT),
        a_task("c"),
    ]
    assert told(a_playbook(*tasks, version="1")) == [
        "small.yaml, task a, field owner: is 'vendr'. Use one of: vendor, customer, joint.",
        "small.yaml, task c, field title: is missing. Add it.",
        "small.yaml, field version: is '1'. Write it like \"1.0.0\".",
        "small.yaml, task c, field key: this key is used by more than one task. Rename one.",
        "small.yaml, task a, field depends_on: there is no task 'ghost'. Correct the key, add the task, or "
        "remove the prerequisite.",
        "small.yaml, task b, field depends_on: these wait for each other in a circle: b → c → b. Remove "
        "one of the prerequisites.",
        "small.yaml, task b, field handholding_hours: is 9, more than the 2 estimated_hours of which it is a "
        "part. Correct one of the two.",
    ]
