"""Reads YAML that is only data.

Called by the loader; knows nothing of playbooks. A subset on purpose: text, whole numbers, decimals,
true/false, null, lists and mappings. Aliases and tags are refused (a few lines of aliases can stand for
billions of values), so is deep nesting, and a key given twice is reported instead of silently losing the
first value. Dates, "yes", octal numbers and the like stay text, so that a schema sees what the author wrote.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.events import AliasEvent, ScalarEvent
from yaml.nodes import MappingNode, Node, ScalarNode

MAX_DEPTH = 20
# Escapes such as "\0" get past the library, but no database stores them.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that its mapping holds twice, and the line of the second."""

    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The data of a text and the keys it repeats; of a repeated key the data hold the last value."""

    data: object
    repeated: tuple[RepeatedKey, ...]


class UnreadableYaml(Exception):
    """The text is not YAML, or not the plain kind; `line` counts from 1 and is None where unknown."""

    def __init__(self, fault: str, remedy: str, line: int | None) -> None:
        self.fault = fault
        self.remedy = remedy
        self.line = line
        super().__init__(f"{fault} {remedy}")


def read_yaml(text: str) -> Reading:
    """The data of `text`. Raises UnreadableYaml."""
    try:
        reader = _PlainLoader(text)
        data = reader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(
            fault=f"this cannot be read: {error.problem or error.context}.",
            remedy=error.note or "Check indentation, quotes and colons there.",
            line=None if mark is None else mark.line + 1,
        ) from error
    except yaml.reader.ReaderError as error:
        raise UnreadableYaml(
            fault=f"this holds the unprintable character {code_point(error.character)}.",
            remedy="Remove it.",
            line=text.count("\n", 0, error.position) + 1,
        ) from error
    return Reading(data, tuple(reader.repeated))


class _PlainLoader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[RepeatedKey] = []
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        if isinstance(event, AliasEvent):
            raise _refusal(event, f"the alias *{event.anchor}", "Write the value out in its place.")
        if (tag := getattr(event, "tag", None)) is not None:
            raise _refusal(event, f"the tag {tag}", "Remove the tag.")
        if isinstance(event, ScalarEvent) and (found := UNSTORABLE.search(event.value)):
            raise _refusal(event, f"the character {code_point(ord(found[0]))}", "Remove it.")
        if self._depth >= MAX_DEPTH:
            raise _refusal(event, f"nesting deeper than {MAX_DEPTH} levels", "Nest less.")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
                raise _refusal(key_node, "a field name that is not text", "Put it into quotes or correct it.")
            if key_node.value in seen:
                self.repeated.append(RepeatedKey(key_node.value, key_node.start_mark.line + 1))
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)

    def construct_whole_number(self, node: ScalarNode) -> int:
        return int(node.value)

    def construct_decimal(self, node: ScalarNode) -> float:
        return float(node.value)


def _refusal(place: Any, what: str, remedy: str) -> ConstructorError:
    return ConstructorError(problem=f"{what} is not allowed", problem_mark=place.start_mark, note=remedy)


def code_point(character: int) -> str:
    return f"U+{character:04X}"


# How values are told from text: name of the kind, what such a value looks like, and its first characters.
# Eighteen digits: longer ones stay text, which the schema refuses; int() would raise an error of its own.
PLAIN_SCALARS: tuple[tuple[str, re.Pattern[str], list[str]], ...] = (
    ("null", re.compile(r"^(?:~|null|)\Z"), [*"~n", ""]),
    ("bool", re.compile(r"^(?:true|false)\Z"), [*"tf"]),
    ("int", re.compile(r"^[-+]?[0-9]{1,18}\Z"), [*"-+0123456789"]),
    (
        "float",
        re.compile(r"^(?:[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?)\Z"),
        [*"-+.0123456789"],
    ),
)
for _name, _pattern, _first in PLAIN_SCALARS:
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _pattern, _first)
_PlainLoader.add_constructor("tag:yaml.org,2002:int", _PlainLoader.construct_whole_number)
_PlainLoader.add_constructor("tag:yaml.org,2002:float", _PlainLoader.construct_decimal)
