"""Imports through HTTP: files are posted, the run is read while the job works."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from implementation.models import Customer, ImportRun
from implementation.services.imports.runs import claim_next, run_import
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db
# The job reports its progress on a connection of its own, which sees what is committed only.
really_committed = pytest.mark.django_db(transaction=True)
CUSTOMERS = b"customer_ref,name\nC-1,St. Nowhere\nC-2,St. Elsewhere\n"


def post(body: dict[str, Any], key: str = "") -> Any:
    client = Client(headers={"Authorization": f"Bearer {key or factories.key()}"})
    return client.post(V1 + "imports", body)


def csv(content: bytes = CUSTOMERS, name: str = "customers.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def work() -> None:
    """What the job does."""
    run = claim_next(at=factories.now())
    assert run is not None
    run_import(run=run, at=factories.now())


@really_committed
def test_posted_files_wait_for_the_job_and_are_imported_by_it() -> None:
    answer = post({"files": [csv()]})
    assert (answer.status_code, answer.json()["state"]) == (201, "queued")
    work()
    done = tool("read").get(answer["Location"].removeprefix(V1)).json()
    assert (done["state"], done["rows_total"], done["faults"]) == ("done", 2, [])
    assert done["finished_at"]
    assert set(Customer.objects.values_list("ref", flat=True)) >= {"C-1", "C-2"}


@really_committed
def test_a_dry_run_writes_nothing() -> None:
    assert post({"files": [csv()], "dry_run": "true"}).json()["dry_run"] is True
    work()
    assert not Customer.objects.filter(ref="C-1").exists()


@really_committed
def test_faults_are_listed_with_their_place_and_remedy() -> None:
    run = post({"files": [csv(b"customer_ref,name\nC-1,\n")]}).json()
    work()
    refused = tool("read").get(f"imports/{run['id']}").json()
    [fault] = refused["faults"]
    assert (refused["state"], refused["faults_total"]) == ("refused", 1)
    assert (fault["file"], fault["row"], fault["column"], fault["code"]) == (
        "customers.csv",
        2,
        "name",
        "missing_value",
    )
    assert fault["remedy"]


def test_a_waiting_import_is_cancelled() -> None:
    run = post({"files": [csv()]}).json()
    answer = tool().post(f"imports/{run['id']}/transitions", {"to": "cancelled"})
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert tool().post(f"imports/{run['id']}/transitions", {"to": "done"}).status_code == 400
    assert tool("read").post(f"imports/{run['id']}/transitions", {"to": "cancelled"}).status_code == 403


@really_committed
def test_an_import_that_has_ended_is_not_cancelled() -> None:
    run = post({"files": [csv()]}).json()
    work()
    answer = tool().post(f"imports/{run['id']}/transitions", {"to": "cancelled"})
    assert (answer.status_code, slug(answer), answer.json()["allowed"]) == (409, "transition-refused", [])


@really_committed
def test_rows_that_were_left_out_are_downloaded() -> None:
    run = post({"files": [csv(CUSTOMERS + b"C-3,\n")], "skip_bad_rows": "true"}).json()
    assert tool("read").get(f"imports/{run['id']}/left-out").status_code == 404
    work()
    done = tool("read").get(f"imports/{run['id']}").json()
    assert (done["state"], done["rows_left_out"], done["faults"][0]["row"]) == ("done", 1, 4)
    answer = tool("read").get(f"imports/{run['id']}/left-out")
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as packed:
        told = packed.read("customers.csv").decode("utf-8-sig").splitlines()
    assert told == ["customer_ref,name,fault", "C-3,,name: Fill in this cell; it is required."]


@really_committed
def test_other_peoples_headings_are_mapped() -> None:
    theirs = csv(b"Account ID,Account Name\nC-1,St. Nowhere\n", "accounts.csv")
    run = post({"files": [theirs], "dry_run": "true"}).json()
    work()
    checked = tool("read").get(f"imports/{run['id']}").json()
    assert checked["state"] == "refused"
    assert "Account Name: name" in checked["proposed_mapping"]
    theirs.seek(0)
    run = post({"files": [theirs], "mapping": checked["proposed_mapping"]}).json()
    work()
    assert tool("read").get(f"imports/{run['id']}").json()["state"] == "done"
    assert Customer.objects.get(ref="C-1").name == "St. Nowhere"


def test_a_mapping_that_cannot_be_used_is_refused() -> None:
    answer = post({"files": [csv()], "mapping": "files: 3"})
    assert (answer.status_code, pointers(answer)) == (400, ["/mapping"])
    assert not ImportRun.objects.exists()


@really_committed
def test_an_import_is_undone_as_one_step_and_once() -> None:
    run = post({"files": [csv()]}).json()
    work()
    assert tool("read").post(f"imports/{run['id']}/transitions", {"to": "undone"}).status_code == 403
    answer = tool().post(f"imports/{run['id']}/transitions", {"to": "undone"})
    told = answer.json()
    assert (answer.status_code, told["state"], told["built_on"]) == (200, "undone", [])
    assert told["undone_at"]
    assert told["undone_by"] != ""
    assert not Customer.objects.filter(ref="C-1").exists()
    again = tool().post(f"imports/{run['id']}/transitions", {"to": "undone"})
    assert (again.status_code, slug(again)) == (409, "transition-refused")


@really_committed
def test_an_import_that_was_built_on_is_not_undone_and_says_what_was() -> None:
    run = post({"files": [csv()]}).json()
    work()
    customer = Customer.objects.get(ref="C-1")
    golive = factories.golive(at=customer)
    answer = tool().post(f"imports/{run['id']}/transitions", {"to": "undone"})
    assert (answer.status_code, slug(answer)) == (409, "import-built-on")
    [built] = answer.json()["built_on"]
    assert (built["noun"], built["id"], built["what"]) == ("go-live", str(golive.id), "go-live.created")
    assert tool("read").get(f"imports/{run['id']}").json()["state"] == "done"


@really_committed
def test_a_run_tells_whose_it_is_and_the_hash_of_its_files() -> None:
    key = factories.key()
    run = post({"files": [csv()]}, key).json()
    again = post({"files": [csv()]}, key).json()
    assert run["imported_by"].startswith("key ")
    assert len(run["content_hash"]) == 64
    assert run["content_hash"] == again["content_hash"]


@really_committed
def test_a_workbook_is_posted_by_itself() -> None:
    answer = tool("read").get("imports/template")
    assert answer["Content-Disposition"] == 'attachment; filename="crossing-import.xlsx"'
    run = post({"files": [csv(answer.content, "crossing-import.xlsx")]}).json()
    work()
    done = tool("read").get(f"imports/{run['id']}").json()
    assert (done["state"], done["rows_total"], done["faults"]) == ("done", 0, [])


def test_the_list_leaves_the_faults_out() -> None:
    run = post({"files": [csv()]}).json()
    [listed] = tool("read").get("imports", {"state": "queued"}).json()["results"]
    assert listed["id"] == run["id"]
    assert "faults" not in listed


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "/files"),
        ({"files": ["no file"]}, "/files/0"),
        ({"files": [csv(name="customers.exe")]}, "/files"),
        ({"files": [csv(), csv()]}, "/files"),
        ({"files": [csv()], "dry_run": "perhaps"}, "/dry_run"),
        ({"files": [csv()], "colour": "blue"}, "/colour"),
    ],
)
def test_a_malformed_upload_is_named_and_leaves_no_run(body: dict[str, Any], place: str) -> None:
    answer = post(body)
    assert (answer.status_code, pointers(answer)) == (400, [place])
    assert not ImportRun.objects.exists()


def test_too_much_at_once_is_refused(settings: Settings) -> None:
    settings.IMPORT_UPLOAD_LIMIT = 10
    answer = post({"files": [csv()]})
    assert (answer.status_code, slug(answer)) == (413, "too-large")
    settings.IMPORT_UPLOAD_LIMIT = -(2**20) + 10
    answer = post({"files": [csv()]})
    assert (answer.status_code, slug(answer)) == (413, "too-large")


def test_a_body_of_another_kind_is_refused() -> None:
    answer = tool().post("imports", {"files": []})
    assert (answer.status_code, slug(answer)) == (415, "unsupported-media-type")


def test_a_broken_form_is_refused() -> None:
    client = Client(headers={"Authorization": f"Bearer {factories.key()}"})
    answer = client.generic("POST", V1 + "imports", b"x", "multipart/form-data; boundary=")
    assert (answer.status_code, slug(answer)) == (400, "malformed-body")


def test_too_many_files_are_refused() -> None:
    answer = post({"files": [csv(name=f"t{number}.csv") for number in range(101)]})
    assert (answer.status_code, slug(answer)) == (400, "malformed-body")


def test_a_key_bound_to_a_customer_neither_imports_nor_sees_imports() -> None:
    run = post({"files": [csv()]}).json()
    customer = factories.customer()
    refused = post({"files": [csv()]}, factories.key(customer=customer))
    assert (refused.status_code, slug(refused)) == (403, "forbidden")
    assert tool("read", customer=customer).get(f"imports/{run['id']}").status_code == 404


def test_a_key_for_reading_imports_nothing() -> None:
    assert post({"files": [csv()]}, factories.key("read")).status_code == 403
