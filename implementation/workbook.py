"""Writing XLSX: the library is loaded by the first workbook, since it would make every web worker 14 MiB larger."""

from typing import IO, Any

from django.utils.module_loading import import_string


def workbook(file: IO[bytes], options: dict[str, Any]) -> Any:
    """An `xlsxwriter.Workbook` that is written to the file."""
    return import_string("xlsxwriter.Workbook")(file, options)
