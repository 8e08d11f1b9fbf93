"""A client of the shared cache that keeps a connection for each thread.

redis-py takes a connection out of its pool for each word, asks the system whether it still lives, measures, and puts
it back: that takes longer than the server's answer, and each request says a word or two. Used by the cache and by
whoever counts there. Only for plain words: no transactions, no subscriptions.
"""

import os
from threading import local
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as Disconnected


class KeptRedis(Redis):
    """Says a word over the thread's connection; over a new one where the server closed that meanwhile."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept = local()

    def execute_command(self, *args: Any, **options: Any) -> Any:
        connection = self._connection()
        was_open = connection.is_connected
        try:
            return self._said(connection, args, options)
        except Disconnected:
            if not was_open:
                raise
            # It was closed while nobody asked, as by a server that started anew. Saying it twice does no harm here.
            return self._said(connection, args, options)

    def _said(self, connection: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """What the server answers. The connection opens itself, and closes itself after whatever goes wrong."""
        connection.send_command(*args)
        return self.parse_response(connection, args[0], **options)  # type: ignore[no-untyped-call]  # nor are its words

    def _connection(self) -> Any:
        """The thread's, and no other process's: two would take each other's answers."""
        pid = os.getpid()
        if getattr(self._kept, "pid", None) != pid:
            pool = self.connection_pool
            self._kept.connection, self._kept.pid = pool.connection_class(**pool.connection_kwargs), pid
        return self._kept.connection
