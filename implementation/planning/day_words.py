"""Days in words for people, as exactly as they are known. Pure; pages and sentences use it."""

from datetime import date


def day_in_words(day: date, precision: str = "day") -> str:
    """`23 November 2026`, or the period that it lies in: `November 2026`, `Q4 2026`, `H2 2026`, `2026`."""
    periods = {
        "month": f"{day:%B %Y}",
        "quarter": f"Q{(day.month + 2) // 3} {day.year}",
        "half": f"H{1 if day.month <= 6 else 2} {day.year}",
        "year": str(day.year),
    }
    return periods.get(precision, f"{day.day} {day:%B %Y}")
