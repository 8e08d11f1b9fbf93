"""Answers that are files: how a view says that it sends one, and how that is described."""

from typing import Any

from drf_spectacular.types import OpenApiTypes

from implementation.http.openapi import CrossingSchema
from implementation.http.renderers import FastJSONRenderer

ZIP_TYPE = "application/zip"
ANY_TYPE = "application/octet-stream"


class ZipRenderer(FastJSONRenderer):
    """Makes the media type known. What it is asked to render is a problem, and that stays JSON."""

    media_type = ZIP_TYPE
    format = "zip"


class AnyRenderer(ZipRenderer):
    """Whatever type is accepted: what the file is was decided when it came."""

    media_type = "*/*"
    format = "any"


class FileSchema(CrossingSchema):
    """The action `download` answers with a file, a ZIP unless said."""

    def __init__(self, media_type: str = ZIP_TYPE) -> None:
        super().__init__()
        self._media_type = media_type

    def get_response_serializers(self) -> Any:
        if self.action != "download":
            return super().get_response_serializers()
        return {(200, self._media_type): OpenApiTypes.BINARY}
