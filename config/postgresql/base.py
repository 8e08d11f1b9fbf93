"""Django's PostgreSQL backend, which notices a lost connection without asking for it over the network.

Persistent connections are checked before their first use in a request. Django asks `SELECT 1`, a round trip with
every request; a server that closed a connection has told us already, so a look at the socket answers the same.
"""

import select
from typing import cast

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
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
