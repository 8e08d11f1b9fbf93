"""Dates on pages: as exactly as they are known."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def day_of(day: date | None, precision: str = "day") -> str:
    """`23 November 2026`, or the period that it lies in: `November 2026`, `Q4 2026`, `H2 2026`, `2026`."""
    if day is None:
        return ""
    told = {
        "month": f"{day:%B %Y}",
        "quarter": f"Q{(day.month + 2) // 3} {day.year}",
        "half": f"H{1 if day.month <= 6 else 2} {day.year}",
        "year": str(day.year),
    }
    return told.get(precision, f"{day.day} {day:%B %Y}")
