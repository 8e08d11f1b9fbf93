"""Time entries: logged, corrected by a new entry that replaces the old, or voided; never changed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.access.actors import ActorKind
from implementation.api.filters import OF_GOLIVE, REF
from implementation.api.serializers.time_entries import (
    Correction,
    TimeEntryAnswer,
    TimeEntryFacts,
    TimeEntryTransition,
    TimeWeekAnswer,
)
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import ByRefAction
from implementation.http.compiled import CompiledReads
from implementation.http.parameters import choice, choices, day, flag, identifier, text, week
from implementation.http.problems import invalid
from implementation.http.views import Row
from implementation.models import TimeEntry
from implementation.models.time_entries import Activity
from implementation.reads.time_weeks import time_week
from implementation.services.time_entries import correct_time, log_time, void_time
from implementation.services.values import expect_version

_CURRENT = {"true": (True,), "false": (False,), "any": (True, False)}


class TimeEntryView(CompiledReads, ByRefAction, BulkAction):
    """Minutes of help on a day by a person. A list shows current entries unless `current` says otherwise."""

    noun, model, revision = "time entry", TimeEntry, "golive__revision"
    scopes = {
        "list": "time-entries:read",
        "retrieve": "time-entries:read",
        "read_by_ref": "time-entries:read",
        "week": "time-entries:read",
        "create": "time-entries:write",
        "put_by_ref": "time-entries:write",
        "bulk": "time-entries:write",
        "correct": "time-entries:write",
        "transition": "time-entries:write",
    }
    answers = TimeEntryAnswer
    requests = {"create": TimeEntryFacts, "correct": Correction, "transition": TimeEntryTransition}
    other_answers = {"week": TimeWeekAnswer}
    statuses = {"create": 201, "correct": 201}
    filters = {
        **OF_GOLIVE,
        "task": identifier("task_id", "Entries of this task."),
        "person": text("person", "Entries of exactly this person."),
        "activity": choices("activity__in", Activity.values, "Entries of these activities."),
        "with_customer": flag("with_customer", "Only hand-holding, or only the rest."),
        "worked_from": day("worked_on__gte", "Entries from this day on."),
        "worked_to": day("worked_on__lte", "Entries up to this day."),
        **REF,
    }
    parameters = {
        "list": {"current": choice("", _CURRENT, "`true` unless said; `false`: replaced or voided ones; `any`: all.")},
        "week": {
            "person": text("", "Whose week: a name or an e-mail address; of a session, its own unless said."),
            "week": week("", "The week by ISO 8601, such as 2026-W14; the present one unless said."),
        },
    }

    @action(detail=False, methods=["get"])
    def week(self, request: Request) -> Response:
        """Read a person's week.

        Minutes by day and go-live, with and without the customer, and the working days that have none.
        """
        person = self.asked.get("person") or (self.actor.email if self.actor.kind is ActorKind.USER else "")
        if not person:
            raise invalid("?person", "required", "Say whose week it is.")
        today = timezone.localdate()
        monday = self.asked.get("week") or today - timedelta(days=today.weekday())
        return Response(time_week(person, monday=monday, actor=self.actor, today=today))

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().narrowed(rows).filter(current__in=_CURRENT[self.asked.get("current", "true")])

    def make(self, fields: dict[str, Any]) -> TimeEntry:
        golive = fields.pop("go_live")
        return log_time(golive_id=golive.id, fields=_with_task_id(fields), **self.by)

    def change_body(self) -> type[Correction]:
        return Correction

    def with_refs(self) -> QuerySet[Any]:
        return self.visible().filter(current=True)

    def settle(self, row_id: UUID, fields: Row, version: int | None) -> UUID:
        """A correction: a new entry that takes over the ref, unless nothing differs."""
        expect_version(self.with_refs().get(pk=row_id), version)
        del fields["ref"]
        return correct_time(entry_id=row_id, fields=_with_task_id(fields), **self.by).id

    @action(detail=True, methods=["post"], url_path="corrections")
    def correct(self, request: Request, id: UUID) -> Response:
        """Correct a time entry.

        The answer is a new entry that replaces the old one and takes over its ref; the old one is kept.
        """
        self.expect(id)
        fields = self.parse()
        reason = fields.pop("reason", "")
        entry = correct_time(entry_id=id, fields=_with_task_id(fields), reason=reason, **self.by)
        return self.answer_created(entry.id)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Void a time entry.

        It leaves every sum; it is kept, with the reason.
        """
        self.expect(id)
        void_time(entry_id=id, reason=self.parse()["reason"], **self.by)
        return self.answer(id)


def _with_task_id(fields: dict[str, Any]) -> dict[str, Any]:
    if "task" not in fields:
        return fields
    task = fields.pop("task")
    return {**fields, "task_id": task and task.id}
