"""`/livez`: the process answers. `/readyz`: it can serve, and what the background work is stuck on."""

from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

from implementation.reads.followers import parked_counts


def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """503 without database or with migrations missing; a broker that is down is told but does not refuse.

    Anybody may ask, so what is parked is counted here, by follower; `manage.py list_parked` names it.
    """
    report: dict[str, Any] = {"database": _database(), "broker": _broker(), "parked": {}}
    ready = report["database"] == "ok"
    if ready:
        report["parked"] = parked_counts()
    return JsonResponse({"status": "ok" if ready else "unavailable", **report}, status=200 if ready else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "migrations are missing: run manage.py migrate" if missing else "ok"


def _broker() -> str:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return "unreachable: writes go on, measures catch up when it is back"
    return "ok"
