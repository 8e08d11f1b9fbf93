"""Evidence: a link or words, taken back with a reason."""

from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, Evidence, Task
from implementation.services import evidence
from tests import factories as make

pytestmark = pytest.mark.django_db


def add(task: Task, **fields: Any) -> Evidence:
    stated = {"title": "Signed", "note": "filed", **fields}
    return evidence.add_evidence(actor=make.MEMBER, at=make.now(), task_id=task.id, fields=stated)


def void(proof: Evidence, reason: str = "wrong one") -> Evidence:
    return evidence.void_evidence(actor=make.MEMBER, at=make.now(), evidence_id=proof.id, reason=reason)


def test_it_is_a_link_or_a_note() -> None:
    task = make.task(make.golive())
    assert add(task, note="", link="https://example.test/agreement").added_by == "Mem Ber"
    with pytest.raises(Problem, match="a link, a note or a file"):
        add(task, note="")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "not a link", "file:///etc/passwd"])
def test_a_link_is_one_that_a_browser_may_follow(link: str) -> None:
    with pytest.raises(Problem) as refusal:
        add(make.task(make.golive()), link=link)
    assert refusal.value.errors[0].pointer == "/link"


def test_taken_back_it_proves_nothing_any_more() -> None:
    gate = make.task(make.golive(), gate="live")
    void(add(gate))
    with pytest.raises(Problem, match="needs evidence"):
        make.tick(gate)


def test_it_is_taken_back_once_with_a_reason() -> None:
    proof = add(make.task(make.golive()))
    with pytest.raises(Problem, match="Say why"):
        void(proof, " ")
    void(proof)
    void(proof)
    assert Event.objects.get(kind="evidence.voided").reason == "wrong one"
