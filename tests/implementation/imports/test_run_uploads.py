"""What a run is asked for with: its files, their names and sizes, and who may bring them."""

import json

import pytest
from django.conf import settings
from pytest_django import Settings

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import ImportRun
from implementation.services.imports import runs
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES
from tests.implementation.imports.running import KEY, File, files, request, uploads, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_data_folder")]


@pytest.mark.parametrize(
    ("names", "code"),
    [([], "required"), (["go_lives.xlsm"], "wrong_name"), (["../go_lives .csv"], "wrong_name"), ([""], "wrong_name"),
     (["a.xlsx", "tasks.csv"], "not_alone"), (["tasks.csv", "TASKS.CSV"], "duplicate")],
)  # fmt: skip
def test_files_are_named_after_their_tables(names: list[str], code: str) -> None:
    with pytest.raises(Problem) as refusal:
        runs.request_import(actor=KEY, at=make.now(), files=[File(name, "a\n") for name in names])
    assert (refusal.value.slug, refusal.value.errors[0].code) == ("invalid-request", code)


def test_a_path_in_a_name_leads_nowhere() -> None:
    run = runs.request_import(actor=KEY, at=make.now(), files=[File("../../etc/customers.csv", CUSTOMERS)])
    assert [path.name for path in (settings.DATA_DIR / run.stored_at).iterdir()] == ["customers.csv"]
    work()


def test_files_above_the_limit_are_refused_and_not_kept(settings: Settings) -> None:
    settings.IMPORT_UPLOAD_LIMIT = 50
    with pytest.raises(Problem) as refusal:
        request()
    assert refusal.value.slug == "too-large"
    assert (uploads(), ImportRun.objects.count()) == ([], 0)


def test_an_actor_bound_to_a_customer_brings_nothing() -> None:
    bound = Actor(kind=ActorKind.API_KEY, name="theirs", role=Role.MEMBER, customer_id=make.customer().id)
    with pytest.raises(Problem) as refusal:
        runs.request_import(actor=bound, at=make.now(), files=files())
    assert refusal.value.slug == "forbidden"


def test_the_same_files_have_the_same_hash_in_any_order() -> None:
    one = runs.request_import(actor=KEY, at=make.now(), files=files())
    other = runs.request_import(actor=KEY, at=make.now(), files=files()[::-1])
    different = request(go_lives=GO_LIVES.replace("Scribe", "Triage"))
    assert one.content_hash == other.content_hash != different.content_hash
    assert json.loads(json.dumps(one.actor))["scopes"] == ["read", "write"]
    work()
