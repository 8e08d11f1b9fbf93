"""Exports through HTTP: asked for, read until done, downloaded by whoever may."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from implementation.jobs import run_exports
from implementation.models import ExportRun
from implementation.services.exports import kept
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool
from tests.implementation.exports.portfolios import unzipped

pytestmark = pytest.mark.django_db(transaction=True)
# What no export is without.
READS = ("customers", "go-lives", "tasks", "time-entries", "barriers", "holds", "target-changes")


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def done(body: dict[str, Any] | None = None, **key: Any) -> Any:
    """The run of an export that was asked for, once the job was there."""
    answer = tool("read", "write", **key).post("exports", body or {})
    assert (answer.status_code, answer.json()["state"]) == (201, "queued")
    run_exports()
    return tool("read", **key).get(answer["Location"].removeprefix(V1)).json()


def test_an_export_is_asked_for_read_and_downloaded() -> None:
    factories.golive(ref="G1")
    run = done()
    assert (run["state"], run["counts"]["go_lives"], run["customer"]) == ("done", 1, None)
    answer = tool("read").get(f"exports/{run['id']}/file")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith('attachment; filename="crossing-20')
    assert "G1" in unzipped(answer.getvalue())["go_lives.csv"]
    again = tool("read").get(f"exports/{run['id']}/file", Accept="application/zip")
    assert (again.status_code, again.getvalue()[:2]) == (200, b"PK")


def test_before_it_is_done_and_after_it_expired_there_is_no_file() -> None:
    run = tool().post("exports", {}).json()
    waiting = tool("read").get(f"exports/{run['id']}/file")
    assert (waiting.status_code, slug(waiting)) == (409, "rule-refused")
    ExportRun.objects.update(state="running")
    kept.draft_of(ExportRun.objects.get().id, 1).write_bytes(b"half a file")
    assert tool("read").get(f"exports/{run['id']}/file").status_code == 409
    ExportRun.objects.update(state="expired")
    expired = tool("read").get(f"exports/{run['id']}/file", Accept="application/zip")
    assert (expired.status_code, slug(expired)) == (409, "rule-refused")


def test_a_file_that_somebody_removed_is_no_fault_of_the_program() -> None:
    run = done()
    kept.path_of(ExportRun.objects.get().id).unlink()
    gone = tool("read").get(f"exports/{run['id']}/file")
    assert (gone.status_code, slug(gone)) == (409, "rule-refused")


def test_an_export_of_one_customer() -> None:
    one = factories.golive(ref="G1").customer
    factories.golive(ref="G2")
    run = done({"customer": str(one.id)})
    told = unzipped(tool("read").get(f"exports/{run['id']}/file").getvalue())
    assert (run["customer"], "G1" in told["go_lives.csv"], "G2" in told["go_lives.csv"]) == (str(one.id), True, False)


def test_a_bound_key_exports_its_customer_and_knows_of_no_other_export() -> None:
    mine, other = factories.golive(ref="G1").customer, factories.golive(ref="G2").customer
    everything, others = done(), done({"customer": str(other.id)})
    run = done(customer=mine)
    assert run["customer"] == str(mine.id)
    caller = tool("read", "write", customer=mine)
    assert "G2" not in unzipped(caller.get(f"exports/{run['id']}/file").getvalue())["go_lives.csv"]
    assert [row["id"] for row in caller.get("exports").json()["results"]] == [run["id"]]
    for stranger in (everything, others):
        assert caller.get(f"exports/{stranger['id']}").status_code == 404
        assert caller.get(f"exports/{stranger['id']}/file").status_code == 404
    refused = caller.post("exports", {"customer": str(other.id)})
    assert refused.status_code in {400, 404}


def test_nobody_downloads_without_a_key_or_with_a_key_for_something_else(client: Any) -> None:
    run = done()
    assert client.get(f"{V1}exports/{run['id']}/file").status_code == 401
    assert tool("tasks:read").get(f"exports/{run['id']}/file").status_code == 403


def test_whoever_may_not_read_a_table_may_not_export_it() -> None:
    named = [f"{noun}:read" for noun in READS]
    refused = tool("exports:write", *named[1:]).post("exports", {})
    assert (refused.status_code, slug(refused)) == (403, "scope-missing")
    assert "customers:read" in refused.json()["detail"]
    assert tool("exports:write", "exports:read", *named).post("exports", {}).status_code == 201
    assert tool("read").post("exports", {}).status_code == 403


def test_a_misspelt_field_is_named() -> None:
    assert pointers(tool().post("exports", {"custommer": "x"})) == ["/custommer"]
