"""What is a person's own: the work in hand, and the reminders."""

from collections import Counter
from datetime import date

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.serializers.me import MyRemindersAnswer, MyWorkAnswer, ReminderSwitching
from implementation.api.serializers.me import MyTask as MyTaskAnswer
from implementation.http.page_tables import TableToo
from implementation.http.parameters import number, text
from implementation.http.problems import Problem, invalid
from implementation.http.views import Row
from implementation.planning.urgency import URGENCIES
from implementation.reads.my_work import MyTask, my_work
from implementation.reads.reminders import my_reminders
from implementation.services.reminder_switches import own_id, set_switches
from implementation.services.reporting_day import reporting_day

MOST_TASKS = 500
_SHOWN = 100
_ASKED = {
    "person": text("", "Of this person, by name or e-mail address: needed of a key; yourself in a session."),
    "limit": number("", f"Tasks shown, {_SHOWN} unless said.", at_least=1, at_most=MOST_TASKS),
}


class MeView(TableToo):
    """A person's own work."""

    noun = "work"
    scopes = dict.fromkeys(("work", "reminders", "switch_reminders"), "tasks:read")
    for_customers = frozenset(scopes)
    for_persons = frozenset({"reminders", "switch_reminders"})
    answers = MyWorkAnswer
    other_answers = dict.fromkeys(("reminders", "switch_reminders"), MyRemindersAnswer)
    requests = {"switch_reminders": ReminderSwitching}
    parameters = {"work": _ASKED}
    table_actions = frozenset({"work"})
    table_parts = {"work": ("tasks", MyTaskAnswer)}

    @action(detail=False, methods=["get"])
    def work(self, request: Request) -> Response:
        """Read the work in hand.

        A person's open tasks across go-lives, the most urgent first: overdue, due within a week, blocked, new to the
        person, later. A task is a person's whose assignee is their name or e-mail address.
        """
        today = reporting_day(timezone.now())
        person = self._person()
        found = my_work(person, actor=self.actor, today=today)
        limit = self.asked.get("limit", _SHOWN)
        counts = Counter(task.urgency for task in found)
        return Response(
            {
                "person": person,
                "as_of": today,
                "counts": {word: counts[word] for word in URGENCIES},
                "tasks": [_told(task, today) for task in found[:limit]],
                "left_out": max(0, len(found) - limit),
            }
        )

    @action(detail=False, methods=["get"])
    def reminders(self, request: Request) -> Response:
        """Read one's own reminders.

        Which kinds you want, and the latest of them with the mail that told you. For people in a session.
        """
        return Response(my_reminders(own_id(self.actor)))

    @reminders.mapping.patch
    def switch_reminders(self, request: Request) -> Response:
        """Switch kinds of reminders on or off.

        What is not sent stays. What is switched off is not noted meanwhile.
        """
        set_switches(wanted=self.parse(), **self.by)
        return Response(my_reminders(own_id(self.actor)))

    def _person(self) -> str:
        """Customers ask for themselves; staff and keys for whom they want."""
        asked: str = self.asked.get("person", "")
        if asked and not self.actor.sees_internal:
            raise Problem("forbidden", "Ask for your own work: leave `person` out.")
        if person := asked or self.actor.email:
            return person
        raise invalid("?person", "required", "A key has no tasks of its own: name the person.")


def _told(task: MyTask, today: date) -> Row:
    row = dict(task.row)
    product, customer = row.pop("golive__product__name"), row.pop("golive__customer__name")
    del row["given_at"]
    golive_id = row.pop("golive_id")
    late = (today - row["due_on"]).days if row["due_on"] else 0
    return {
        **row,
        "go_live": golive_id,
        "go_live_title": f"{product} at {customer}",
        "urgency": task.urgency,
        "days_overdue": max(0, late),
        "since": task.since,
    }
