"""The admin site: leads look at every row, nobody changes one, and no secret is shown."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import ApiKey, Event, GoLive, Mail, StoredResponse, Task, User, WebhookEndpoint
from implementation.pages.admin.hidden import FIELDS, MODELS
from implementation.pages.admin.site import records_site
from tests import factories as make
from tests.matrix.pages import RECORDS, address_of
from tests.matrix.routes import other_routes
from tests.matrix.world import World, build

SITE = records_site()
SHOWN: list[ModelAdmin] = list(SITE._registry.values())  # type: ignore[type-arg]
SUSPICIOUS = re.compile(
    "password|passwd|secret|token|digest|hash|salt|pepper|fingerprint|key|code|body|headers|text|data|session|stored"
)
# Each is known, and tells nobody anything that opens something.
HARMLESS = {
    "implementation.ApiKey.pepper",  # the number of one
    "implementation.Comment.text",
    "implementation.StatusNote.text",
    "implementation.Event.data",
    "implementation.Evidence.stored_as",
    "implementation.ExportRun.content_hash",
    "implementation.ImportRun.content_hash",
    "implementation.ImportRun.stored_at",
    "implementation.PlaybookVersion.content_hash",
    "implementation.Playbook.key",
    "implementation.PlaybookTask.key",
    "implementation.Task.key",
    "implementation.StoredResponse.key",  # of a retry, the caller's own
    "implementation.StoredResponse.stored_at",
    "implementation.Mail.secret",  # whether it held one
    "implementation.ReminderSwitches.digest",
    "implementation.ReminderSwitches.digest_on",
    "implementation.CalendarFeed.maker_key",  # which key made it
    "implementation.WebhookEndpoint.maker_key",
    "implementation.User.sessions_ended",  # how often
    "tracking.Forecast.fingerprint",
    "tracking.Forecast.text",
    "tracking.Forecast.cohort_key",
    "tracking.Trend.fingerprint",
    "tracking.Trend.cohort_key",
    "tracking.CohortConfig.cohort_key",
}


def as_(role: Role) -> Client:
    client = Client()
    client.force_login(make.person(role))
    return client


def page_of(row: models.Model) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{quote(row.pk)}/change/"


def list_of(model: Any) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.fixture
def world() -> World:
    """With one of each secret."""
    made = build()
    user = make.person(Role.LEAD)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "SECRET-totp"})
    SocialAccount.objects.create(user=user, provider="sso", uid="u", extra_data={"token": "SECRET-provider"})
    StoredResponse.objects.create(
        actor_kind="api_key", actor_id=user.pk, method="POST",
        path="/api/v1/api-keys", key="k", fingerprint="SECRET-print", status=201,
        body="SECRET-body", headers={"ETag": "SECRET-header"}, stored_at=make.now(),
    )  # fmt: skip
    Mail.objects.update(text="SECRET-mail", headers={"List-Unsubscribe": "SECRET-unsubscribe"})
    User.objects.filter(pk=user.pk).update(password="SECRET-password")
    ApiKey.objects.update(digest="SECRET-digest")
    WebhookEndpoint.objects.update(salt="SECRET-salt", former_salt="SECRET-former")
    return made


def test_a_field_that_smells_of_a_secret_is_hidden_or_known_to_be_harmless() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.label not in MODELS
        for field in model._meta.concrete_fields
    }
    hidden = {f"{label}.{name}" for label, names in FIELDS.items() for name in names}
    assert {name for name in fields if SUSPICIOUS.search(name.rpartition(".")[2])} == HARMLESS | hidden
    assert {model._meta.label for model in SITE._registry}.isdisjoint(MODELS)


@pytest.mark.django_db
@pytest.mark.slow
def test_no_page_shows_a_secret(world: World) -> None:
    client = as_(Role.LEAD)
    for admin in SHOWN:
        addresses = [list_of(admin.model), *map(page_of, admin.model._default_manager.all()[:3])]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert b"SECRET" not in answer.content, address


@pytest.mark.django_db
def test_a_hidden_field_is_neither_filtered_nor_sorted_nor_searched_by() -> None:
    client = as_(Role.LEAD)
    for query in (
        "digest__startswith=a",
        "digest__gt=a",
        "customer__contacts__password__startswith=a",
        "_to_field=digest",
    ):
        assert client.get(f"{list_of(ApiKey)}?{query}").status_code == 400, query
    assert client.get(f"{list_of(Event)}?customer__contacts__password__startswith=p").status_code == 400


@pytest.mark.django_db
def test_nothing_but_reading_is_answered_anywhere_and_nothing_is_written(world: World) -> None:
    client = as_(Role.LEAD)
    before = {model: model._default_manager.count() for model in (GoLive, Task, Event, User, LogEntry)}
    routes = [path for path in other_routes().values() if path.startswith(RECORDS)]
    assert len(routes) > 2 * len(SHOWN)
    sent = {"action": "delete_selected", "_selected_action": str(world.own.golive.pk), "post": "yes", "owner": "x"}
    for path in routes:
        for send in (client.post, client.put, client.patch, client.delete):
            assert send(address_of(path, world.own), sent).status_code in {403, 405}, path
    assert {model: model._default_manager.count() for model in before} == before
    assert not GoLive.objects.filter(owner="x").exists()


@pytest.mark.django_db
def test_the_librarys_own_ways_in_and_to_change_are_not_there() -> None:
    client, golive = as_(Role.LEAD), make.golive()
    row = page_of(golive).removesuffix("change/")
    for path in ("/admin/login/", "/admin/logout/", "/admin/password_change/", "/admin/jsi18n/", "/admin/autocomplete/",
                 f"{list_of(GoLive)}add/", f"{row}delete/", f"{row}history/", "/admin/r/1/2/"):  # fmt: skip
        assert client.get(path).status_code == 404, path


@pytest.mark.django_db
def test_it_is_for_leads_alone() -> None:
    golive = make.golive()
    for path in ("/admin/", list_of(GoLive), page_of(golive)):
        assert [as_(role).get(path).status_code for role in (Role.LEAD, Role.MEMBER, Role.READER)] == [200, 404, 404]
        assert Client().get(path)["Location"].startswith("/login?next=")
        assert Client(headers={"Authorization": f"Bearer {make.key(role=Role.LEAD)}"}).get(path).status_code == 302


@pytest.mark.django_db
def test_a_list_costs_the_same_queries_whatever_its_rows(world: World) -> None:
    client, costs = as_(Role.LEAD), {}
    for admin in SHOWN:
        model = admin.model
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        if len(keys) < 2:
            continue
        ways = []
        for some in (keys[:1], keys):
            with CaptureQueriesContext(connection) as queries:
                client.get(list_of(model), {f"{model._meta.pk.name}__in": ",".join(map(str, some))})
            ways.append(len(queries))
        costs[model] = ways
    assert {model: ways for model, ways in costs.items() if ways[0] != ways[1]} == {}
    assert len(costs) > 20


@pytest.mark.django_db
def test_a_row_is_found_by_ref_name_and_address_and_leads_to_what_hangs_on_it() -> None:
    client = as_(Role.LEAD)
    golive = make.golive(at=make.customer("Alder clinic"), ref="G-17")
    task = make.task(golive, "Write back")
    other = make.task(make.golive(), "Elsewhere")
    for query in ("G-17", "alder"):
        assert page_of(golive) in client.get(list_of(GoLive), {"q": query}).content.decode()
    tasks = client.get(page_of(golive)).content.decode().split('href="/admin/implementation/task/?')[1].split('"')[0]
    shown = client.get(f"{list_of(Task)}?{tasks}").content.decode()
    assert page_of(task) in shown
    assert page_of(other) not in shown
    events = client.get(page_of(task)).content.decode().split('href="/admin/implementation/event/?subject_id')[1]
    found = client.get(f"{list_of(Event)}?subject_id{events.split(chr(34))[0]}").content.decode()
    assert "task.created" in found
    assert "go-live.created" not in found


@pytest.mark.django_db
def test_a_row_that_there_is_not_is_no_page() -> None:
    client = as_(Role.LEAD)
    for key in ("nothing", "00000000-0000-0000-0000-000000000000"):
        assert client.get(f"{list_of(GoLive)}{key}/change/").status_code == 404


@pytest.mark.django_db
def test_no_script_runs_there() -> None:
    golive = make.golive()
    for path in ("/admin/", list_of(GoLive), page_of(golive)):
        answer = as_(Role.LEAD).get(path)
        assert "script-src" not in answer["Content-Security-Policy"]
        assert b"<script" not in answer.content
        assert b"<style" not in answer.content
