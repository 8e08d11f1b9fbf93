"""How drf-spectacular describes one operation: stable id, summary, parameters, bodies, headers.

All of it is read from what the view says of itself, so a new view needs no annotations. What holds of every operation
is added afterwards, in `implementation.http.describing`. Views import nothing of this: drf-spectacular looks it up by
`DEFAULT_SCHEMA_CLASS` where a description is made, and a web worker, which makes none, does not load it.
"""

from collections.abc import Iterator
from inspect import getdoc
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ListSerializer

from implementation.http.authentication import REALM
from implementation.http.headers import HEADERS
from implementation.http.serializers import Described
from implementation.http.yaml import YAML_TYPE

_WORDS = {"retrieve": "read", "partial_update": "change"}
# Where the view itself does not say more.
_DESCRIBED_BY_VIEW = {"list", "retrieve", "create", "partial_update"}
_SUMMARIES = {
    "list": "List {nouns}",
    "retrieve": "Read one {noun}",
    "create": "Create {a_noun}",
    "partial_update": "Change {a_noun}",
    "read_by_ref": "Read one {noun} by its ref",
    "put_by_ref": "Create or update {a_noun} by its ref",
    "bulk": "Create or change many {nouns}",
}


_CONDITIONS = {
    "If-Match": "The ETag of the version you have seen; another: 412.",
    "If-None-Match": "`*`: create only; 412 where there is a row with this ref.",
}


class CrossingSchema(AutoSchema):
    """The schema of one operation."""

    view: Any

    @property
    def action(self) -> str:
        return str(self.view.action)

    def get_operation_id(self) -> str:
        """`tasks_list`, `tasks_read`, `tasks_change`, `tasks_transition`: never changed once published."""
        return f"{self.get_tags()[0].replace('-', '_')}_{_WORDS.get(self.action, self.action)}"

    def get_summary(self) -> str:
        if self.action in _SUMMARIES:
            noun = self.view.noun
            a_noun = f"an {noun}" if noun[0].lower() in "aeiou" else f"a {noun}"
            nouns = self.get_tags()[0] if "-" in noun else self.get_tags()[0].replace("-", " ")
            return _SUMMARIES[self.action].format(noun=noun, a_noun=a_noun, nouns=nouns)
        return self._action_doc().partition("\n")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # a lazy text is allowed there, not needed here
        if self.action in _DESCRIBED_BY_VIEW and self.action not in vars(type(self.view)):
            return getdoc(type(self.view)) or ""
        return self._action_doc()

    def _action_doc(self) -> str:
        return getdoc(getattr(self.view, self.action)) or ""

    def get_request_serializer(self) -> Any:
        body = self.view.body_of(self.action)
        return body.bodies() if body is not None and issubclass(body, Described) else body

    def is_deprecated(self) -> bool:
        return self.action in self.view.retired

    def _statuses(self) -> tuple[int, ...]:
        """Of success."""
        usual = self.view.statuses.get(self.action, 200)
        return (200, 201) if self.action in self.view.maybe_there else (usual,)

    def get_response_serializers(self) -> Any:
        if media_type := self.view.files.get(self.action):
            return {(200, media_type): OpenApiTypes.BINARY}
        serializer = self.view.answer_of(self.action)
        described = ListSerializer(child=serializer()) if self.action == "list" else serializer
        answers: dict[Any, Any] = dict.fromkeys(self._statuses(), described)
        if self.view.has_etag(self.action) and self.method == "GET":
            answers[304] = None
        if as_yaml := getattr(self.view, "yaml_answers", {}).get(self.action):
            answers = {(200, "application/json"): answers.pop(200), (200, YAML_TYPE): as_yaml, **answers}
        if pending := getattr(self.view, "pending", None):
            # What is still being computed: a list is empty until then.
            answers[202] = described if self.action == "list" else pending
        return answers

    def get_paginated_name(self, serializer_name: str) -> str:
        return f"{serializer_name}Page"

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """`Task` for TaskAnswer and, as drf-spectacular adds it, `TaskRequest` for TaskFacts."""
        return super().get_serializer_name(serializer, direction).removesuffix("Answer").removesuffix("Facts")

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_override_parameters(self) -> list[Any]:
        return [*self._query_parameters(), *self._headers()]

    def _query_parameters(self) -> Iterator[OpenApiParameter]:
        for name, parameter in self.view.parameters_of(self.action).items():
            array = parameter.schema.get("type") == "array"
            yield OpenApiParameter(
                name,
                type=dict(parameter.schema),
                location=OpenApiParameter.QUERY,
                description=parameter.description,
                style="form" if array else None,
                explode=False if array else None,
            )

    def _headers(self) -> Iterator[OpenApiParameter]:
        if 201 in self._statuses():
            yield _answer_header("Location", *self._statuses())
        if not self.view.has_etag(self.action):
            return
        yield _answer_header("ETag", *self._statuses())
        if self.method == "GET":
            yield _answer_header("ETag", 304)
            yield _header("If-None-Match", "An ETag you have: 304 if nothing changed since.")
        else:
            yield from (_header(name, _CONDITIONS[name]) for name in self.view.conditions(self.action))


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, type={"type": "string"}, location=OpenApiParameter.HEADER, description=description)


def _answer_header(name: str, *statuses: int) -> OpenApiParameter:
    described = HEADERS[name]
    return OpenApiParameter(
        name,
        type=described["schema"],
        location=OpenApiParameter.HEADER,
        description=described["description"],
        response=list(statuses),
    )


class DescribedSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "implementation.http.serializers.Described"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        return self.target.described()


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "implementation.http.authentication.ApiKeyAuthentication"
    name = ["apiKey", "apiKeyAsPassword"]  # several schemes are allowed

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> Any:
        return [
            {"type": "http", "scheme": "bearer", "description": "A key, `cr_…`, with the scopes it needs."},
            {"type": "http", "scheme": "basic", "description": f"The key as password ({REALM}); any user name."},
        ]


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "implementation.http.authentication.StaffSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Staff who have logged in."}
