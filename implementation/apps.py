"""The app of the facts."""

from django.apps import AppConfig


class ImplementationConfig(AppConfig):
    name = "implementation"
    verbose_name = "Implementation"

    def ready(self) -> None:
        """Models exist only now, hence the import here."""
        from implementation import deployment  # noqa: F401, PLC0415
        from implementation.pages.sign_in import audit, passkeys, required_factor  # noqa: PLC0415

        passkeys.load_later()
        audit.listen()
        required_factor.listen()
