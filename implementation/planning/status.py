"""The one reading of a go-live's status from its dates, for the API and the import alike. Pure."""

from datetime import date


def golive_status(
    *,
    kickoff_on: date | None,
    live_on: date | None,
    handed_over_on: date | None,
    cancelled_on: date | None,
    today: date,
) -> str:
    """planned, in_progress, live, handed_over or cancelled. A kickoff still to come is planned."""
    if cancelled_on is not None:
        return "cancelled"
    if handed_over_on is not None:
        return "handed_over"
    if live_on is not None:
        return "live"
    return "in_progress" if kickoff_on is not None and kickoff_on <= today else "planned"
