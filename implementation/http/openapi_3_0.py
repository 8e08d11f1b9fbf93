"""OpenAPI 3.0.3 out of 3.1, for tools that read nothing newer (Salesforce and Power Platform among them).

Pure. The two describe the same bodies; what 3.0 has no word for (webhooks, the licence's short name) is left out.
"""

from collections.abc import Callable, Mapping
from typing import Any

Node = Mapping[str, Any]
# Places of a document that hold values and no schemas.
_VALUES = {"example", "examples", "enum", "default", "required"}
_PARTS = ("allOf", "oneOf", "anyOf")


def as_3_0(document: Node) -> dict[str, Any]:
    """The same document as OpenAPI 3.0.3."""
    kept = {name: part for name, part in document.items() if name not in {"webhooks", "jsonSchemaDialect"}}
    licence = {name: text for name, text in kept["info"].get("license", {}).items() if name != "identifier"}
    info = {**kept["info"], **({"license": licence} if licence else {})}
    components = {name: part for name, part in kept.get("components", {}).items() if name != "pathItems"}
    schemas = {name: _schema(schema) for name, schema in components.get("schemas", {}).items()}
    others = {name: _around(part) for name, part in components.items() if name != "schemas"}
    return {
        **_around({name: part for name, part in kept.items() if name != "components"}),
        "openapi": "3.0.3",
        "info": info,
        "components": {**others, **({"schemas": schemas} if schemas else {})},
    }


def _around(node: Any) -> Any:
    """What holds schemas, with them rewritten."""
    if isinstance(node, Mapping):
        return {
            name: _schema(inner) if name == "schema" else _kept(name, inner, _around) for name, inner in node.items()
        }
    return [_around(inner) for inner in node] if isinstance(node, list) else node


def _kept(name: str, inner: Any, rewrite: Callable[[Any], Any]) -> Any:
    return inner if name in _VALUES else rewrite(inner)


def _schema(schema: Any) -> Any:
    """One schema, in 3.0's words."""
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        beside = {name: part for name, part in schema.items() if name != "$ref"}
        return {"allOf": [{"$ref": schema["$ref"]}], **beside} if beside else dict(schema)
    words = {name: _inner(name, part) for name, part in schema.items()}
    for rewrite in (_nulls, _constants, _limits, _content):
        rewrite(words)
    return words


def _inner(name: str, part: Any) -> Any:
    if name == "properties":
        return {field: _schema(inner) for field, inner in part.items()}
    if name in _PARTS:
        return [_schema(inner) for inner in part]
    return _schema(part) if name in {"items", "additionalProperties", "not"} else part


def _nulls(words: dict[str, Any]) -> None:
    """`null` is no type there but a mark."""
    nullable = False
    if isinstance(words.get("type"), list):
        kinds = [kind for kind in words["type"] if kind != "null"]
        nullable = len(kinds) < len(words["type"])
        words.pop("type")
        words.update({"type": kinds[0]} if len(kinds) == 1 else {"anyOf": [{"type": kind} for kind in kinds]})
    for name in _PARTS:
        if {"type": "null"} in words.get(name, ()):
            words[name] = [part for part in words[name] if part != {"type": "null"}]
            nullable = True
    if nullable:
        words["nullable"] = True


def _constants(words: dict[str, Any]) -> None:
    if "const" in words:
        words["enum"] = [words.pop("const")]
    if isinstance(words.get("examples"), list):
        words["example"] = words.pop("examples")[0]


def _limits(words: dict[str, Any]) -> None:
    for exclusive, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if exclusive in words and not isinstance(words[exclusive], bool):
            words[limit], words[exclusive] = words[exclusive], True


def _content(words: dict[str, Any]) -> None:
    if {words.pop("contentMediaType", None), words.pop("contentEncoding", None)} != {None}:
        words["format"] = "binary"
