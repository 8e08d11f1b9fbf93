"""The example goes into an empty database, whole, and never into one that holds something."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.run import example
from implementation.models import Customer, GoLive, Product

Imported = list[str]


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Imported:
    """The folders that were imported, in order. The import itself has tests of its own."""
    folders: Imported = []
    monkeypatch.setattr(example, "call_command", lambda name, folder: folders.append(folder))
    return folders


def _add_a_golive() -> None:
    customer, product = Customer.objects.create(name="Clinic"), Product.objects.create(name="Scribe")
    GoLive.objects.create(customer=customer, product=product)


@pytest.mark.django_db
def test_an_empty_database_gets_the_portfolio_and_the_public_rollouts(imported: Imported, data: Path) -> None:
    assert example.load_into_empty_database()
    assert imported == [str(data / "example"), str(example.PUBLIC_ROLLOUTS)]
    assert (data / "example" / "go_lives.csv").is_file()


@pytest.mark.django_db
def test_a_database_with_a_golive_is_left_alone(imported: Imported) -> None:
    _add_a_golive()
    assert not example.load_into_empty_database()
    assert imported == []


@pytest.mark.django_db
def test_a_load_that_was_stopped_half_way_is_taken_up_with_the_same_files(
    monkeypatch: pytest.MonkeyPatch, imported: Imported, data: Path
) -> None:
    def stop(name: str, folder: str) -> None:
        _add_a_golive()
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(example, "call_command", stop)
        with pytest.raises(KeyboardInterrupt):
            example.load_into_empty_database()
    (data / "example" / "marked").touch()

    assert example.load_into_empty_database()
    assert (data / "example" / "marked").exists()
    assert not example.load_into_empty_database()
    assert len(imported) == 2
