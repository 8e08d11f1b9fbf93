"""What day "today" is: the date in the reporting time zone. Every as-of of today comes from here."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def reporting_day(at: datetime) -> date:
    """The reporting date of a moment."""
    return at.astimezone(ZoneInfo(settings.REPORTING_TIME_ZONE)).date()
