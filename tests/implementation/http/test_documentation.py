"""The API describes itself, to everybody and without the internet."""

import gzip
import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from implementation.http.problems import PROBLEM_TYPES


def test_the_schema_is_served_as_3_1() -> None:
    answer = Client().get("/api/schema")
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["openapi"].startswith("3.1")


def test_the_schema_is_what_is_committed_and_is_sent_compressed_to_whoever_takes_that() -> None:
    plain, packed = Client().get("/api/schema"), Client().get("/api/schema", headers={"Accept-Encoding": "br, gzip"})
    assert plain.content == (Path(settings.BASE_DIR) / "openapi.yaml").read_bytes()
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.oai.openapi+json"])
def test_the_schema_is_there_as_json(accept: str) -> None:
    answer = Client().get("/api/schema", headers={"Accept": accept})
    assert answer["Content-Type"] == accept
    assert json.loads(answer.content)["openapi"].startswith("3.1")


def test_other_formats_of_the_schema_are_refused() -> None:
    assert Client().get("/api/schema", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_pages_take_their_scripts_from_here_and_may_run_them(path: str) -> None:
    answer = Client().get(path)
    html = answer.content.decode()
    scripts = re.findall(r'<script src="([^"]+)"', html)
    assert scripts
    for script in scripts:
        assert script.startswith(("/static/", path))
    assert all(finders.find(script.removeprefix("/static/")) for script in scripts if script.startswith("/static/"))
    assert "<script>" not in html, "an inline script would be refused by the page's policy"
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "https:" not in policy


def test_other_pages_keep_the_strict_policy() -> None:
    assert "script-src" not in Client().get("/api/v1/nothing")["Content-Security-Policy"]


@pytest.mark.parametrize("slug", sorted(PROBLEM_TYPES))
def test_the_type_of_a_problem_is_an_address_that_explains_it(slug: str) -> None:
    told = Client().get(f"/problems/{slug}").json()
    assert told["type"] == f"/problems/{slug}"
    assert told["meaning"]


@pytest.mark.django_db
def test_an_unknown_type_is_404() -> None:
    assert Client().get("/problems/none").status_code == 404
