"""Production settings: clean by Django's own check, refused where they are weak, and no secret in what is said."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.hardening import refuse_open_links, refuse_weak
from implementation.deployment import public_address

ROOT = Path(__file__).parents[2]
STRONG = "k9-Zb3_Qw7Rt5Yp1Lm8Nc4Vx6Ud2Se0Hf-Ga_Jo3Ki7Bq5Tz1Wr"


def managed(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` as in production, with these variables."""
    usual = {
        "DATABASE_URL": "postgres://app@/crossing?host=/nowhere",
        "SECRET_KEY": STRONG,
        "ALLOWED_HOSTS": "crossing.example.org",
        "PUBLIC_URL": "https://crossing.example.org",
        "DATA_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**usual, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    ran = managed(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", "short-but-secret"),
        ("SECRET_KEY", "ab" * 40),
        ("ALLOWED_HOSTS", "*"),
        ("API_KEY_PEPPERS", "1:short-but-secret"),
    ],
)
def test_a_weak_setting_stops_the_start_and_is_named(tmp_path: Path, variable: str, value: str) -> None:
    ran = managed(tmp_path, "check", **{variable: value})
    assert ran.returncode != 0
    assert variable in ran.stderr.strip().splitlines()[-1]
    assert "short-but-secret" not in ran.stdout + ran.stderr.replace("SECRET_KEY", "")


def test_a_former_key_that_can_be_guessed_stops_the_start() -> None:
    good: dict[str, Any] = {
        "secret_key": STRONG,
        "debug": False,
        "allowed_hosts": ["crossing.example.org"],
        "peppers": [STRONG],
    }
    refuse_weak(**good, former_keys=[STRONG])
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS") as refusal:
        refuse_weak(**good, former_keys=[STRONG, "short-but-secret"])
    assert "short-but-secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "https", "starts"),
    [
        ("https://crossing.example.org", True, True),
        ("http://crossing.example.org", True, False),
        ("http://crossing.example.org", False, True),
        ("http://127.0.0.1:8000", True, True),
    ],
)
def test_links_of_mails_are_not_sent_without_tls(address: str, https: bool, starts: bool) -> None:
    with nullcontext() if starts else pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        refuse_open_links(public_url=address, https=https)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://localhost", "http://crossing.example.org"])
def test_links_that_lead_nowhere_are_found_by_the_check_for_deployment(address: str, settings: Any) -> None:
    settings.PUBLIC_URL = address
    assert [found.id for found in public_address(None)] == ["crossing.W001"]
    assert public_address in registry.get_checks(include_deployment_checks=True)
    settings.PUBLIC_URL = "https://crossing.example.org"
    assert public_address(None) == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DATABASE_URL", "postgres://app:hid/den#word@db:5432/x"), ("EMAIL_URL", "smtp://app:hid/den#word@mail:587")],
)
def test_a_password_that_breaks_its_address_is_not_repeated(tmp_path: Path, variable: str, value: str) -> None:
    ran = managed(tmp_path, "check", **{variable: value})
    assert ran.returncode != 0
    assert f"{variable} cannot be read" in ran.stderr
    assert "hid" not in ran.stderr.replace("hidden", "")


def test_a_secret_comes_from_a_file_too(tmp_path: Path) -> None:
    kept = tmp_path / "key"
    kept.write_text(f"{STRONG}\n")
    assert managed(tmp_path, "check", SECRET_KEY="", SECRET_KEY_FILE=str(kept)).returncode == 0


def test_all_that_is_weak_is_told_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_weak(secret_key="x", debug=True, allowed_hosts=["*"], peppers=["y"])
    for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "API_KEY_PEPPERS"):
        assert name in str(refusal.value)


def test_strong_settings_pass() -> None:
    refuse_weak(secret_key=STRONG, debug=False, allowed_hosts=["crossing.example.org"], peppers=[STRONG])


LISTED = {"HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}


@pytest.mark.parametrize(
    ("variables", "header"),
    [
        ({}, "max-age=3600"),
        ({"HSTS_SUBDOMAINS": "true"}, "max-age=3600; includeSubDomains"),
        (LISTED, "max-age=31536000; includeSubDomains; preload"),
    ],
)
def test_subdomains_and_the_list_of_browsers_are_for_the_owner_of_the_domain(
    tmp_path: Path, variables: dict[str, str], header: str
) -> None:
    asked = (
        "from django.test import Client; answer = Client().get('/livez', secure=True, "
        "headers={'host': 'crossing.example.org'}); print(answer['Strict-Transport-Security'])"
    )
    ran = managed(tmp_path, "shell", "--no-imports", "-c", asked, **variables)
    assert ran.stdout.strip() == header, ran.stderr


@pytest.mark.parametrize("missing", ["HSTS_SECONDS", "HSTS_SUBDOMAINS"])
def test_the_list_of_browsers_is_not_asked_for_in_vain(tmp_path: Path, missing: str) -> None:
    ran = managed(tmp_path, "check", **{name: value for name, value in LISTED.items() if name != missing})
    assert ran.returncode != 0
    assert "HSTS_PRELOAD" in ran.stderr.strip().splitlines()[-1]


def test_no_policy_lets_inline_scripts_run() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert "unsafe-inline" not in str(directives)
    assert "script-src" not in directives or "'unsafe-eval'" not in directives["script-src"]


@pytest.mark.django_db
def test_every_answer_carries_the_policy_and_is_neither_framed_nor_sniffed() -> None:
    for path in ("/login", "/api/v1/tasks", "/livez", "/nothing"):
        answer = Client().get(path)
        assert "unsafe-inline" not in answer["Content-Security-Policy"], path
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
