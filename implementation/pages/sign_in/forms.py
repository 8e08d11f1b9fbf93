"""The forms of signing in. Each way in is for some: passwords for staff, codes by e-mail for customers.

Whoever may not use a way gets the answer that an unknown address gets.
"""

from typing import Any

from allauth.account import forms

from implementation.access.actors import Role
from implementation.models import User
from implementation.services.single_sign_on import comes_by_provider


class Plain:
    """Labels once and not in the fields too. The page is there for nothing else, so whoever comes may type at once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        fields: Any = self.fields  # type: ignore[attr-defined]
        for place, field in enumerate(fields.values()):
            field.widget.attrs["placeholder"] = ""
            field.label = "E-mail" if field.label in {"Email", "Login"} else field.label
            if place == 0:
                field.widget.attrs["autofocus"] = True


class PasswordForm(Plain, forms.LoginForm):  # type: ignore[misc]  # no types
    """E-mail and password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["login"].label = "E-mail"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class ConfirmingForm(Plain, forms.ReauthenticateForm):  # type: ignore[misc]  # no types
    """The password once more, before something changes."""


class OtherPasswordForm(Plain, forms.ChangePasswordForm):  # type: ignore[misc]  # no types
    """The password that was, and the one that is to be."""


class NewPasswordForm(Plain, forms.ResetPasswordKeyForm):  # type: ignore[misc]  # no types
    """A password by the link of a mail."""


class CodeForm(Plain, forms.RequestLoginCodeForm):  # type: ignore[misc]  # no types
    """Asks for a code by e-mail: contacts of customers get one."""

    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and self._user.role != Role.CONTACT:
            self._user = None
        return email


def may_have_password(user: User) -> bool:
    """Active staff who do not come by the company's provider."""
    return user.is_active and user.role != Role.CONTACT and not comes_by_provider(user.id)


class ForgottenPasswordForm(Plain, forms.ResetPasswordForm):  # type: ignore[misc]  # no types
    """Asks for a link by which a password is set: the first one, too."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if may_have_password(user)]
        return email


class ResetTokenForm(forms.UserTokenForm):  # type: ignore[misc]  # no types
    """What the link holds; one that was sent before the person lost the right does not open any more."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user is not None and may_have_password(user) else None
