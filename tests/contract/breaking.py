"""Finds what would break a caller: a published OpenAPI document against the one of today.

Callers send requests and read answers, so the two are judged from opposite sides: a request may grow what it takes,
an answer may grow what it says. `python -m tests.contract.breaking` states today's document as the published one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Node = dict[str, Any]
PUBLISHED = Path(__file__).with_name("published.yaml")
TODAY = Path(__file__).parents[2] / "openapi.yaml"
_METHODS = {"get", "post", "put", "patch", "delete"}
_SILENT = {"description", "summary", "example", "examples", "links", "tags", "title", "security"}
_SILENT |= {str(status) for status in range(300, 600)}


class Comparison:
    """`breaks()` says in words what a caller of the old document would trip over."""

    def __init__(self, old: Node, new: Node) -> None:
        self._old, self._new = old, new
        self._met: set[tuple[str, str, bool]] = set()

    def breaks(self) -> list[str]:
        return [*self._of_webhooks(), *(fault for path in self._old["paths"] for fault in self._of_path(path))]

    def _of_webhooks(self) -> Iterator[str]:
        for name, item in self._old.get("webhooks", {}).items():
            now = self._new.get("webhooks", {}).get(name)
            if now is None:
                yield f"webhook {name}: removed"
                continue
            body = item["post"]["requestBody"], now["post"]["requestBody"]
            yield from self._of_body(f"webhook {name}", *body, taken=False)

    def _of_path(self, path: str) -> Iterator[str]:
        for method in sorted(_METHODS & set(self._old["paths"][path])):
            place = f"{method.upper()} {path}"
            now = self._new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{place}: removed"
            else:
                yield from self._of_operation(place, self._old["paths"][path][method], now)

    def _of_operation(self, place: str, old: Node, new: Node) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{place}: operationId changed"
        yield from self._of_parameters(place, self._parameters(self._old, old), self._parameters(self._new, new))
        taken = old.get("requestBody", {}), new.get("requestBody", {})
        if taken[1].get("required") and not taken[0].get("required"):
            yield f"{place}: the body is newly required"
        yield from self._of_body(f"{place} body", *taken, taken=True)
        for status in (status for status in old["responses"] if status.startswith("2")):
            if status not in new["responses"]:
                yield f"{place}: {status} removed"
                continue
            was, now = old["responses"][status], new["responses"][status]
            yield from (f"{place} {status}: header {name} removed" for name in _gone(was, now, "headers"))
            yield from self._of_body(f"{place} {status}", was, now, taken=False)

    def _of_parameters(self, place: str, old: Node, new: Node) -> Iterator[str]:
        for name, parameter in old.items():
            if name not in new:
                yield f"{place}: parameter {name} removed"
            else:
                yield from self._of_schema(f"{place} ?{name}", parameter["schema"], new[name]["schema"], taken=True)
        for name, parameter in new.items():
            if parameter.get("required") and not old.get(name, {}).get("required"):
                yield f"{place}: parameter {name} is newly required"

    def _of_body(self, place: str, old: Node, new: Node, *, taken: bool) -> Iterator[str]:
        for media in _gone(old, new, "content"):
            yield f"{place}: {media} removed"
        for media in set(old.get("content", {})) & set(new.get("content", {})):
            yield from self._of_schema(place, old["content"][media]["schema"], new["content"][media]["schema"], taken)

    def _of_schema(self, place: str, old: Node, new: Node, taken: bool) -> Iterator[str]:
        met = (old.get("$ref", ""), new.get("$ref", ""), taken)
        if met in self._met:
            return
        self._met |= {met} if all(met[:2]) else set()
        was, now = self._plain(self._old, old), self._plain(self._new, new)
        faults = (*_types(was, now, taken), *_words(was, now), *_limits(was, now, taken))
        yield from (f"{place}: {fault}" for fault in faults)
        yield from self._of_fields(place, was, now, taken)
        for inner in ("items", "additionalProperties"):
            if isinstance(was.get(inner), dict) and isinstance(now.get(inner), dict):
                yield from self._of_schema(f"{place}[]", was[inner], now[inner], taken)
        for part in ("oneOf", "anyOf"):
            for before, after in zip(was.get(part, ()), now.get(part, ()), strict=False):
                yield from self._of_schema(place, before, after, taken)

    def _of_fields(self, place: str, was: Node, now: Node, taken: bool) -> Iterator[str]:
        for field, schema in was.get("properties", {}).items():
            if field not in now.get("properties", {}):
                yield f"{place}.{field}: removed"
            else:
                yield from self._of_schema(f"{place}.{field}", schema, now["properties"][field], taken)
        more, less = (now, was) if taken else (was, now)
        for field in set(more.get("required", ())) - set(less.get("required", ())):
            if taken or field in now.get("properties", {}):
                yield f"{place}.{field}: {'newly required' if taken else 'no longer always there'}"

    def _plain(self, document: Node, schema: Node) -> Node:
        """The schema itself: references followed, what is only wrapped taken out."""
        while "$ref" in schema or len(schema.get("allOf", ())) == 1:
            inner = schema["allOf"][0] if "allOf" in schema else schema
            schema = _found(document, inner["$ref"]) if "$ref" in inner else inner
        return schema

    def _parameters(self, document: Node, operation: Node) -> Node:
        listed = [_found(document, p["$ref"]) if "$ref" in p else p for p in operation.get("parameters", ())]
        return {f"{parameter['in']}:{parameter['name']}": parameter for parameter in listed}


def _found(document: Node, reference: str) -> Node:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


def _gone(old: Node, new: Node, member: str) -> set[str]:
    return set(old.get(member, {})) - set(new.get(member, {}))


def _types(was: Node, now: Node, taken: bool) -> Iterator[str]:
    """A request may take more types, an answer may give fewer."""
    before, after = _kinds(was), _kinds(now)
    wider, narrower = (after, before) if taken else (before, after)
    if "number" in wider:
        narrower = narrower - {"integer"}
    if narrower - wider or was.get("format") != now.get("format"):
        told = [f"{schema.get('type')} {schema.get('format', '')}".strip() for schema in (was, now)]
        yield f"type changed from {told[0]} to {told[1]}"
    if taken and len(was.get("oneOf", ())) > len(now.get("oneOf", ())):
        yield "a choice of shapes removed"


def _kinds(schema: Node) -> set[str]:
    kind = schema.get("type", ())
    return {kind} if isinstance(kind, str) else set(kind)


def _words(was: Node, now: Node) -> Iterator[str]:
    yield from (f"enum value {word!r} removed" for word in was.get("enum", ()) if word not in now.get("enum", [word]))


def _limits(was: Node, now: Node, taken: bool) -> Iterator[str]:
    """What is taken must not get narrower."""
    for name in ("maxLength", "maximum", "maxItems", "minLength", "minimum", "minItems"):
        sign = 1 if name.startswith("max") else -1
        if taken and name in now and (name not in was or sign * now[name] < sign * was[name]):
            yield f"{name} {was.get(name)} became {now[name]}"
    if taken and "enum" in now and "enum" not in was:
        yield "only some words are taken now"


def bare(node: Any, *, names: bool = False) -> Any:
    """A document without what is only for people. `names`: the keys are names, not words of OpenAPI."""
    if isinstance(node, list):
        return [bare(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    return {
        key: bare(inner, names=key in {"properties", "schemas"} and not names)
        for key, inner in node.items()
        if names or key not in _SILENT
    }


if __name__ == "__main__":
    document = bare(yaml.safe_load(TODAY.read_text()))
    PUBLISHED.write_text(yaml.safe_dump(document, sort_keys=False, default_flow_style=None, width=110))
