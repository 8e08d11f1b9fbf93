"""Making and changing webhooks, their secrets, and how they end.

A webhook reaches as far as its maker and ends with the maker's access; another lead may activate it again and is its
maker from then on. Its address may be a secret of the receiver, so events name its host alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from implementation.access.actors import Actor, ActorKind, system_actor
from implementation.access.scopes import allows
from implementation.http.problems import Problem, invalid
from implementation.models import (
    Customer,
    DeliveryState,
    DisabledBecause,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)
from implementation.models.webhooks import READ_SCOPE, WRITE_SCOPE
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, check, existing, expect_version
from implementation.webhooks.secrets import fingerprint, new_salt, recovered, secret_of
from implementation.webhooks.targets import TargetRefused, check_target

NOUN = "webhook"
FORMER_SIGNS_FOR = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
ENDED_BEFORE = "The webhook was disabled before this was delivered."


def create_webhook(
    *,
    actor: Actor,
    at: datetime,
    url: str,
    label: str = "",
    kinds: Collection[str] = (),
    customer_id: UUID | None = None,
    for_customer: bool = False,
    request_id: str = "",
) -> tuple[WebhookEndpoint, str]:
    """The webhook and its secret, which is told this once. It is sent what happens from now on."""
    _may_read(actor)
    _check_url(url)
    if customer_id is not None:
        existing(Customer.objects.visible_to(actor), customer_id, "customer")
    if for_customer and (customer_id or actor.customer_id) is None:
        raise invalid("customer", "required", "A webhook for the customer's side needs the customer: name it.")
    made = _new_secret()
    webhook = WebhookEndpoint(
        url=url,
        label=label,
        kinds=sorted(set(kinds)),
        customer_id=customer_id or actor.customer_id,
        for_customer=for_customer,
        active_since=at,
        salt=made.salt,
        secret_fingerprint=made.known,
        created_by=actor.name,
        **_made_by(actor),
    )
    check(webhook)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        webhook.save(force_insert=True)
        told = {"host": _host(url), "label": label, "kinds": webhook.kinds, "for_customer": for_customer}
        _record(change, "webhook.created", webhook, after=told)
    return webhook, made.text


def change_webhook(
    *,
    actor: Actor,
    at: datetime,
    webhook_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> WebhookEndpoint:
    """Change some of: url, label, kinds. At another address its failures begin anew."""
    wanted = dict(fields)
    if "url" in wanted:
        _check_url(wanted["url"])
    if "kinds" in wanted:
        wanted["kinds"] = sorted(set(wanted["kinds"]))
    with changing(actor=actor, at=at, request_id=request_id) as change:
        webhook = _locked(actor, webhook_id)
        expect_version(webhook, version)
        moved = {"failing_since": None} if wanted.get("url", webhook.url) != webhook.url else {}
        before, after = apply_changes(webhook, {**wanted, **moved})
        if after:
            _record(change, "webhook.changed", webhook, before=_told(before), after=_told(after))
    return webhook


def transition_webhook(
    *, actor: Actor, at: datetime, webhook_id: UUID, to: str, reason: str = "", request_id: str = ""
) -> WebhookEndpoint:
    """Disable or activate it. Whoever activates it is its maker from then on. To where it is: nothing changes."""
    if to == WebhookState.ACTIVE:
        return _activate(actor=actor, at=at, webhook_id=webhook_id, reason=reason, request_id=request_id)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        webhook = _locked(actor, webhook_id)
        _disable(change, webhook, because=DisabledBecause.ASKED, reason=reason)
    return webhook


def end_webhook(*, at: datetime, webhook_id: UUID, because: DisabledBecause) -> None:
    """Disabled by the program itself: the receiver has gone, fails for days, or its maker lost access."""
    with changing(actor=system_actor("webhooks"), at=at) as change:
        webhook = existing(WebhookEndpoint.objects.select_for_update(no_key=True), webhook_id, NOUN)
        _disable(change, webhook, because=because, reason=because.label)


def rotate_secret(
    *,
    actor: Actor,
    at: datetime,
    webhook_id: UUID,
    former_signs_for: timedelta = FORMER_SIGNS_FOR,
    request_id: str = "",
) -> tuple[WebhookEndpoint, str]:
    """Another secret, told this once. The former one signs beside it for a while, so that no message is refused."""
    if not timedelta(0) <= former_signs_for <= LONGEST_OVERLAP:
        raise invalid("overlap_hours", "out_of_range", "The former secret signs for up to 168 more hours.")
    made = _new_secret()
    with changing(actor=actor, at=at, request_id=request_id) as change:
        webhook = _locked(actor, webhook_id)
        former = {"former_salt": webhook.salt, "former_fingerprint": webhook.secret_fingerprint}
        until = {"former_until": at + former_signs_for}
        apply_changes(webhook, {"salt": made.salt, "secret_fingerprint": made.known, **former, **until})
        _record(change, "webhook.secret-rotated", webhook, after=until)
    return webhook, made.text


def signing_secrets(webhook: WebhookEndpoint, *, at: datetime) -> list[str]:
    """The secrets that sign now, the present one first; none when the server's own key was changed since."""
    pairs = [(webhook.salt, webhook.secret_fingerprint)]
    if webhook.former_until is not None and at < webhook.former_until:
        pairs.append((webhook.former_salt, webhook.former_fingerprint))
    masters = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    found = [recovered(salt, known, masters) for salt, known in pairs]
    return [secret for secret in found if secret is not None]


def end_where_access_ended(*, at: datetime) -> int:
    """Disable the webhooks whose maker may no longer read events or keep webhooks; how many those were."""
    active = WebhookEndpoint.objects.filter(state=WebhookState.ACTIVE).select_related("maker", "maker_key")
    ended = [webhook.id for webhook in active if not _maker_may_still(webhook, at)]
    for webhook_id in ended:
        end_webhook(at=at, webhook_id=webhook_id, because=DisabledBecause.ACCESS_ENDED)
    return len(ended)


def _activate(*, actor: Actor, at: datetime, webhook_id: UUID, reason: str, request_id: str) -> WebhookEndpoint:
    _may_read(actor)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        webhook = _locked(actor, webhook_id)
        if webhook.state == WebhookState.DISABLED:
            anew = {"state": WebhookState.ACTIVE.value, "disabled_because": "", "disabled_at": None}
            maker = {"created_by": actor.name, **_made_by(actor)}
            before, after = apply_changes(webhook, {**anew, "active_since": at, "failing_since": None, **maker})
            _record(change, "webhook.activated", webhook, before=before, after=after, reason=reason)
    return webhook


def _disable(change: Change, webhook: WebhookEndpoint, *, because: DisabledBecause, reason: str) -> None:
    """What was not delivered by then fails: whoever activates it later asks for a replay."""
    if webhook.state == WebhookState.DISABLED:
        return
    ended = {"state": WebhookState.DISABLED.value, "disabled_because": because.value, "disabled_at": change.at}
    before, after = apply_changes(webhook, ended)
    pending = WebhookDelivery.objects.filter(endpoint=webhook, state=DeliveryState.PENDING)
    pending.update(state=DeliveryState.FAILED, next_attempt_at=None, last_error=ENDED_BEFORE, updated_at=change.at)
    _record(change, "webhook.disabled", webhook, before=before, after=after, reason=reason)


@dataclass(frozen=True, slots=True)
class _Secret:
    """A fresh secret and what is kept of it."""

    text: str
    salt: str
    known: str


def _new_secret() -> _Secret:
    salt = new_salt()
    text = secret_of(salt, settings.SECRET_KEY)
    return _Secret(text, salt, fingerprint(text))


def _locked(actor: Actor, webhook_id: UUID) -> WebhookEndpoint:
    rows: QuerySet[WebhookEndpoint] = WebhookEndpoint.objects.visible_to(actor).select_for_update(no_key=True)
    return existing(rows, webhook_id, NOUN)


def _check_url(url: str) -> None:
    try:
        check_target(url, settings.WEBHOOK_ALLOWED_NETWORKS)
    except TargetRefused as refusal:
        raise invalid("url", "refused", str(refusal)) from refusal


def _may_read(actor: Actor) -> None:
    """Or a key that may only make webhooks could read through them."""
    if not allows(actor, READ_SCOPE):
        raise Problem("scope-missing", f"A webhook tells what {READ_SCOPE} shows, which is not among your scopes.")


def _maker_may_still(webhook: WebhookEndpoint, at: datetime) -> bool:
    """Who leaves the company does not keep its events. A maker that is no row is the program itself."""
    if webhook.maker is not None:
        return webhook.maker.is_active and _has_scopes(webhook.maker.as_actor())
    key = webhook.maker_key
    if key is None:
        return True
    is_over = key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= at)
    return not is_over and _has_scopes(key.as_actor())


def _has_scopes(actor: Actor) -> bool:
    return allows(actor, READ_SCOPE) and allows(actor, WRITE_SCOPE)


def _made_by(actor: Actor) -> dict[str, Any]:
    return {
        "maker_id": actor.id if actor.kind is ActorKind.USER else None,
        "maker_key_id": actor.id if actor.kind is ActorKind.API_KEY else None,
    }


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What events tell of changed fields: of an address its host."""
    return {("host" if name == "url" else name): _host(value) if name == "url" else value
            for name, value in fields.items()}  # fmt: skip


def _record(change: Change, kind: str, webhook: WebhookEndpoint, **fields: Any) -> None:
    change.record(kind, webhook, customer_id=webhook.customer_id, **fields)
