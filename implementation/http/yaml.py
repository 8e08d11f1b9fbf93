"""YAML in bodies and answers (RFC 9512), beside JSON: for what people keep as files.

What a text says is for the serializer of the body to find out; here it is only told from JSON.
"""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from implementation.http.parsers import whole_body
from implementation.http.renderers import FastJSONRenderer

YAML_TYPE = "application/yaml"


class YamlText(str):
    """A body that came as YAML, not read yet."""

    __slots__ = ()


class YamlParser(BaseParser):
    """Takes the text within the size limit, if it is UTF-8."""

    media_type = YAML_TYPE

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = whole_body(stream, remedy="shorten the file")
        try:
            return YamlText(raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ParseError(f"The body is not UTF-8, as line {line} shows. Save the file as UTF-8.") from error


class OldYamlParser(YamlParser):
    """The same under the name it had before it was registered."""

    media_type = "application/x-yaml"


class TextYamlParser(YamlParser):
    """And under another."""

    media_type = "text/yaml"


YAML_PARSERS = [YamlParser, OldYamlParser, TextYamlParser]


class YamlRenderer(FastJSONRenderer):
    """Makes the media type known; what is written is a text already. A problem stays JSON."""

    media_type = YAML_TYPE
    format = "yaml"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """A text as it is, everything else as JSON."""
        if isinstance(data, str):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)
