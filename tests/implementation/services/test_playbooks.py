"""Publishing playbooks: what is published never changes."""

from dataclasses import replace
from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, Playbook, PlaybookTask, PlaybookVersion
from implementation.models.playbook_contents import file_of
from implementation.playbooks.content import content_of, is_same
from implementation.playbooks.loader import playbook_of
from implementation.playbooks.playbook import PlaybookFile
from implementation.reads.playbooks import playbook_version
from implementation.services import playbooks
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_same_file_again_is_the_same_version() -> None:
    first, second = make.starter(), make.starter()
    assert first == second
    assert Event.objects.filter(kind="playbook-version.published").count() == 1


def test_other_content_under_a_published_number_is_refused() -> None:
    version = make.starter()
    other = replace(make.starter_file(), sha256="0" * 64, title="Another")
    with pytest.raises(Problem, match="give yours another version"):
        playbooks.publish(actor=make.LEAD, at=make.now(), playbook=other)
    assert PlaybookVersion.objects.get() == version


def edited(version: str, **fields: Any) -> PlaybookFile:
    """The shipped playbook as somebody edited it."""
    return replace(make.starter_file(), version=version, sha256=version.rjust(64, "0"), **fields)


def published(playbook: PlaybookFile) -> PlaybookVersion:
    return playbooks.publish(actor=make.LEAD, at=make.now(), playbook=playbook)


def test_a_number_below_the_newest_is_refused_with_one_that_would_do() -> None:
    make.starter()
    published(edited("1.10.0"))
    with pytest.raises(Problem, match=r"1\.9\.0 is below 1\.10\.0, .* as 1\.11\.0") as refusal:
        published(edited("1.9.0"))
    assert refusal.value.slug == "rule-refused"


def test_what_counts_as_newest_is_what_was_published_last() -> None:
    make.starter()
    newest = published(edited("1.10.0"))
    make.starter()  # the old file again
    assert playbook_version("ambient-documentation", actor=make.LEAD) == newest


def test_another_title_and_type_are_kept_with_the_version_and_become_the_playbooks() -> None:
    old = make.starter()
    new = published(edited("2.0.0", title="Scribe go-live", product_type="scribe"))
    playbook = Playbook.objects.get()
    assert (playbook.title, playbook.product_type, playbook.version) == ("Scribe go-live", "scribe", 2)
    assert [file_of(version).title for version in (old, new)] == [make.starter_file().title, "Scribe go-live"]
    changed = Event.objects.get(kind="playbook.changed")
    assert (changed.before["product_type"], changed.after["product_type"]) == ("ambient_documentation", "scribe")


def test_what_means_the_same_is_the_same_version_however_it_is_spelled() -> None:
    version = make.starter()
    respelled = playbook_of(content_of(make.starter_file()))
    assert respelled.sha256 != version.content_hash
    assert published(respelled) == version


def test_a_version_says_what_its_file_said() -> None:
    assert is_same(file_of(make.starter()), make.starter_file())


def test_a_new_playbook_is_told_by_events_of_its_own() -> None:
    make.starter()
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "playbook.created", "playbook-version.published",
    ]  # fmt: skip


def test_a_raised_number_is_a_version_beside_the_old_one() -> None:
    old = make.starter()
    new = playbooks.publish(
        actor=make.LEAD, at=make.now(), playbook=replace(make.starter_file(), version="2.0.0", sha256="0" * 64)
    )
    assert new.playbook == old.playbook
    assert PlaybookTask.objects.filter(version=old).count() == PlaybookTask.objects.filter(version=new).count() > 0
