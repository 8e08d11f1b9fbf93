"""A playbook in the shape in which people edit it: the fields of the file, as data or as YAML.

The way back from what the loader made: `playbook_of(content_of(playbook))` is the same playbook, and so is
`load_playbook(yaml_of(content_of(playbook)))`, but for the digest, which is of the author's spelling. What is as the
loader would fill it in is left out, so that it goes on following from the other fields when they are edited.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import yaml

from implementation.playbooks.plain_yaml import PLAIN_SCALARS
from implementation.playbooks.playbook import PlaybookFile, TaskSpec, is_shown_by_default

Content = dict[str, Any]
_LONGEST_LINE = 120
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")


def content_of(playbook: PlaybookFile) -> Content:
    """The fields of a file with this playbook in it, in the order of the shipped ones."""
    return {
        "schema_version": 1,
        "key": playbook.key,
        "title": playbook.title,
        "version": playbook.version,
        "product_type": playbook.product_type,
        "description": playbook.description,
        **({} if playbook.day_kind == "calendar" else {"day_kind": playbook.day_kind}),
        "nominal_days_kickoff_to_go_live": playbook.nominal_days,
        "phases": [asdict(phase) for phase in playbook.phases],
        "outcomes": [asdict(outcome) for outcome in playbook.outcomes],
        "tasks": [_task(task) for task in playbook.tasks],
    }


def is_same(one: PlaybookFile, other: PlaybookFile) -> bool:
    """Whether both say the same, however they are spelled."""
    return replace(one, sha256="") == replace(other, sha256="")


def yaml_of(content: Mapping[str, Any]) -> str:
    """The content as a YAML file that the loader, and any other reader of YAML, understands alike."""
    return yaml.dump(
        content, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_LONGEST_LINE
    )


def _task(task: TaskSpec) -> Content:
    gate = task.gate != "none"  # in a phase after the hand-over none holds anything up
    return {
        "key": task.key,
        "title": task.title,
        "category": task.category,
        "phase": task.phase,
        "owner": task.owner_side,
        "role": task.role,
        "anchor": task.anchor,
        "offset_days": task.offset_days,
        "duration_days": task.duration_days,
        "depends_on": list(task.depends_on),
        "gate": gate,
        "core": task.core,
        "estimated_hours": _hours(task.estimated_minutes),
        "handholding_hours": _hours(task.handholding_minutes),
        "barrier": task.barrier,
        "evidence": task.evidence,
        "refs": list(task.refs),
        **_where_said(task, gate),
    }


def _where_said(task: TaskSpec, gate: bool) -> Content:
    """The fields that may be left out, where they say something."""
    said: Content = {name: value for name in ("guidance", "counted") if (value := getattr(task, name))}
    if task.customer_visible != is_shown_by_default(task.owner_side, gate=gate):
        said["customer_visible"] = task.customer_visible
    if task.evidence_required != gate:
        said["evidence_required"] = task.evidence_required
    return said


def _hours(minutes: int) -> float | int:
    """To two decimals, which is nearer than half a minute: the loader finds the minutes again."""
    hours = round(minutes / 60, 2)
    return int(hours) if hours == int(hours) else hours


class _PlainDumper(yaml.SafeDumper):
    """Quotes what our reader, or another one, would not take for text. Writes everything out: no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> Any:
        """Line breaks of other kinds are escaped: as they are, a reader makes plain ones of them."""
        style = '"' if _OTHER_BREAKS.search(text) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        """Lists are indented below their field, as in the shipped files."""
        return super().increase_indent(flow, False)


_PlainDumper.add_representer(str, _PlainDumper.represent_text)
for _name, _pattern, _first in PLAIN_SCALARS:
    _PlainDumper.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _pattern, _first)
