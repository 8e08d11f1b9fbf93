"""The settings of signing in: what the library (django-allauth) reads, and the company's own identity provider.

Accounts are made by leads, by invitations and by that provider alone; nobody signs up.
"""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.hardening import LOOPBACK
from implementation.access.actors import Role

PROVIDER_ID = "sso"
_STAFF_ROLES = {role.value: role for role in Role if role is not Role.CONTACT}
_PAGES = "implementation.pages.sign_in"


def library_settings(environment: Environment) -> dict[str, Any]:
    """All that django-allauth reads."""
    return {
        **_ACCOUNT,
        **_SECOND_FACTOR,
        "SOCIALACCOUNT_ADAPTER": f"{_PAGES}.single_sign_on.SingleSignOnAdapter",
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_PROVIDERS": openid_providers(environment),
        # How many proxies of one's own add to X-Forwarded-For; limits count the address that the first of them saw.
        "ALLAUTH_TRUSTED_PROXY_COUNT": environment.number("TRUSTED_PROXIES", default=0),
    }


_ACCOUNT = {
    "ACCOUNT_ADAPTER": f"{_PAGES}.accounts.AccountAdapter",
    "ACCOUNT_FORMS": {
        "login": f"{_PAGES}.forms.PasswordForm",
        "request_login_code": f"{_PAGES}.forms.CodeForm",
        "confirm_login_code": f"{_PAGES}.code_forms.MailedCodeForm",
        "reset_password": f"{_PAGES}.forms.ForgottenPasswordForm",
        "reset_password_from_key": f"{_PAGES}.forms.NewPasswordForm",
        "change_password": f"{_PAGES}.forms.OtherPasswordForm",
        "reauthenticate": f"{_PAGES}.forms.ConfirmingForm",
        "user_token": f"{_PAGES}.forms.ResetTokenForm",
    },
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    # An address that nobody has gets the same answer as another, and no mail: mails to anybody would be a nuisance.
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
    "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": 3,
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 15 * 60,
    "ACCOUNT_LOGIN_BY_CODE_FORMAT": {"numeric": True, "dashed": False, "length": 8},
    "ACCOUNT_RATE_LIMITS": {
        "login": "60/m/ip",
        # Of a person's address, and of all addresses tried from one network address.
        "login_failed": "5/5m/key,50/5m/ip",
        "request_login_code": "5/15m/key,60/15m/ip",
        # Of one code that was sent.
        "login_code": "3/15m/key",
        "reset_password": "5/15m/key,60/15m/ip",
        "reset_password_from_key": "20/m/ip",
        "reauthenticate": "10/5m/user",
        "change_password": "5/m/user",
        # Words of whoever was logged out while writing (implementation/pages/typed.py).
        "typed": "20/5m/ip",
    },
}
_SECOND_FACTOR = {
    "MFA_ADAPTER": f"{_PAGES}.second_factor.SecondFactorAdapter",
    "MFA_FORMS": {
        "authenticate": f"{_PAGES}.code_forms.SecondFactorForm",
        "reauthenticate": f"{_PAGES}.code_forms.ConfirmingCodeForm",
        "activate_totp": f"{_PAGES}.code_forms.NewAppForm",
    },
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
    "MFA_TOTP_ISSUER": "Crossing",
    # The code before and the one after count too: clocks of phones go wrong by half a minute.
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    # Shown when they are made; from then on what they are made of is kept, encrypted.
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
}


def openid_providers(environment: Environment) -> dict[str, Any]:
    """The company's provider (OpenID Connect), by OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET; empty: none."""
    issuer = environment.text("OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise ImproperlyConfigured(f"OIDC_ISSUER={issuer!r} must be an https:// address.")
    app = {
        "provider_id": PROVIDER_ID,
        "name": environment.text("OIDC_NAME", "your organisation"),
        "client_id": environment.text("OIDC_CLIENT_ID"),
        "secret": environment.text("OIDC_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer,
            "scope": ["openid", "profile", "email", *environment.words("OIDC_EXTRA_SCOPES")],
            "oauth_pkce_enabled": True,
        },
    }
    if not group_roles(environment):
        raise ImproperlyConfigured("Set OIDC_GROUP_ROLES, such as crossing-leads=lead: without it nobody gets in.")
    return {"openid_connect": {"APPS": [app]}}


def group_roles(environment: Environment) -> dict[str, Role]:
    """`crossing-leads=lead,staff=member` as {"crossing-leads": Role.LEAD, "staff": Role.MEMBER}."""
    result: dict[str, Role] = {}
    for word in environment.words("OIDC_GROUP_ROLES"):
        group, equals, role = word.rpartition("=")
        if not equals or not group or role not in _STAFF_ROLES:
            known = ", ".join(_STAFF_ROLES)
            raise ImproperlyConfigured(f"OIDC_GROUP_ROLES holds {word!r}. Write group=role, with one of {known}.")
        result[group] = _STAFF_ROLES[role]
    return result
