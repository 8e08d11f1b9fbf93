"""Static files are gathered once per version."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.run import static


@pytest.fixture(autouse=True)
def one_file(settings: Settings, tmp_path: Path) -> Path:
    """One file to gather instead of the hundreds that the libraries bring."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    return source / "site.css"


def test_they_are_gathered_once(tmp_path: Path) -> None:
    assert [static.collect(), static.collect()] == [True, False]
    assert (tmp_path / "static" / "site.css").read_text() == "a {}"


def test_a_changed_file_is_gathered_again_and_a_removed_one_goes(tmp_path: Path, one_file: Path) -> None:
    static.collect()
    one_file.with_name("new.css").write_text("b {}")
    one_file.unlink()
    assert static.collect()
    assert [file.name for file in (tmp_path / "static").iterdir()] == ["new.css"]


def test_a_folder_that_was_deleted_is_gathered_again(tmp_path: Path) -> None:
    static.collect()
    (tmp_path / "static" / "site.css").unlink()
    (tmp_path / "static").rmdir()
    assert static.collect()
