"""What a person needs to look around: a login, a key and a share link made for this run, and where to use them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from implementation.access.actors import Actor, Role, system_actor
from implementation.models import ApiKey, GoLive, User
from implementation.models.golives import GoLiveStatus
from implementation.services.api_keys import issue_key, revoke_key
from implementation.services.share_links import create_share_link
from implementation.services.users import create_user, set_password

EMAIL = "lead@example.test"
NAME = "make run"
LINK_LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class Access:
    """Secrets in clear text: they are shown once and kept nowhere. `link` is None while no go-live is under way."""

    password: str
    key: str
    link: str | None


def grant(*, at: datetime) -> Access:
    """Sets a new password for the example's lead, and replaces the key of the last run."""
    actor = system_actor(NAME)
    return Access(password=_login(actor, at), key=_key(actor, at), link=_link(actor, at))


def _login(actor: Actor, at: datetime) -> str:
    password = secrets.token_urlsafe(12)
    user = User.objects.filter(email__iexact=EMAIL).first()
    if user is None:
        create_user(actor=actor, at=at, email=EMAIL, name="Example lead", role=Role.LEAD, password=password)
    else:
        set_password(actor=actor, at=at, user_id=user.id, password=password)
    return password


def _key(actor: Actor, at: datetime) -> str:
    for old in ApiKey.objects.filter(name=NAME, revoked_at__isnull=True):
        revoke_key(actor=actor, at=at, key_id=old.id)
    _, text = issue_key(actor=actor, at=at, name=NAME, scopes=["read", "write"], expires_at=at + LINK_LIFETIME)
    return text


def _link(actor: Actor, at: datetime) -> str | None:
    """Shows the go-live whose kickoff was last: much of it is still to do."""
    golive = GoLive.objects.filter(status=GoLiveStatus.IN_PROGRESS).order_by("-kickoff_on", "id").first()
    if golive is None:
        return None
    _, token = create_share_link(actor=actor, at=at, golive_id=golive.id, label=NAME, expires_at=at + LINK_LIFETIME)
    return reverse("shared-status", args=[token])


def text(access: Access) -> str:
    """The page of words printed when everything is up."""
    site = settings.PUBLIC_URL
    lines = [
        ("Pages", f"{site}{reverse('home')}"),
        ("Login", f"{EMAIL}  {access.password}  (this run's)"),
        ("Status page", f"{site}{access.link}" if access.link else "no go-live is under way"),
        ("API", f"{site}/api/v1/  with  Authorization: Bearer {access.key}"),
        ("API docs", f"{site}{reverse('swagger')}"),
        ("Health", f"{site}{reverse('readyz')}"),
        ("Slips", "manage.py report_slips (targets of the public rollouts, and how often they moved)"),
        ("Mails", f"{settings.MAIL_DIR}  (files, one a mail)"),
        ("Logs", str(settings.DATA_DIR / "logs")),
    ]
    table = "\n".join(f"  {name:<12}{value}" for name, value in lines)
    example = f'curl -H "Authorization: Bearer {access.key}" "{site}/api/v1/trends?by=product"'
    return f"\nCrossing is up. Where to look:\n{table}\n  Try it      {example}\nStop it with Ctrl-C."
