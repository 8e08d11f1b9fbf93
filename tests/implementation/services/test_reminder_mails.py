"""The mails of reminders: one a person and day, and never one twice."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from implementation.access.actors import Role
from implementation.models import MailState, Reminder, ReminderMail, Task, User
from implementation.services import reminder_sending
from implementation.services.reminder_mails import make_mails
from implementation.services.reminder_sending import LEASE, claim_next, send_due
from implementation.services.reminder_switches import set_switches
from implementation.services.reminder_words import words_of
from implementation.webhooks.back_off import MOST_ATTEMPTS
from tests import factories
from tests.implementation.services.reminding import bodies, noon, run, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    """With a task due today, and so something to be told."""
    person = factories.person(name="Ada Okafor")
    given(person, "Connect the ADT feed")
    return person


def given(person: User, title: str) -> Any:
    return factories.task(factories.golive(), title, assignee=person.email, due_on=factories.today())


def test_a_digest_says_all_of_the_day_in_one_mail(ada: User) -> None:
    golive = given(ada, "Train the\nsuper users").golive
    factories.barrier(golive, task=factories.task(golive, "VPN", assignee=ada.email), opened_on=factories.days_ago(9))
    run(noon())
    [message] = outbox.outbox
    assert (message.to, message.subject) == ([ada.email], "Crossing: 3 things wait for you")
    body = str(message.body)
    assert body.startswith("Good morning Ada Okafor,\n\nDue\n- Connect the ADT feed (")
    assert "- Train the super users (" in body
    assert "\n\nBlocked for long\n- VPN (" in body
    assert ": blocked for 9 days (integration)\n\nAll go-lives: " in body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_what_became_theirs_is_said_where_nothing_else_is_said_of_it() -> None:
    person = factories.person()
    factories.task(factories.golive(), "Sign off", assignee=person.email)
    run(noon())
    assert "\n\nYours now\n- Sign off (" in bodies()[0]


def test_a_person_gets_one_mail_a_day_and_the_rest_tomorrow(ada: User) -> None:
    run(noon())
    given(ada, "Another one")
    run(noon())
    assert len(bodies()) == 1
    run(noon(1))
    assert len(bodies()) == 2
    assert "Another one" in bodies()[1]
    assert "Connect the ADT feed" not in bodies()[1]


def test_nobody_is_mailed_before_the_morning(ada: User) -> None:
    run(noon().replace(hour=6, minute=59))
    assert (bodies(), Reminder.objects.filter(mail=None).count()) == ([], 2)
    run(noon().replace(hour=7, minute=0))
    assert len(bodies()) == 1


def test_what_is_done_by_then_is_not_said(ada: User) -> None:
    run(noon().replace(hour=6))
    factories.tick(Task.objects.get())
    run(noon())
    assert (bodies(), states()) == ([], ["dropped"])


def noted_overnight(person: User) -> Task:
    """A task that is due today, noted before the morning's mail; that it is the person's is no news."""
    task: Task = given(person, "Connect the ADT feed")
    set_switches(actor=person.as_actor(), at=factories.now(), wanted={"yours": False})
    run(noon().replace(hour=6))
    assert Reminder.objects.get().kind == "due"
    return task


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda task: factories.changed(task, assignee="Noor"),
        lambda task: factories.changed(task, due_on=factories.days_ago(-30)),
        lambda task: factories.hold(task.golive, factories.days_ago(1)),
        lambda task: factories.move(task.golive, "cancelled", reason="Budget"),
    ],
    ids=["given to another", "due later", "held", "cancelled"],
)
def test_what_changed_overnight_is_not_said_as_it_was(meanwhile: Callable[[Task], Any]) -> None:
    task = noted_overnight(factories.person(name="Ada Okafor"))
    meanwhile(task)
    run(noon())
    assert (bodies(), states()) == ([], ["dropped"])


def test_what_a_contact_is_shown_no_longer_is_not_mailed_either() -> None:
    customer = factories.customer()
    contact = factories.person(Role.CONTACT, customer=customer)
    golive = factories.golive(at=customer)
    task = factories.task(golive, owner_side="customer", assignee=contact.email, due_on=factories.today())
    run(noon().replace(hour=6))
    factories.changed(task, customer_visible=False)
    run(noon())
    assert (bodies(), states()) == ([], ["dropped"])


def test_a_barrier_is_said_to_whoever_it_is_of_by_then() -> None:
    ada, noor = factories.person(), factories.person()
    task = factories.task(factories.golive(), "VPN", assignee=ada.email)
    factories.barrier(task.golive, task=task, opened_on=factories.days_ago(9))
    run(noon().replace(hour=6))
    factories.changed(task, assignee=noor.email)
    run(noon())
    assert [message.to for message in outbox.outbox] == [[noor.email]]


def test_who_leads_hears_whose_the_due_task_is() -> None:
    ada, gone = factories.person(), factories.person(name="Noor Haddad")
    golive = factories.golive(owner=ada.email)
    factories.task(golive, "VPN", due_on=factories.today())
    factories.task(golive, "UAT", assignee=gone.email, due_on=factories.today())
    User.objects.filter(id=gone.id).update(is_active=False)
    run(noon())
    assert "- VPN (Scribe at Birch): due today, given to nobody yet" in bodies()[0].replace(
        str(golive), "Scribe at Birch"
    )
    assert f": due today, given to {gone.email}" in bodies()[0]


def test_each_has_a_mail_of_the_own(ada: User) -> None:
    noor = factories.person()
    given(noor, "Sign off")
    run(noon())
    assert sorted(message.to[0] for message in outbox.outbox) == sorted([ada.email, noor.email])


class Refusing(EmailBackend):
    """A mail server that does as the test says; it keeps what it accepts."""

    error: Exception | None = None
    accepts_first = False

    def send_messages(self, messages: Any) -> int:
        if Refusing.error is None or Refusing.accepts_first:
            super().send_messages(messages)
        if Refusing.error is not None:
            raise Refusing.error
        return len(messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Refusing]:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(reminder_sending, "get_connection", Refusing)
    monkeypatch.setattr(Refusing, "error", None)
    monkeypatch.setattr(Refusing, "accepts_first", False)
    return Refusing


def test_a_refused_mail_is_tried_again_and_takes_in_what_came_meanwhile(ada: User, server: type[Refusing]) -> None:
    server.error = SMTPDataError(451, b"Try later")
    run(noon())
    mail = ReminderMail.objects.get()
    assert (mail.state, mail.attempts, mail.next_attempt_at) == ("pending", 1, noon() + timedelta(seconds=5))
    assert "451" in mail.last_error
    given(ada, "Another one")
    server.error = None
    run(noon() + timedelta(seconds=4))
    assert bodies() == []
    run(noon() + timedelta(seconds=5))
    assert len(bodies()) == 1
    assert "Another one" in bodies()[0]
    assert states() == ["sent"]


def test_a_server_that_refuses_for_days_is_given_up(ada: User, server: type[Refusing]) -> None:
    server.error = SMTPDataError(550, b"No")
    at = noon()
    for _ in range(MOST_ATTEMPTS):
        run(at)
        at = max(at, ReminderMail.objects.latest("id").next_attempt_at)
    assert states()[0] == "failed"


def test_an_unreachable_server_is_tried_again(ada: User, server: type[Refusing], monkeypatch: Any) -> None:
    def unreachable(self: Any) -> bool:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(server, "open", unreachable)
    run(noon())
    assert states() == ["pending"]


@pytest.mark.parametrize("accepted", [True, False])
def test_a_server_that_falls_silent_in_the_middle_is_not_sent_the_mail_again(
    accepted: bool, ada: User, server: type[Refusing]
) -> None:
    server.error, server.accepts_first = SMTPServerDisconnected("gone"), accepted
    run(noon())
    server.error = None
    run(noon() + timedelta(hours=1))
    assert (len(bodies()), states()) == (int(accepted), ["unsure"])


def test_after_a_crash_between_sending_and_storing_nobody_gets_the_mail_twice(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any, **__: Any) -> bool:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(reminder_sending, "record", crash)
        with pytest.raises(SystemExit):
            run(noon())
    assert (len(bodies()), states()) == (1, ["sending"])
    for later in (noon() + timedelta(minutes=1), noon() + LEASE, noon() + timedelta(hours=5)):
        run(later)
    assert (len(bodies()), states()) == (1, ["unsure"])


def test_after_a_crash_before_making_mails_nothing_is_lost(ada: User) -> None:
    run(noon().replace(hour=6))
    make_mails(at=noon())
    assert states() == ["pending"]
    run(noon())
    assert len(bodies()) == 1


def test_a_mail_is_claimed_by_one(ada: User) -> None:
    run(noon().replace(hour=6))
    make_mails(at=noon())
    assert claim_next(at=noon()) is not None
    assert claim_next(at=noon()) is None


def test_a_late_worker_still_tells_that_it_was_sent(ada: User) -> None:
    run(noon().replace(hour=6))
    make_mails(at=noon())
    mail = claim_next(at=noon())
    assert mail is not None
    send_due(clock=lambda: noon() + LEASE, jitter=lambda: 0.0)
    assert states() == ["unsure"]
    sent = reminder_sending.Outcome(MailState.SENT)
    assert reminder_sending.record(mail, sent, at=noon() + LEASE, jitter=0.0)
    assert states() == ["sent"]


def test_a_fault_in_one_mail_does_not_stop_the_others(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    noor = factories.person()
    given(noor, "Sign off")
    told = words_of

    def faulty(mail: ReminderMail, **day: Any) -> Any:
        if mail.user_id == ada.id:
            raise ValueError("a fault of ours")
        return told(mail, **day)

    monkeypatch.setattr(reminder_sending, "words_of", faulty)
    run(noon())
    assert [message.to for message in outbox.outbox] == [[noor.email]]
    assert sorted(states()) == ["pending", "sent"]


def test_whoever_has_left_is_mailed_nothing(ada: User) -> None:
    run(noon().replace(hour=6))
    User.objects.filter(id=ada.id).update(is_active=False)
    run(noon())
    assert bodies() == []
