"""Files of evidence through HTTP: who may send and who may read them, and as what they are served."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from implementation.access.actors import Role
from implementation.models import Evidence, Task
from implementation.services.evidence import void_evidence
from tests import factories
from tests.implementation.access.documents import PDF
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def task() -> Task:
    return factories.task(factories.golive(), customer_visible=True)


def send(task: Task, content: bytes = PDF, name: str = "report.pdf", *, by: Any = None, **fields: str) -> Any:
    client = by or Client(headers={"Authorization": f"Bearer {factories.key('tasks:read', 'tasks:write')}"})
    return client.post(
        f"{V1}evidence/files", {"task": str(task.id), "file": SimpleUploadedFile(name, content), **fields}
    )


def path_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.content
    return f"evidence/{answer.json()['id']}/file"


def test_what_was_sent_is_read_back_to_be_saved_and_never_shown_in_place(task: Task) -> None:
    made = send(task, title="Report")
    assert (made.json()["title"], made.json()["file_size"]) == ("Report", len(PDF))
    assert made["Location"] == f"{V1}evidence/{made.json()['id']}"
    answer = tool("tasks:read").get(path_of(made), Accept="application/pdf")
    assert answer.getvalue() == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_stranger_reads_nothing_and_sends_nothing(task: Task) -> None:
    path = path_of(send(task))
    assert tool("read", customer=factories.customer()).get(path).status_code == 404
    assert tool("customers:read").get(path).status_code == 403
    assert Client().get(V1 + path).status_code == 401
    stranger = Client(headers={"Authorization": f"Bearer {factories.key(customer=factories.customer())}"})
    assert pointers(send(task, by=stranger)) == ["/task"]
    assert Evidence.objects.count() == 1


def test_a_contact_reads_what_is_shown_until_it_is_voided(task: Task, client: Client) -> None:
    client.force_login(factories.person(Role.CONTACT, customer=task.golive.customer))
    shown = path_of(send(task, by=client))
    hidden = path_of(send(factories.task(task.golive)))
    assert client.get(V1 + shown).getvalue() == PDF
    assert client.get(V1 + hidden).status_code == 404
    void_evidence(
        actor=factories.LEAD, at=factories.now(), evidence_id=Evidence.objects.order_by("id")[0].id, reason="another's"
    )
    assert client.get(V1 + shown).status_code == 404
    assert tool("read").get(shown).getvalue() == PDF


def test_a_link_has_no_file(task: Task) -> None:
    made = tool().post("evidence", {"task": str(task.id), "title": "Mail", "note": "Agreed"}).json()
    assert (made["file_name"], made["file_size"]) == ("", None)
    assert tool("read").get(f"evidence/{made['id']}/file").status_code == 404


def test_a_file_that_is_missing_in_the_store_is_told(task: Task, data: Path) -> None:
    path = path_of(send(task))
    (data / "evidence" / Evidence.objects.get().stored_as).unlink()
    assert slug(tool("read").get(path)) == "rule-refused"


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", b"<html>"), ("a.svg", b"<svg/>"), ("a.pdf", b"<html>"), ("a.txt", b"<svg/>")]
)
def test_what_a_browser_might_run_is_refused(task: Task, name: str, content: bytes) -> None:
    assert pointers(send(task, content, name)) == ["/file"]


def test_a_body_that_was_cut_off_leaves_nothing(task: Task, data: Path) -> None:
    key = {"Authorization": f"Bearer {factories.key()}"}
    body = (
        f'--x\r\nContent-Disposition: form-data; name="task"\r\n\r\n{task.id}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
    )
    answer = Client(headers=key).generic("POST", f"{V1}evidence/files", body, "multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert list(data.glob("evidence/*")) == []


def test_one_that_is_too_large_by_its_own_account_is_not_read(task: Task, settings: Settings) -> None:
    settings.EVIDENCE_UPLOAD_LIMIT = 10 - 2**20
    assert slug(send(task)) == "too-large"


def test_the_same_file_sent_again_under_its_key_is_kept_once(task: Task, data: Path) -> None:
    headers = {"Authorization": f"Bearer {factories.key()}", "Idempotency-Key": "scan-1"}
    first, again = (send(task, by=Client(headers=headers)) for _ in range(2))
    assert again["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert len(list(data.glob("evidence/*"))) == 1
