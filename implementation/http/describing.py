"""What drf-spectacular's schema gains after it is made: tags, problems, headers, links, examples.

Post-processing hooks, called in the order of the settings. They say of every operation what holds of all, so that no
view has to.
"""

from collections.abc import Iterator
from copy import deepcopy
from inspect import getdoc
from typing import Any

from implementation.http.examples import COMMON, Examples, Rows
from implementation.http.handler import CONTENT_TYPE
from implementation.http.headers import HEADERS, IDEMPOTENCY_KEY, ON_EVERY_ANSWER, ON_PROBLEMS, ON_WRITES
from implementation.http.problems import PROBLEM_TYPES, TYPE_PREFIX
from implementation.http.serializers import Answer, Facts, Strict
from implementation.http.tables import XlsxTable

Node = dict[str, Any]
METHODS = {"get", "post", "put", "patch", "delete"}
WRITES = METHODS - {"get"}
_INHERITED_TEXTS = {getdoc(base) for base in (Answer, Facts, Strict)}
_MEANINGS = {
    200: "Done; this is how it is now.",
    201: "Made; `Location` says where it is.",
    202: "Not computed yet: ask again after `Retry-After`.",
    204: "Done; there is nothing to say.",
    304: "Nothing changed since the ETag that you sent.",
}


def operations(result: Node) -> Iterator[tuple[str, str, Node]]:
    """Path, method and operation, of all."""
    for path, item in result["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def describe_tags(result: Node, generator: Any, **_: Any) -> Node:
    """A tag a noun, with what its view says of itself."""
    views = {path.split("/")[-1]: callback.cls for path, _, _, callback in generator.endpoints if "{" not in path}
    # A tag without a list of its own is told by the first of what there is below it.
    below = {path.split("/")[-2]: callback.cls for path, _, _, callback in generator.endpoints if "{" not in path}
    said = {noun: getdoc(view) or "" for noun, view in (below | views).items()}
    used = sorted({tag for _, _, operation in operations(result) for tag in operation["tags"]})
    result["tags"] = [{"name": tag, "description": said[tag].replace("\n\n", "\n")} for tag in used]
    return result


def describe_bodies(result: Node, **_: Any) -> Node:
    """Requests hold known fields only; a text that is of a base class says nothing about a body."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and "properties" in schema:
            schema["additionalProperties"] = False
        if schema.get("description") in _INHERITED_TEXTS:
            del schema["description"]
    return result


def describe_problems(result: Node, **_: Any) -> Node:
    """The problem answers of every operation."""
    components = result["components"]
    components["schemas"]["Problem"] = _problem_schema()
    statuses = sorted({kind.status for kind in PROBLEM_TYPES.values()})
    components["responses"] = {f"Problem{status}": _problem_answer(status) for status in statuses}
    for path, method, operation in operations(result):
        for status in _statuses(path, method, operation):
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return result


def _statuses(path: str, method: str, operation: Node) -> list[int]:
    statuses = {400, 401, 403, 406, 429, 503}
    if "{" in path:
        statuses.add(404)
    if path.endswith("/file"):
        statuses.add(409)  # it is not made yet, or it expired
    if method in WRITES:
        headers = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}
        statuses |= {404, 409, 422} | ({412} if "If-Match" in headers else set())
    if "requestBody" in operation:
        statuses |= {413, 415}
    return sorted(statuses & {kind.status for kind in PROBLEM_TYPES.values()})


def _problem_schema() -> Node:
    fault = {
        "type": "object",
        "required": ["pointer", "code", "detail"],
        "properties": {
            "pointer": {"type": "string", "description": "`/field` of the body, `?name` of the query, or a header."},
            "code": {"type": "string"},
            "detail": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "description": "RFC 9457 problem details. `type` is stable; further members belong to the type.",
        "required": ["type", "title", "status", "detail", "instance", "request_id"],
        "properties": {
            "type": {"type": "string", "enum": [f"{TYPE_PREFIX}{slug}" for slug in PROBLEM_TYPES]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What to do about it."},
            "instance": {"type": "string"},
            "request_id": {"type": "string"},
            "errors": {"type": "array", "items": fault},
        },
    }


def _problem_answer(status: int) -> Node:
    kinds = [kind for kind in PROBLEM_TYPES.values() if kind.status == status]
    listed = "\n".join(f"* `{kind.slug}`: {kind.title}. {kind.meaning}" for kind in kinds)
    body = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {kind.slug: {"value": _problem_example(kind.slug)} for kind in kinds},
    }
    return {"description": listed, "content": {CONTENT_TYPE: body}}


def _problem_example(slug: str) -> Node:
    kind = PROBLEM_TYPES[slug]
    fault = {"pointer": "/minutes", "code": "max_value", "detail": "At most 1440: a day has no more."}
    return {
        "type": f"{TYPE_PREFIX}{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": fault["detail"] if slug == "invalid-request" else kind.meaning,
        "instance": "/api/v1/time-entries",
        "request_id": "5f0c2a9e4b7d4c1f8a6e3d2b1c0f9e8d",
        **({"errors": [fault]} if slug == "invalid-request" else {}),
    }


def describe_headers(result: Node, **_: Any) -> Node:
    """Headers that go with every answer, those of problems, and the key that makes retries safe."""
    components = result["components"]
    components["headers"] = HEADERS
    parameters: dict[str, Any] = {"Idempotency-Key": IDEMPOTENCY_KEY}
    components["parameters"] = parameters
    for name, answer in components["responses"].items():
        status = int(name.removeprefix("Problem"))
        answer["headers"] = _refs((*ON_EVERY_ANSWER, *ON_PROBLEMS.get(status, ())))
    for _path, method, operation in operations(result):
        if method in WRITES:
            operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/Idempotency-Key"})
        for status, answer in operation["responses"].items():
            if "$ref" not in answer:
                further = (*(ON_WRITES if method in WRITES else ()), *(("Retry-After",) if status == "202" else ()))
                _describe_answer(int(status), answer, further)
    return result


def _describe_answer(status: int, answer: Node, further: tuple[str, ...]) -> None:
    named = [name for name in answer.get("headers", ()) if name in HEADERS]
    answer["headers"] = {**answer.get("headers", {}), **_refs((*named, *ON_EVERY_ANSWER, *further))}
    answer["description"] = _MEANINGS[status]


def _refs(names: tuple[str, ...]) -> Node:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def describe_links(result: Node, **_: Any) -> Node:
    """What can be done next with a row that was just made: read it, change it, list what hangs on it."""
    taking_id, taking_filter = _followers(result)
    for path, method, operation in operations(result):
        answer = operation["responses"].get("201")
        if method != "post" or answer is None or "{" in path:
            continue
        field = operation["tags"][0].removesuffix("s").replace("-", "_")
        links = [(other, "id") for other in taking_id.get(path, ())]
        links += [(other, field) for other in taking_filter.get(field, ())]
        answer["links"] = {other: _link(other, parameter) for other, parameter in links}
    return result


def _link(operation_id: str, parameter: str) -> Node:
    return {"operationId": operation_id, "parameters": {parameter: "$response.body#/id"}}


def _followers(result: Node) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Operations by the path of the list whose row's id they take, and by the query parameter that takes one."""
    taking_id: dict[str, list[str]] = {}
    taking_filter: dict[str, list[str]] = {}
    for path, _, operation in operations(result):
        if "/{id}" in path:
            taking_id.setdefault(path.partition("/{id}")[0], []).append(operation["operationId"])
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "query" and parameter["schema"].get("format") == "uuid":
                taking_filter.setdefault(parameter["name"], []).append(operation["operationId"])
    return taking_id, taking_filter


def describe_tables(result: Node, **_: Any) -> Node:
    """Answers for spreadsheets are text or a file; that they hold the same rows as JSON says no schema."""
    for _path, _method, operation in operations(result):
        for answer in operation["responses"].values():
            for media_type, media in answer.get("content", {}).items():
                if media_type in _TABLES:
                    media.clear()
                    media.update(deepcopy(_TABLES[media_type]))
    return result


_TABLES: dict[str, Node] = {
    "text/csv": {
        "schema": {"type": "string"},
        "example": "id,ref\n0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d,C-1\n",
    },
    XlsxTable.media_type: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"},
}


def describe_examples(result: Node, rows: Rows) -> Node:
    """An example for every body, one a component, made from the tables of example rows."""
    components = result["components"]
    made = components.setdefault("examples", {})
    examples = Examples(components["schemas"], rows)
    for path, _, operation in operations(result):
        for status, body in (("", operation.get("requestBody", {})), *operation["responses"].items()):
            for media in body.get("content", {}).values():
                _show(media, status, path, examples, made)
        answered = _answered(operation, made)
        for parameter in operation.get("parameters", ()):
            if parameter.get("in") == "path":
                name = parameter["name"]
                parameter["example"] = answered.get(name) or rows[COMMON].get(name, "text")
    return result


def _answered(operation: Node, made: Node) -> Node:
    """The row that the example of the answer shows, so that the example of the path leads to it."""
    for status, answer in operation["responses"].items():
        shown = answer.get("content", {}).get("application/json", {}).get("examples", {}).get("typical", {})
        if status.startswith("2") and (name := shown.get("$ref", "").rpartition("/")[2]):
            row: Node = made[name]["value"]
            return row
    return {}


def _show(media: Node, status: str, path: str, examples: Examples, made: Node) -> None:
    if "example" in media or "examples" in media:
        return
    reference = media["schema"].get("$ref")
    if reference is None:
        media["example"] = examples.of_schema(media["schema"])
        return
    name = reference.removeprefix("#/components/schemas/")
    if name not in made:
        made[name] = {"value": _addressed(examples.of_component(name), path)}
    nothing_yet = status == "202" and "results" in made[name]["value"]
    media["examples"] = _NOTHING_YET if nothing_yet else {"typical": {"$ref": f"#/components/examples/{name}"}}


_NOTHING_YET: dict[str, Any] = {"nothing yet": {"value": {"next": None, "next_cursor": None, "results": []}}}


def _addressed(example: Node, path: str) -> Node:
    """A page's `next` is the address of the same list."""
    if example.get("next_cursor") and example["next"]:
        example["next"] = f"https://crossing.example{path}?cursor={example['next_cursor']}"
    return example
