"""Files of evidence: kept whole or not at all, by names that nobody guesses."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from implementation.http.problems import Problem
from implementation.models import Event, Evidence, Task
from implementation.services import evidence, evidence_files
from tests import factories as make
from tests.implementation.access.documents import PDF

pytestmark = pytest.mark.django_db


@dataclass
class Sent:
    """An upload that breaks off after its content where `breaks` says so."""

    name: str | None = "report.pdf"
    content: bytes = PDF
    breaks: bool = False

    def chunks(self) -> Iterator[bytes]:
        yield self.content[:10]
        yield self.content[10:]
        if self.breaks:
            raise ConnectionResetError("the client is gone")


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def kept() -> list[Path]:
    return list(evidence_files.folder().glob("*"))


def add(task: Task, sent: Sent, **fields: Any) -> Evidence:
    return evidence.add_evidence(actor=make.MEMBER, at=make.now(), task_id=task.id, fields=fields, file=sent)


def test_a_file_is_kept_with_its_hash_under_a_name_that_tells_nothing() -> None:
    gate = make.task(make.golive(), gate="live")
    proof = add(gate, Sent("C:\\Users\\ada\\report.pdf"))
    [path] = kept()
    assert path.read_bytes() == PDF
    assert (path.name, path.stat().st_mode & 0o777) == (proof.stored_as, 0o600)
    assert "report" not in path.name
    assert (proof.title, proof.file_name, proof.file_type) == ("report.pdf", "report.pdf", "application/pdf")
    assert (proof.file_size, proof.file_sha256) == (len(PDF), sha256(PDF).hexdigest())
    assert make.tick(gate).status == "done"


def test_the_event_tells_the_hash_and_not_where_it_is_kept() -> None:
    proof = add(make.task(make.golive(), customer_visible=True), Sent())
    event = Event.objects.get(kind="evidence.added")
    assert event.after["file_sha256"] == proof.file_sha256
    assert proof.stored_as not in str(event.after)
    assert event.audience == "customer"


@pytest.mark.parametrize(
    "sent", [Sent("a.html"), Sent("a.docx"), Sent(None), Sent("a.pdf", b"MZ"), Sent("a.pdf", b"")], ids=str
)
def test_what_is_not_taken_leaves_nothing(sent: Sent) -> None:
    with pytest.raises(Problem) as refusal:
        add(make.task(make.golive()), sent)
    assert refusal.value.errors[0].pointer == "/file"
    assert (kept(), Evidence.objects.count()) == ([], 0)


def test_an_upload_that_breaks_off_leaves_nothing() -> None:
    with pytest.raises(ConnectionResetError):
        add(make.task(make.golive()), Sent(breaks=True))
    assert (kept(), Evidence.objects.count()) == ([], 0)


def test_one_that_is_too_large_leaves_nothing(settings: Settings) -> None:
    settings.EVIDENCE_UPLOAD_LIMIT = 12
    with pytest.raises(Problem) as refusal:
        add(make.task(make.golive()), Sent())
    assert (refusal.value.slug, kept()) == ("too-large", [])


def test_a_row_that_cannot_be_stored_takes_its_file_along() -> None:
    with pytest.raises(Problem):
        add(make.task(make.golive()), Sent(), title="x" * 201)
    assert kept() == []


def test_a_file_whose_row_was_never_stored_goes_after_a_day() -> None:
    add(make.task(make.golive()), Sent())
    stray = evidence_files.folder() / ("0" * 32)
    stray.write_bytes(b"x")
    assert evidence_files.forget_strays(at=make.now()) == 0
    later = make.now() + 2 * evidence_files.STRAY_AFTER
    assert evidence_files.forget_strays(at=later) == 1
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ('a"\r\nX: y.pdf', "aX y.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Prüfbericht 1.pdf", "Prüfbericht 1.pdf"),
    ],
)
def test_its_name_is_shown_without_what_could_confuse(sent: str, shown: str) -> None:
    assert evidence_files.shown_name(sent) == shown
