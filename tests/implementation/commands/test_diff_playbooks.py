"""`manage.py diff_playbooks`, as whoever edits playbooks uses it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from implementation.playbooks.content import content_of, yaml_of
from tests import factories as make
from tests.implementation.playbooks.builders import a_playbook, a_task

pytestmark = pytest.mark.django_db


def printed(old: object, new: object) -> list[str]:
    out = StringIO()
    call_command("diff_playbooks", str(old), str(new), stdout=out)
    return out.getvalue().splitlines()


def file(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(yaml_of(content), encoding="utf-8")  # type: ignore[arg-type]  # fields of a playbook
    return path


def test_two_files_are_compared_in_words(tmp_path: Path) -> None:
    old = a_playbook(a_task("connect"), a_task("old"))
    tasks = [a_task("connect", title="Connect it", core=True, depends_on=["vpn"], offset_days=1), a_task("vpn")]
    new = {**a_playbook(*tasks, nominal_days_kickoff_to_go_live=20), "version": "1.1.0"}
    assert printed(file(tmp_path, "old.yaml", old), file(tmp_path, "new.yaml", new)) == [
        "small 1.0.0 → small 1.1.0",
        "  nominal_days: 30 → 20",
        "+ vpn: Vpn",
        "- old: Old",
        "~ connect: Connect it",
        "    title: “Connect” → “Connect it”",
        "    offset_days: 0 → 1",
        "    core: no → yes",
        "    waits for vpn now",
        "  Core now: connect",
        "  Kickoff to go-live: 30 → 20 days, at least 0 days; in all 1 → 2 days (calendar).",
        "  2 tasks, 0 → 1 core, 0 gates, 4 hours, 2 with the customer.",
    ]


@pytest.mark.parametrize("named", ["ambient-documentation@1.0.0", "ambient-documentation"])
def test_a_published_version_is_named_by_its_key(tmp_path: Path, named: str) -> None:
    make.starter()
    content = content_of(make.starter_file())
    lines = printed(named, file(tmp_path, "edited.yaml", content))
    assert lines[1] == "No difference."
    assert lines[-2].startswith("  Kickoff to go-live: 84 days, at least 78 days")


def test_what_is_nowhere_and_what_is_faulty_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="neither a file nor a published playbook"):
        printed("nowhere@1.0.0", "nowhere")
    broken = file(tmp_path, "broken.yaml", a_playbook(a_task("a", depends_on=["ghost"])))
    with pytest.raises(CommandError, match=r"broken\.yaml, task a, field depends_on: there is no task 'ghost'"):
        printed(broken, broken)
