"""`manage.py load_playbooks`: at each start, and for one's own files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from implementation.models import PlaybookVersion
from implementation.playbooks.content import content_of, yaml_of
from tests import factories as make
from tests.implementation.playbooks.builders import a_playbook

pytestmark = pytest.mark.django_db


def loaded(*paths: Path) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    call_command("load_playbooks", *map(str, paths), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_the_shipped_ones_are_published_once_however_often_it_starts() -> None:
    assert loaded() == loaded()
    assert PlaybookVersion.objects.count() == 4


def test_own_versions_of_a_shipped_playbook_stay_and_do_not_stop_the_start() -> None:
    own = {**content_of(make.starter_file()), "title": "Ours", "version": "1.0.0"}
    make.published(own)
    out, errors = loaded()
    assert "ambient_documentation.yaml is left as it is here." in errors
    assert len(out.splitlines()) == 3
    assert PlaybookVersion.objects.get(playbook__key="ambient-documentation").title == "Ours"


def test_a_file_of_ones_own_that_is_refused_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml_of(a_playbook()))
    assert loaded(path) == ("small 1.0.0: 1 tasks\n", "")
    path.write_text(yaml_of(a_playbook(title="Other")))
    with pytest.raises(CommandError, match="never changes: give yours another version"):
        loaded(path)
