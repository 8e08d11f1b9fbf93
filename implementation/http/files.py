"""Answers that are files: their media types, which a view names in `files` for the actions that send one."""

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
