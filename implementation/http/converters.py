"""What stands in the API's addresses for a row: its id, or the caller's own."""

from django.urls import register_converter
from django.urls.converters import StringConverter, UUIDConverter

ROW_ID, ANY_TEXT = "id", "ref"


class RowId(UUIDConverter):
    """An id, in small letters or in capitals, as some tools write it (RFC 9562, section 4)."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


class AnyText(StringConverter):
    """Whatever a ref may hold, slashes and ends of lines too."""

    regex = "(?s:.+)"


register_converter(RowId, ROW_ID)
register_converter(AnyText, ANY_TEXT)
