"""Texts that a spreadsheet would compute: written with an apostrophe before them, read without it.

An exported file may be opened in a spreadsheet, where `=…` in somebody's note would run (OWASP, CSV injection). The
import takes the apostrophe off again, so that nothing is lost on the way out and in.
"""

_BEGIN = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """The text so that no spreadsheet computes it. One that has apostrophes there already gets one more."""
    return f"'{text}" if text.lstrip("'").startswith(_BEGIN) else text


def as_meant(cell: str) -> str:
    """The text that `neutral` wrote."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_BEGIN) else cell
