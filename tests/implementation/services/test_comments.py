"""Comments: whose words they are, who reads them, and how they are taken back."""

from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Comment, Event, GoLive
from implementation.services import comments, users
from tests import factories as make

pytestmark = pytest.mark.django_db


def contact(golive: GoLive) -> Actor:
    return make.person(Role.CONTACT, customer=golive.customer, name="Con Tact").as_actor()


def edit(comment: Comment, text: str, actor: Actor, **how: Any) -> Comment:
    return comments.edit_comment(actor=actor, at=make.now(), comment_id=comment.id, text=text, **how)


def withdraw(comment: Comment, actor: Actor, **how: Any) -> Comment:
    return comments.withdraw_comment(actor=actor, at=make.now(), comment_id=comment.id, **how)


def read_by(actor: Actor) -> set[str]:
    return set(Comment.objects.visible_to(actor).values_list("text", flat=True))


def test_the_authors_name_is_kept_as_it_was() -> None:
    ada = make.person(name="Ada")
    comment = make.comment(make.golive(), actor=ada.as_actor())
    users.change_user(actor=make.LEAD, at=make.now(), user_id=ada.id, fields={"name": "Ada King"})
    assert Comment.objects.get(id=comment.id).author == "Ada"


def test_what_staff_say_is_for_staff_unless_said() -> None:
    golive = make.golive()
    make.comment(golive, "They are slow.")
    make.comment(golive, "We wait for the VPN.", audience="customer")
    assert read_by(contact(golive)) == {"We wait for the VPN."}
    audiences = Event.objects.filter(kind="comment.written").order_by("id").values_list("audience", flat=True)
    assert list(audiences) == ["internal", "customer"]


def test_what_the_customers_people_say_is_for_both_sides() -> None:
    golive = make.golive()
    assert make.comment(golive, actor=contact(golive)).audience == "customer"
    with pytest.raises(Problem, match="both sides"):
        make.comment(golive, actor=contact(golive), audience="internal")


def test_under_a_task_that_the_customer_does_not_see_nothing_is_said_to_them() -> None:
    golive = make.golive()
    hidden, shown = make.task(golive), make.task(golive, customer_visible=True)
    with pytest.raises(Problem, match="does not see this task"):
        make.comment(golive, task_id=hidden.id, audience="customer")
    make.comment(golive, "Shown", task_id=shown.id, audience="customer")
    with pytest.raises(Problem, match="no task"):
        make.comment(golive, actor=contact(golive), task_id=hidden.id)
    assert read_by(contact(golive)) == {"Shown"}


def test_a_task_of_another_golive_is_refused() -> None:
    with pytest.raises(Problem, match="no task of this go-live"):
        make.comment(make.golive(), task_id=make.task(make.golive()).id)


def test_only_its_author_edits_it_and_the_version_and_the_log_tell() -> None:
    ada, bob = make.person().as_actor(), make.person(Role.LEAD).as_actor()
    comment = make.comment(make.golive(), "frist", actor=ada)
    with pytest.raises(Problem, match="Only its author"):
        edit(comment, "other words", bob)
    edited = edit(comment, "first", ada, version=1)
    assert (edited.text, edited.version, edited.edited_at is None) == ("first", 2, False)
    event = Event.objects.get(kind="comment.edited")
    assert (event.before["text"], event.after["text"]) == ("frist", "first")
    assert edit(comment, "first", ada).version == 2


def test_an_edit_of_another_version_is_stale() -> None:
    ada = make.person().as_actor()
    comment = make.comment(make.golive(), actor=ada)
    edit(comment, "new", ada)
    with pytest.raises(Problem) as stale:
        edit(comment, "newer", ada, version=1)
    assert stale.value.slug == "stale"


def test_withdrawn_it_is_kept_and_the_customer_sees_it_no_more() -> None:
    golive = make.golive()
    ada = make.person().as_actor()
    comment = make.comment(golive, "Oh no", actor=ada, audience="customer")
    with pytest.raises(Problem, match="Only its author"):
        withdraw(comment, make.MEMBER)
    withdraw(comment, ada, reason="wrong hospital")
    assert read_by(contact(golive)) == set()
    assert read_by(make.LEAD) == {"Oh no"}
    with pytest.raises(Problem, match="was withdrawn"):
        withdraw(comment, ada)
    with pytest.raises(Problem, match="was withdrawn"):
        edit(comment, "x", ada)


def test_a_lead_withdraws_anothers() -> None:
    comment = make.comment(make.golive(), actor=make.person().as_actor())
    assert withdraw(comment, make.LEAD).withdrawn_at is not None


def test_a_tool_says_whose_words_it_brings_and_a_person_writes_as_themselves() -> None:
    golive = make.golive()
    bridge = Actor(kind=ActorKind.API_KEY, name="Jira bridge", role=Role.MEMBER)
    assert make.comment(golive, actor=bridge, author="Noor").author == "Noor"
    assert make.comment(golive, actor=bridge).author == "Jira bridge"
    with pytest.raises(Problem, match="your own name"):
        make.comment(golive, actor=make.person().as_actor(), author="Noor")
