"""When a go-live will be live, on its page: for staff always, for the customer where it was released there."""

from dataclasses import dataclass
from datetime import date

from implementation.access.actors import Actor
from implementation.models import GoLive, GoLiveStatus
from implementation.pages.panels import Panel
from tracking.models import Forecast

TEMPLATE = "tracking/_forecast.html"


@dataclass(frozen=True, slots=True)
class ForecastShown:
    """`sentences`: the first sets plan, target and forecast side by side; the rest is for staff."""

    as_of: date
    level: str
    sentences: list[str]
    hidden_from_customer: bool


def forecast_panel(golive: GoLive, actor: Actor, today: date) -> Panel | None:
    """The newest forecast of a go-live in progress, if this reader may see it and it can say a day. One query."""
    if golive.status != GoLiveStatus.IN_PROGRESS:
        return None
    told = Forecast.objects.visible_to(actor).filter(golive_id=golive.pk, backtest=False, as_of__lte=today)
    newest = told.order_by("-as_of").first()
    if newest is None or newest.live_p50 is None:
        return None
    sentences = newest.text if actor.sees_internal else newest.text[:1]
    hidden = actor.sees_internal and not golive.forecast_released
    return Panel(TEMPLATE, ForecastShown(newest.as_of, newest.level, sentences, hidden))
