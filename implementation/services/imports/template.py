"""The workbook that people fill in: a sheet for each table, with notes on its columns and choices to pick from.

Made from the table specifications, so it always has the columns that the import takes. Filled in, it is imported as it
is.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from implementation.imports.columns import Column
from implementation.imports.tables import TableSpec
from implementation.imports.workbooks import NOTES
from implementation.services.imports.registry import registered_tables
from implementation.workbook import workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILENAME = "crossing-import.xlsx"
_LAST_ROW = 10_000
_WIDTH = 18
_HEADER = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4"}
_INTRODUCTION = (
    "One sheet for each table. Leave out the sheets and the columns that you do not need.",
    "Columns with a dark heading are required. Each heading has a note that says what its cells hold.",
    "Refs are your own ids; importing again updates the rows by them.",
    "Dates of go-lives and targets may be known less exactly: 2023-06, 2023-Q2, 2023-H1 or 2023.",
    "Check first: manage.py import_portfolio FILE --dry-run lists every fault and writes nothing.",
)
_TRUTH = ("true", "false")


def template() -> bytes:
    """The workbook as a file."""
    made = BytesIO()
    with workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        notes = book.add_worksheet(NOTES)
        notes.set_column(0, 0, 110)
        notes.write_column(0, 0, _INTRODUCTION)
        optional = book.add_format(_HEADER)
        required = book.add_format({**_HEADER, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        # Refs and imprecise dates are texts: 2023-06 must not become a day of June.
        text = book.add_format({"num_format": "@"})
        for table in registered_tables():
            _add_sheet(book.add_worksheet(table.spec.name), table.spec, (optional, required, text))
    return made.getvalue()


def _add_sheet(sheet: "Worksheet", spec: TableSpec, formats: "tuple[Format, Format, Format]") -> None:
    optional, required, text = formats
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(spec.columns):
        sheet.write_string(0, place, column.name, required if column.required else optional)
        sheet.write_comment(0, place, _note(column), {"x_scale": 2})
        sheet.set_column(place, place, max(_WIDTH, len(column.name) + 2), None if column.number else text)
        if words := _words(column):
            options = {"validate": "list", "source": list(words), "error_title": "Not one of the choices"}
            sheet.data_validation(1, place, _LAST_ROW, place, options)


def _words(column: Column) -> tuple[str, ...]:
    """What a cell can be picked from; spreadsheets ignore lists of more than 255 characters."""
    words = _TRUTH if column.is_truth else column.choices
    return words if len(",".join(words)) <= 255 else ()


def _note(column: Column) -> str:
    """What a cell holds, in words."""
    told = ["Required." if column.required else "Optional."]
    if column.reference:
        told.append(f"A ref of {column.reference}.")
    if column.choices:
        told.append(f"One of: {', '.join(column.choices)}.")
    if column.is_truth:
        told.append("true or false.")
    if column.name.endswith("_on"):
        told.append(_of_date(column))
    if column.number:
        told.append("Hours as a number, such as 7.5." if "hours" in column.name else "A whole number.")
    if column.name == "depends_on":
        told.append("Refs of tasks that come first, with ; between them.")
    return " ".join(told)


def _of_date(column: Column) -> str:
    """A date in two fields has a precision."""
    rough = " Less exactly: 2023-06, 2023-Q2, 2023-H1 or 2023." if len(column.fields) > 1 else ""
    past = " Not in the future." if column.past else ""
    return f"A day such as 2023-06-14.{rough}{past}"
