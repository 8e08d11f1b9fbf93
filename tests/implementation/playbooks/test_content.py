"""The editable shape: what is written out is read back as the same."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from implementation.playbooks.content import content_of, is_same, yaml_of
from implementation.playbooks.loader import load_playbook, playbook_of, starter_paths
from tests.implementation.playbooks.builders import Fields, a_playbook, a_task, text_of
from tests.implementation.playbooks.playbooks import playbooks


@settings(max_examples=50)
@given(playbooks())
def test_any_playbook_is_the_same_again_after_a_round_trip_through_json_and_yaml(data: Fields) -> None:
    playbook = playbook_of(data)
    content = content_of(playbook)
    assert is_same(playbook_of(json.loads(json.dumps(content))), playbook)
    assert is_same(load_playbook(yaml_of(content)), playbook)
    assert content_of(playbook_of(content)) == content
    assert yaml.safe_load(yaml_of(content)) == content, "other readers of YAML understand the same"


@pytest.mark.parametrize("path", starter_paths(), ids=lambda path: path.stem)
def test_the_shipped_ones_are_written_as_they_were(path: Path) -> None:
    playbook = load_playbook(path)
    assert is_same(load_playbook(yaml_of(content_of(playbook))), playbook)
    shipped = yaml.safe_load(path.read_text(encoding="utf-8"))
    of_the_work = [task for task in shipped["tasks"] if task["phase"] != "optimise"]
    assert [task for task in content_of(playbook)["tasks"] if task["phase"] != "optimise"] == of_the_work
    assert {**content_of(playbook), "tasks": []} == {**shipped, "tasks": []}


def test_what_follows_from_other_fields_is_left_out_and_goes_on_following() -> None:
    content = content_of(playbook_of(a_playbook(a_task("connect", customer_visible=False, evidence_required=False))))
    assert "customer_visible" not in content["tasks"][0]
    content["tasks"][0]["owner"] = "customer"
    assert playbook_of(content).tasks[0].customer_visible


def test_data_and_text_are_judged_alike() -> None:
    data = a_playbook(a_task("connect"))
    assert playbook_of(data) == load_playbook(text_of(data))
