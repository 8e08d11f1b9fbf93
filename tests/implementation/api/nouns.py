"""The nouns of the API as data: how a row comes to be, what creates one through HTTP, and what is wrong with a body.

The tests of `test_every_noun.py` run over this table, so a new noun gets all of them by one entry.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model

from implementation.models import GoLive
from implementation.services.calendar_feeds import create_calendar_feed
from implementation.services.evidence import add_evidence
from tests import factories

Body = dict[str, Any]
HARMLESS = "ref"


@dataclass(frozen=True)
class Noun:
    """`make` makes a row under a go-live, `body` is the body that creates one, `changes` one that changes it."""

    path: str
    make: Callable[[GoLive], Model]
    body: Callable[[GoLive], Body]
    wrong: Body
    scope: str = ""
    changes: Body = field(default_factory=dict)
    shared: bool = False
    queries: int = 2

    def __str__(self) -> str:
        return self.path

    @property
    def read_scope(self) -> str:
        return f"{self.scope or self.path}:read"


def _evidence(golive: GoLive) -> Model:
    task = factories.task(golive)
    return add_evidence(
        actor=factories.LEAD, at=factories.now(), task_id=task.id, fields={"title": "Mail", "note": "They agreed."}
    )


def _a_feed(golive: GoLive) -> Model:
    return create_calendar_feed(actor=factories.LEAD, at=factories.now(), golive_id=golive.id)[0]


def _days_on(days: int) -> str:
    return (factories.today() + timedelta(days=days)).isoformat()


def _a_hold(golive: GoLive) -> Model:
    """Holds do not overlap: each ends before the one made before it started."""
    taken = golive.holds.count() * 2
    return factories.hold(golive, factories.days_ago(20 + taken), factories.days_ago(20 + taken))


def _a_move(golive: GoLive) -> Model:
    return factories.target_moved(golive, factories.today() + timedelta(days=100 + golive.target_changes.count()))


NOUNS = (
    Noun(
        "products",
        make=lambda golive: factories.product(),
        body=lambda golive: {"name": "Scribe"},
        wrong={"name": ""},
        changes={"product_type": "imaging"},
        shared=True,
    ),
    Noun(
        "customers",
        make=lambda golive: golive.customer,
        body=lambda golive: {"name": "St. Nowhere"},
        wrong={"country": "Nowhere"},
        changes={"segment": "clinic"},
    ),
    Noun(
        "sites",
        make=lambda golive: factories.site(golive.customer),
        body=lambda golive: {"customer": str(golive.customer_id), "name": "North wing"},
        wrong={"sponsor_contacted_on": "yesterday"},
        changes={"sponsor": "Dr. No"},
    ),
    Noun(
        "go-lives",
        make=lambda golive: factories.golive(at=golive.customer, of=golive.product),
        body=lambda golive: {"customer": str(golive.customer_id), "product": str(golive.product_id)},
        wrong={"seats": -1},
        changes={"owner": "Ada"},
    ),
    Noun(
        "target-changes",
        make=_a_move,
        body=lambda golive: {
            "go_live": str(golive.id),
            "new_target_on": _days_on(50),
            "reason": "No test system",
            "barrier": "integration",
        },
        wrong={"new_target_on": "2026-13-01"},
    ),
    Noun(
        "holds",
        make=_a_hold,
        body=lambda golive: {
            "go_live": str(golive.id),
            "starts_on": _days_on(-3),
            "reason": "Budget",
            "side": "customer",
        },
        wrong={"side": "somebody"},
        changes={"reason": "Budget round"},
    ),
    Noun(
        "tasks",
        make=lambda golive: factories.task(golive, after=[factories.task(golive)]),
        body=lambda golive: {"go_live": str(golive.id), "title": "Connect", "category": "integration"},
        wrong={"title": 5},
        changes={"assignee": "ada@example.test"},
    ),
    Noun(
        "barriers",
        make=factories.barrier,
        body=lambda golive: {"go_live": str(golive.id), "kind": "trust", "note": "Doubts"},
        wrong={"kind": "weather"},
        changes={"customer_note": "We listen."},
    ),
    Noun(
        "time-entries",
        make=lambda golive: factories.hours(golive, 1.5),
        body=lambda golive: {
            "go_live": str(golive.id),
            "worked_on": _days_on(-1),
            "minutes": 90,
            "person": "ada@example.test",
        },
        wrong={"minutes": 1441},
    ),
    Noun(
        "evidence",
        make=_evidence,
        body=lambda golive: {"task": str(factories.task(golive).id), "title": "Minutes", "note": "Page 3"},
        wrong={"link": "not a link"},
        scope="tasks",
    ),
    Noun(
        "approvals",
        make=factories.approval,
        body=lambda golive: {"go_live": str(golive.id), "subject": "Privacy", "asked": "Dr. Lind"},
        wrong={"side": "nobody"},
    ),
    Noun(
        "comments",
        make=factories.comment,
        body=lambda golive: {"go_live": str(golive.id), "text": "They are away until Monday."},
        wrong={"audience": "everybody"},
    ),
    Noun(
        "status-notes",
        make=lambda golive: factories.status_note(golive, publish=False),
        body=lambda golive: {"go_live": str(golive.id), "light": "green", "text": "On course.", "publish": False},
        wrong={"light": "blue"},
        changes={"light": "amber"},
    ),
    Noun(
        "share-links",
        make=lambda golive: factories.share_link(golive)[0],
        body=lambda golive: {"go_live": str(golive.id), "label": "For the board"},
        wrong={"expires_at": "soon"},
    ),
    Noun(
        "calendar-feeds",
        make=_a_feed,
        body=lambda golive: {"go_live": str(golive.id), "label": "For the wall"},
        wrong={"for_customer": "yes"},
    ),
    Noun(
        "invitations",
        make=lambda golive: factories.invitation(golive.customer)[0],
        body=lambda golive: {"customer": str(golive.customer_id), "email": "con@hospital.example", "name": "Con"},
        wrong={"email": "nobody"},
    ),
)
CHANGEABLE = tuple(noun for noun in NOUNS if noun.changes)
# Those that one body may make many of, and those that tools know by their own id.
WITH_BULK = tuple(noun for noun in NOUNS if noun.path not in {"share-links", "calendar-feeds", "invitations"})
WITH_REF = tuple(noun for noun in WITH_BULK if noun.path not in {"evidence", "approvals", "comments", "status-notes"})
