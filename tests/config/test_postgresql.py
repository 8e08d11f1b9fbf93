"""Persistent connections to PostgreSQL: a lost one is noticed before it is used, and nothing is asked for that."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.signals import request_started
from django.db import connection
from django.test import Client

from config.env import database_from_url
from implementation.models import GoLive
from tests import factories
from tests.servers.postgresql import USER

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def cut() -> None:
    """The server ends this process's connection, as it does when it is started anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    place = {"host": connection.settings_dict["HOST"], "user": USER, "dbname": "postgres"}
    with psycopg.connect(**place) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_was_cut_is_not_usable() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    cut()
    assert not connection.is_usable()
    connection.close()


def test_a_closed_one_is_not_usable_either() -> None:
    connection.close()
    assert not connection.is_usable()


def test_a_request_after_the_server_was_started_anew_is_answered() -> None:
    cut()
    request_started.send(sender=None)
    assert Client().get("/readyz").status_code == 200


def test_after_an_error_the_server_is_asked() -> None:
    connection.ensure_connection()
    connection.errors_occurred = True
    try:
        assert connection.is_usable()
    finally:
        connection.errors_occurred = False


def test_plans_are_kept_unless_told_otherwise() -> None:
    url = "postgres://app@/crossing"
    assert database_from_url(url)["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": 5}
    assert database_from_url(url, prepared=False)["OPTIONS"] == {}


def test_moments_are_read_in_utc_by_whatever_cursor() -> None:
    moment = datetime(2026, 3, 29, 1, 30, 15, 250, tzinfo=UTC)
    for session in ("UTC", "Asia/Kolkata"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, false)", [session])
            cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [moment])
            assert cursor.fetchone() == (moment, None)
    connection.close()
    golive = factories.golive()
    [read] = GoLive.objects.filter(id=golive.id).values_list("created_at", flat=True).iterator()
    assert read == golive.created_at
    assert read.utcoffset() == timedelta(0)
