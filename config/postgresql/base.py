"""Django's PostgreSQL backend, which saves a round trip with every request, and time with every moment that is read.

Persistent connections are checked before their first use in a request. Django asks `SELECT 1` for that; a server that
closed a connection has told us already, so a look at the socket answers the same. And Django reads a moment by regular
expressions, to give it any time zone; ours is UTC, and Python's own reader takes a tenth of the time.
"""

import select
from datetime import UTC, datetime
from typing import Any, cast

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.abc import Buffer
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader


class _UtcLoader(TimestamptzLoader):
    """Moments as Django wants them, in UTC."""

    # Django looks at it, and puts a loader of its own in place where the zone is another one.
    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            moment = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            # Beyond the calendar, or in another style of dates.
            moment = super().load(data)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        made.adapters.register_loader("timestamptz", _UtcLoader)
        return made

    def is_usable(self) -> bool:
        """Whether the connection still works: by asking if anything was heard, or went wrong, since its last use."""
        if self.connection is not None and not self.errors_occurred and _is_silent(cast("Connection", self.connection)):
            return True
        return bool(super().is_usable())


def _is_silent(connection: Connection) -> bool:
    """Nothing has come from the server, as its farewell would have, while nobody asked it for anything."""
    if connection.closed or connection.info.transaction_status is not TransactionStatus.IDLE:
        return False
    listening = select.poll()
    listening.register(connection.fileno(), select.POLLIN)
    return not listening.poll(0)
