"""Answers that are files: how a view says that it sends one, and how that is described."""

from typing import Any

from drf_spectacular.types import OpenApiTypes

from implementation.http.openapi import CrossingSchema
from implementation.http.renderers import FastJSONRenderer

ZIP_TYPE = "application/zip"


class ZipRenderer(FastJSONRenderer):
    """Makes the media type known. What it is asked to render is a problem, and that stays JSON."""

    media_type = ZIP_TYPE
    format = "zip"


class FileSchema(CrossingSchema):
    """The action `download` answers with a ZIP."""

    def get_response_serializers(self) -> Any:
        if self.action != "download":
            return super().get_response_serializers()
        return {(200, ZIP_TYPE): OpenApiTypes.BINARY}
