"""A go-live's revision: raised once by a transaction that changes it or anything under it, however much that is.

Called by `Change.finish`; `together` puts the raising off to the end of a transaction of many changes.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from implementation.models import GoLive
from implementation.models.compiled import compiled_update

_BATCH = 1000
_put_off: ContextVar[set[UUID] | None] = ContextVar("revisions_put_off", default=None)


def raises_now() -> bool:
    """Whether revisions are raised by each change itself, and not put off."""
    return _put_off.get() is None


def raise_revisions(golive_ids: Collection[UUID]) -> None:
    """Inside the transaction that touched these go-lives, as its last step: nothing may undo that part of it later."""
    put_off = _put_off.get()
    if put_off is not None:
        put_off.update(golive_ids)
        return
    touched = sorted(golive_ids)
    for start in range(0, len(touched), _BATCH):
        batch = {"ids": touched[start : start + _BATCH]}
        compiled_update("revision", _among, batch, revision=F("revision") + 1)


@contextmanager
def raised_once() -> Iterator[None]:
    """Inside a transaction of many changes: each go-live that they touch is raised at their end, once."""
    put_off: set[UUID] = set()
    token = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(token)
    raise_revisions(put_off)


def _among(sent: dict[str, Any]) -> QuerySet[GoLive]:
    return GoLive.objects.filter(id__in=sent["ids"])
