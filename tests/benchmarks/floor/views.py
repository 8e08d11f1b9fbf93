"""The views: one statement for a read, a write and a read for a write; dicts to bytes by orjson.

They take the requests that the program takes and answer the same rows, without asking who calls.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool
from uuid_utils.compat import uuid7

from tests.benchmarks.floor.names import CONNINFO, STATEMENTS

THREADS = 4
set_json_loads(orjson.loads)
_SQL: dict[str, str] = json.loads(Path(os.environ[STATEMENTS]).read_text(encoding="utf-8"))


@cache
def _pool() -> Any:
    """Made by the first request: connections do not survive the fork of a worker."""
    options = {"autocommit": True, "row_factory": dict_row}
    return ConnectionPool(os.environ[CONNINFO], min_size=THREADS, max_size=THREADS, kwargs=options, open=True)


def _answer(body: Any, status: int = 200) -> HttpResponse:
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    headers = {"Content-Length": str(len(content))}
    return HttpResponse(content, status=status, content_type="application/json", headers=headers)


def tasks(request: HttpRequest) -> HttpResponse:
    wanted = [request.GET["status"].split(","), request.GET["category"].split(",")]
    with _pool().connection() as connection:
        rows = connection.execute(_SQL["tasks"], wanted).fetchall()
    return _answer({"next": None, "next_cursor": None, "results": rows[:50]})


def golives(request: HttpRequest) -> HttpResponse:
    with _pool().connection() as connection:
        rows = connection.execute(_SQL["go-lives"], [request.GET["status"].split(",")]).fetchall()
    return _answer({"next": None, "next_cursor": None, "results": rows[:50]})


def task(request: HttpRequest, id: UUID) -> HttpResponse:
    with _pool().connection() as connection:
        return _answer(connection.execute(_SQL["task"], [id]).fetchone())


def golive(request: HttpRequest, id: UUID) -> HttpResponse:
    with _pool().connection() as connection:
        return _answer(connection.execute(_SQL["go-live"], [id]).fetchone())


def transition(request: HttpRequest, id: UUID) -> HttpResponse:
    to = orjson.loads(request.body)["to"]
    with _pool().connection() as connection:
        connection.execute(_SQL["transition"], [to, to == "done", id])
        return _answer(connection.execute(_SQL["task"], [id]).fetchone())


def time_entries(request: HttpRequest) -> HttpResponse:
    body = orjson.loads(request.body)
    row_id = uuid7()
    with _pool().connection() as connection:
        connection.execute(_SQL["log"], {**body, "id": row_id})
        return _answer(connection.execute(_SQL["time-entry"], [row_id]).fetchone(), 201)


urlpatterns = [
    path("api/v1/tasks", tasks),
    path("api/v1/tasks/<uuid:id>", task),
    path("api/v1/tasks/<uuid:id>/transitions", transition),
    path("api/v1/go-lives", golives),
    path("api/v1/go-lives/<uuid:id>", golive),
    path("api/v1/time-entries", time_entries),
]
