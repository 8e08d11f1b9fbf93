"""Two customers with one row of each noun, and what both share. The words of the second are in no answer to the first.

A noun of `tests/implementation/api/nouns.py` is there by its entry; the others are made here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model

from implementation.access.actors import Role
from implementation.models import ApiKey, Customer, GoLive, ImportRun, PlaybookVersion, WebhookDelivery
from implementation.services.calendar_feeds import create_calendar_feed
from implementation.services.exports.runs import request_export
from implementation.services.followers import number_events
from implementation.services.reporting_day import reporting_day
from implementation.services.share_links import create_share_link
from implementation.services.webhooks import create_webhook
from tests import factories as make
from tests.implementation.api.nouns import NOUNS
from tracking.models import CohortConfig
from tracking.services.measure import measure
from tracking.services.store import store

Maker = Callable[[GoLive], Any]
# Nobody's in particular: whoever is bound to no customer has them, or everybody.
UNBOUND, EVERYBODY = "unbound", "everybody"
# What makes a row one that the customer is shown.
SHOWN: dict[str, dict[str, Any]] = {
    "tasks": {"customer_visible": True},
    "barriers": {"customer_note": "We wait."},
    "comments": {"audience": "customer"},
    "status-notes": {"published_at": datetime(2026, 1, 5, tzinfo=UTC), "published_by": "Ada"},
}


@dataclass
class Side:
    """One customer and its rows, by the basename of their routes; `word` is in every text of theirs."""

    word: str
    golive: GoLive
    share_token: str = ""
    calendar_token: str = ""
    invitation_token: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    @property
    def customer(self) -> Customer:
        return self.golive.customer

    def ids(self) -> set[str]:
        return {str(row.pk) for row in self.rows.values() if isinstance(row.pk, UUID)} | {str(self.customer.pk)}


@dataclass
class World:
    own: Side
    foreign: Side
    shared: dict[str, Any]

    def id_of(self, basename: str, side: Side | None) -> Any:
        """The id that a route of this noun takes; without a side one that nobody has."""
        if basename in self.shared:
            return self.shared[basename].pk
        return side.rows[basename].pk if side else uuid4()


def _export(golive: GoLive) -> Model:
    return request_export(actor=make.LEAD, at=make.now(), customer_id=golive.customer_id)


def _key(golive: GoLive) -> Model:
    return ApiKey.objects.get(prefix=make.key("read", customer=golive.customer).split("_")[1])


def _webhook(golive: GoLive) -> Any:
    url = "https://hooks.example.com/x"
    return create_webhook(actor=make.LEAD, at=make.now(), url=url, customer_id=golive.customer_id)[0]


def _delivery(golive: GoLive) -> Model:
    return WebhookDelivery.objects.create(endpoint=_webhook(golive), kind="webhook.test", next_attempt_at=make.now())


def _golive(golive: GoLive) -> Model:
    return golive


def _contact(golive: GoLive) -> Model:
    return make.person(Role.CONTACT, customer=golive.customer)


FURTHER: dict[str, Maker] = {
    "users": _contact,
    "go-lives": _golive,
    "go-live-reads": _golive,
    "go-live-health": _golive,
    "go-live-plans": _golive,
    "go-live-drafts": _golive,
    "measures": _golive,
    "exports": _export,
    "api-keys": _key,
    "webhooks": _webhook,
    "webhook-deliveries": _delivery,
}
MAKERS: dict[str, Maker] = {**{noun.path: noun.make for noun in NOUNS if not noun.shared}, **FURTHER}
# Fields that are free text, where a noun has them.
TEXTS = {"title", "note", "label", "sponsor", "reason", "text"}
# Rows that are nobody's in particular, and who has them.
SHARED = {
    "products": EVERYBODY,
    "playbooks": EVERYBODY,
    "playbook-publishing": EVERYBODY,
    "playbook-versions": EVERYBODY,
    "imports": UNBOUND,
    "cohorts": UNBOUND,
}
# Nouns whose routes name no row.
WITHOUT_ROWS = {"activity", "events", "forecasts", "trends", "audit", "me"}


def build() -> World:
    version = make.starter()
    product = make.product()
    own, foreign = _side("ANTELOPE", product), _side("ZEBRA", product)
    store(measure([own.golive.id, foreign.golive.id], as_of=reporting_day(make.now()), at=make.now()))
    number_events()
    return World(own, foreign, _shared(product, version))


def _side(word: str, product: Any) -> Side:
    customer = make.customer(f"{word} clinic", segment=word)
    golive = make.golive(at=customer, of=product, owner=f"{word} owner", ref=f"{word}-golive", target_on=make.today())
    side = Side(word, golive)
    for basename, maker in MAKERS.items():
        row = maker(golive)
        seen_before = row in side.rows.values()  # the go-live stands for what is read of it
        side.rows[basename] = row
        changes: dict[str, Any] = SHOWN.get(basename, {})
        names = {one.name for one in row._meta.concrete_fields}
        if "ref" in names and not seen_before:
            side.refs[basename] = f"{word}-{basename}"
            changes = {**changes, "ref": side.refs[basename]}
        words = {
            name: f"{word} {name}" for name in ("title", "note", "label", "sponsor", "reason", "text") if name in names
        }
        if changes or words:
            type(row)._default_manager.filter(pk=row.pk).update(**{**words, **changes})
    _, side.share_token = create_share_link(actor=make.LEAD, at=make.now(), golive_id=golive.id, label=word)
    _, side.calendar_token = create_calendar_feed(actor=make.LEAD, at=make.now(), golive_id=golive.id, label=word)
    _, side.invitation_token = make.invitation(customer)
    _make_evidence_shown(side)
    return side


def _make_evidence_shown(side: Side) -> None:
    task = side.rows["evidence"].task
    type(task).objects.filter(pk=task.pk).update(customer_visible=True, title=f"{side.word} task")


def _shared(product: Any, version: PlaybookVersion) -> dict[str, Any]:
    return {
        "products": product,
        "playbooks": version.playbook,
        "playbook-publishing": version.playbook,
        "playbook-versions": version,
        "imports": ImportRun.objects.create(filename="x.zip"),
        "cohorts": CohortConfig.objects.create(by="product,stage"),
    }
