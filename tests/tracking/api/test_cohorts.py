"""Cohorts through HTTP: how they are formed, by leads and members."""

import pytest

from implementation.access.actors import Role
from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool
from tracking.models import Trend
from tracking.services.bring_up_to_date import bring_up_to_date

pytestmark = pytest.mark.django_db


def test_a_set_is_created_read_and_changed() -> None:
    writer = tool("cohorts:read", "cohorts:write")
    made = writer.post("cohorts", {"by": "stage,product", "prior_repetitions": 4})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["by"], body["prior_repetitions"], body["kept"]) == ("product,stage", 4, True)
    assert body["covariates"] == ["seats", "sites"]
    changed = writer.patch(f"cohorts/{body['id']}", {"covariates": ["seats"], "tracking_start": "2025-01-01"})
    assert (changed.status_code, changed.json()["covariates"], changed.json()["version"]) == (200, ["seats"], 2)
    assert [row["id"] for row in writer.get("cohorts").json()["results"]] == [body["id"]]


def test_a_kept_set_has_trends_by_the_next_refresh() -> None:
    make.golive(of=make.product("Scribe"), stage="pilot")
    tool("cohorts:write", "cohorts:read").post("cohorts", {"by": "stage"})
    bring_up_to_date(make.now())
    assert set(Trend.objects.filter(by="stage").values_list("cohort", flat=True)) == {"pilot"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"by": "colour"}, "/by"),
        ({"by": "stage", "covariates": ["weather"]}, "/covariates/0"),
        ({"by": "stage", "prior_repetitions": "3"}, "/prior_repetitions"),
        ({"by": "stage", "colour": "red"}, "/colour"),
        ({}, "/by"),
    ],
)
def test_what_cannot_be_is_refused(body: dict[str, object], place: str) -> None:
    assert pointers(tool("cohorts:write", "cohorts:read").post("cohorts", body)) == [place]


def test_a_stale_change_is_refused() -> None:
    writer = tool("cohorts:read", "cohorts:write")
    made = writer.post("cohorts", {"by": "stage"}).json()
    writer.patch(f"cohorts/{made['id']}", {"kept": False})
    assert slug(writer.patch(f"cohorts/{made['id']}", {"kept": True, "version": 1})) == "stale"


def test_keys_of_a_customer_are_refused() -> None:
    bound = tool("cohorts:read", "cohorts:write", customer=make.customer())
    assert slug(bound.get("cohorts")) == "forbidden"
    assert slug(bound.post("cohorts", {"by": "stage"})) == "forbidden"


def test_leads_and_members_may_write() -> None:
    for role, by in ((Role.LEAD, "stage"), (Role.MEMBER, "segment")):
        answer = tool("cohorts:read", "cohorts:write", role=role).post("cohorts", {"by": by})
        assert answer.status_code == 201
