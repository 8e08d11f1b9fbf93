"""`visible_to`: what each kind of actor may know of. What is not named is refused."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from implementation.access.actors import Actor, ActorKind, Role
from implementation.access.audience import AUDITED
from implementation.models import (
    ApiKey,
    Approval,
    Barrier,
    Comment,
    Customer,
    Event,
    Evidence,
    GoLive,
    Hold,
    ImportRun,
    Playbook,
    PlaybookVersion,
    Product,
    ShareLink,
    Site,
    StatusNote,
    TargetChange,
    Task,
    TaskDependency,
    TimeEntry,
)  # fmt: skip
from implementation.models.base import VisibleQuerySet
from implementation.services import evidence
from tests import factories as make

pytestmark = pytest.mark.django_db

NOUNS = (
    ApiKey, Approval, Barrier, Comment, Customer, Event, Evidence, GoLive, Hold, Playbook, PlaybookVersion, Product,
    ShareLink, Site, StatusNote, TargetChange, Task, TaskDependency, TimeEntry,
)  # fmt: skip
# Belonging to no single customer: everybody inside sees all of them, and customers the products alone.
SHARED = {Product, Playbook, PlaybookVersion}
# Of these, customers see nothing at all.
INTERNAL = {ApiKey, Playbook, PlaybookVersion, ShareLink, TaskDependency, TimeEntry}


def world() -> GoLive:
    """A go-live with one row of each noun that the customer may be shown, and one that it may not."""
    golive = make.golive(at=make.customer(), target_on=make.today(), playbook=None)
    golive.site = make.site(golive.customer)
    golive.save()
    shown = make.task(golive, customer_visible=True)
    make.task(golive, after=[shown], customer_visible=False)
    make.barrier(golive, customer_note="We wait for the VPN.")
    make.barrier(golive, note="Internal only.")
    make.comment(golive, task_id=shown.id, audience="customer")
    make.comment(golive)
    make.approval(golive)
    make.approval(golive, side="vendor")
    make.status_note(golive)
    make.status_note(golive, publish=False)
    make.hold(golive, make.days_ago(3))
    make.target_moved(golive, make.days_ago(-9))
    make.hours(golive, 1)
    make.share_link(golive)
    make.key(customer=golive.customer)
    evidence.add_evidence(actor=make.LEAD, at=make.now(), task_id=shown.id, fields={"title": "Proof", "note": "filed"})
    return golive


@pytest.fixture
def two() -> tuple[GoLive, GoLive]:
    make.starter()
    return world(), world()


def visible(model: type[models.Model], actor: Actor) -> set[Any]:
    manager: Any = model._default_manager
    return set(manager.visible_to(actor).values_list("pk", flat=True))


def everything(model: type[models.Model]) -> set[Any]:
    return set(model._default_manager.values_list("pk", flat=True))


def bound(golive: GoLive, **how: Any) -> Actor:
    """A key bound to the go-live's customer, or who else `how` says."""
    known = {"kind": ActorKind.API_KEY, "name": "Ada", "role": Role.MEMBER, "customer_id": golive.customer_id}
    return Actor(**{**known, **how})


def contact(golive: GoLive) -> Actor:
    return bound(golive, kind=ActorKind.USER, role=Role.CONTACT)


def link(golive: GoLive) -> Actor:
    return make.share_link(golive)[0].as_actor()


@pytest.mark.parametrize("role", [Role.LEAD, Role.MEMBER, Role.OBSERVER])
def test_staff_see_every_row(two: tuple[GoLive, GoLive], role: Role) -> None:
    staff = Actor(kind=ActorKind.USER, name="Ada", role=role)
    for model in NOUNS:
        assert visible(model, staff) == everything(model) - told_to_leads(model, role) != set(), model


def told_to_leads(model: type[models.Model], role: Role) -> set[Any]:
    """Events about keys, people and sign-ins, which others than leads are not told of."""
    if model is not Event or role is Role.LEAD:
        return set()
    audited = set(Event.objects.filter(subject__in=AUDITED).values_list("pk", flat=True))
    assert audited
    return audited


def test_a_bound_key_sees_its_customers_rows_and_no_other(two: tuple[GoLive, GoLive]) -> None:
    for model in set(NOUNS) - SHARED:
        mine, theirs = (visible(model, bound(golive)) for golive in two)
        assert mine, model
        assert mine.isdisjoint(theirs), model


def test_customers_see_what_is_shown_of_their_own(two: tuple[GoLive, GoLive]) -> None:
    shared = link(two[0])
    for model in set(NOUNS) - INTERNAL - SHARED:
        shown = visible(model, contact(two[0]))
        assert set() != shown <= visible(model, bound(two[0])), model
        assert set() != visible(model, shared) <= shown, model


def test_what_is_internal_is_kept_from_customers(two: tuple[GoLive, GoLive]) -> None:
    for customer in (contact(two[0]), link(two[0])):
        for model in (Task, Approval, Barrier, Comment, StatusNote, Event):
            assert visible(model, customer) < visible(model, bound(two[0])), model


def test_customers_see_nothing_of_what_is_for_staff(two: tuple[GoLive, GoLive]) -> None:
    for customer in (contact(two[0]), link(two[0])):
        for model in INTERNAL:
            assert visible(model, customer) == set(), model


def test_a_share_link_shows_its_golive_and_no_other_of_the_customer() -> None:
    customer = make.customer()
    shown, other = make.golive(at=customer), make.golive(at=customer)
    assert visible(GoLive, link(shown)) == {shown.id}
    assert visible(Customer, link(shown)) == {customer.id}
    assert other.id not in visible(GoLive, link(shown))


def test_a_contact_of_nobody_sees_nothing() -> None:
    make.golive()
    assert visible(GoLive, Actor(kind=ActorKind.USER, name="Con", role=Role.CONTACT)) == set()


def test_imports_are_for_those_who_are_bound_to_no_customer() -> None:
    run = ImportRun.objects.create(filename="x.zip")
    golive = make.golive()
    assert visible(ImportRun, make.MEMBER) == {run.id}
    assert visible(ImportRun, bound(golive)) == visible(ImportRun, link(golive)) == set()


def test_whatever_has_a_customer_is_read_through_visible_to() -> None:
    """What is exempt is nobody's to read, or is reached through other rows; people are managed by leads alone."""
    exempt = {
        "Follower", "ImportedRows", "Mail", "ParkedGoLive", "PlaybookTask", "Reminder", "ReminderMail",
        "ReminderSwitches", "StoredResponse", "User",
    }  # fmt: skip
    plain = {
        model.__name__
        for model in apps.get_app_config("implementation").get_models()
        if not isinstance(model._default_manager.all(), VisibleQuerySet)
    }
    assert plain <= exempt
