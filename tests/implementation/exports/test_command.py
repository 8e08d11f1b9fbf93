"""`manage.py export_portfolio`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make
from tests.implementation.examples.portfolios import read_tables
from tests.implementation.exports.portfolios import texts, unzipped

pytestmark = pytest.mark.django_db


def run(path: Path, **options: str) -> str:
    out = StringIO()
    call_command("export_portfolio", str(path), stdout=out, **options)
    return out.getvalue()


def test_a_folder_and_a_zip_hold_the_same(tmp_path: Path) -> None:
    make.hours(make.golive(), 1)
    assert "time_entries" in run(tmp_path / "new" / "out")
    run(tmp_path / "out.zip")
    assert unzipped((tmp_path / "out.zip").read_bytes()) == texts(tmp_path / "new" / "out")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    run(tmp_path)
    assert (tmp_path / "customers.csv").exists()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, name: str) -> None:
    run(tmp_path / name)
    with pytest.raises(CommandError, match="exists already"):
        run(tmp_path / name)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_broken_export_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("implementation.services.exports.portfolio._write", fail)
    with pytest.raises(CommandError, match="disk full"):
        run(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_one_customer_is_named_by_its_ref_or_by_the_ref_of_its_id(tmp_path: Path) -> None:
    named, nameless = make.customer(ref="C1"), make.customer()
    make.golive(at=named)
    make.golive(at=nameless)
    for place, ref in enumerate(["C1", f"id:{nameless.id}"]):
        run(tmp_path / str(place), customer=ref)
        [row] = read_tables(tmp_path / str(place))["go_lives"]
        assert row["customer_ref"] == ref


@pytest.mark.parametrize("ref", ["nobody", "id:0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"])
def test_an_unknown_customer_is_told(tmp_path: Path, ref: str) -> None:
    with pytest.raises(CommandError, match="No customer has the ref"):
        run(tmp_path / "out", customer=ref)
