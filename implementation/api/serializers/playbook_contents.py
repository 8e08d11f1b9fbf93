"""Playbooks as they are edited: bodies that the loader reads, JSON or YAML alike, and how they are described.

The JSON schema of the files is the one description; here it becomes part of the OpenAPI document.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from implementation.http.problems import FieldError, Problem
from implementation.http.serializers import Described, Strict
from implementation.http.yaml import YAML_TYPE, YamlText
from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import load_playbook, playbook_of
from implementation.playbooks.playbook import PlaybookFile
from implementation.playbooks.shape import schema

# Named in the OpenAPI document.
DAY_KINDS = [(word, word) for word in schema()["properties"]["day_kind"]["enum"]]


class PlaybookUploadFacts(Strict):
    """A form with the file."""

    file = serializers.FileField(help_text="The YAML file, in UTF-8, of at most 1 MB.")


class PlaybookContent(Described):
    """The content of a playbook's file. As a body it gives `playbook`, checked, or all faults with their remedies."""

    # Those that the loader takes are in the JSON schema; none of them is a condition of the request.
    fields: Mapping[str, Any] = {}

    @classmethod
    def bodies(cls) -> Any:
        return {"application/json": cls, YAML_TYPE: cls, "multipart/form-data": PlaybookUploadFacts}

    @classmethod
    def described(cls) -> Any:
        """The JSON schema with its parts in their places."""
        whole = schema()
        kept = {name: part for name, part in whole.items() if name not in {"$schema", "$id", "$defs", "title"}}
        return _resolved(kept, whole["$defs"])

    def to_internal_value(self, data: Any) -> dict[str, PlaybookFile]:
        """From JSON, from YAML, or from a form with a YAML file."""
        try:
            return {"playbook": _read(data)}
        except PlaybookFaults as error:
            raise _problem(error) from error


def _read(data: Any) -> PlaybookFile:
    if isinstance(data, YamlText):
        return load_playbook(data)
    if not isinstance(data, QueryDict):
        return playbook_of(data)
    form = PlaybookUploadFacts(data=data)
    form.is_valid(raise_exception=True)
    return load_playbook(form.validated_data["file"].read())


def _problem(found: PlaybookFaults) -> Problem:
    errors = [FieldError(fault.pointer, fault.kind.replace("-", "_"), fault.told) for fault in found.faults]
    many = f"The playbook has {len(errors)} faults; see errors."
    return Problem("invalid-request", errors[0].detail if len(errors) == 1 else many, errors)


def _resolved(node: Any, parts: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_resolved(inner, parts) for inner in node]
    if not isinstance(node, Mapping):
        return node
    if "$ref" in node:
        return _resolved(parts[node["$ref"].removeprefix("#/$defs/")], parts)
    # The schema leaves out what its words and constants are; a type makes it plain to generators of clients.
    known = next((node[name] for name in ("enum", "const") if name in node), None)
    kind = {} if known is None else {"type": "integer" if isinstance(known, int) else "string"}
    return {**kind, **{name: _resolved(inner, parts) for name, inner in node.items()}}
