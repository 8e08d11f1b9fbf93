"""Reads that answer as YAML too, for what people keep as files: by `Accept`, or by `?format=yaml`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from implementation.http.parameters import Parameter, choice
from implementation.http.problems import invalid
from implementation.http.views import ApiView
from implementation.http.yaml import YamlRenderer

FORMAT = choice("", ("json", "yaml"), "`yaml`: the content alone, as the file to edit. `json` unless `Accept` says so.")


class YamlAction(ApiView):
    """A view of which some actions answer YAML: `yaml_answers` names them, with what documents the file."""

    yaml_answers: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**own, "format": FORMAT} if action in self.yaml_answers else own

    def get_renderers(self) -> list[Any]:
        return [*super().get_renderers(), *([YamlRenderer()] if self.action in self.yaml_answers else [])]

    def in_the_format_asked(self, request: Request, response: Response, text: Any) -> Response:
        """The answer, or where YAML is asked for, what the function `text` makes of its data."""
        if request.accepted_renderer.format != YamlRenderer.format:
            return response
        if self.shape.fields:
            raise invalid("?fields", "contradicts_format", "The file holds all of it; leave `fields` out, or ask JSON.")
        if response.data:
            response.data = text(response.data)
        return response
