"""Publishing playbooks: what is published never changes."""

from dataclasses import replace

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, PlaybookTask, PlaybookVersion
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
    with pytest.raises(Problem, match="raise its version"):
        playbooks.publish(actor=make.LEAD, at=make.now(), playbook=other)
    assert PlaybookVersion.objects.get() == version


def test_a_raised_number_is_a_version_beside_the_old_one() -> None:
    old = make.starter()
    new = playbooks.publish(
        actor=make.LEAD, at=make.now(), playbook=replace(make.starter_file(), version="2.0.0", sha256="0" * 64)
    )
    assert new.playbook == old.playbook
    assert PlaybookTask.objects.filter(version=old).count() == PlaybookTask.objects.filter(version=new).count() > 0


def test_the_four_starters_are_published_once() -> None:
    assert len(playbooks.publish_starters(actor=make.LEAD, at=make.now())) == 4
    playbooks.publish_starters(actor=make.LEAD, at=make.now())
    assert PlaybookVersion.objects.count() == 4
