"""The app of what happened in production and of the measures."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"
    verbose_name = "Tracking"

    def ready(self) -> None:
        """Models exist only now, hence the imports here."""
        from implementation.models.event_kinds import register_kinds  # noqa: PLC0415
        from implementation.pages.panels import register_panel  # noqa: PLC0415
        from implementation.services.wake import events_recorded  # noqa: PLC0415
        from tracking.pages.forecast_panel import forecast_panel  # noqa: PLC0415
        from tracking.services.wake import send_follow  # noqa: PLC0415

        events_recorded.connect(send_follow, dispatch_uid="tracking.follow")
        register_panel("forecast", forecast_panel)
        register_kinds("cohort", "created changed")
