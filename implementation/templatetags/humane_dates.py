"""Dates on pages: as exactly as they are known."""

from datetime import date

from django import template

from implementation.planning.day_words import day_in_words

register = template.Library()


@register.filter
def day_of(day: date | None, precision: str = "day") -> str:
    """The day in words, or the period that it lies in; nothing where there is none."""
    return "" if day is None else day_in_words(day, precision)
