"""Several writes in one transaction: a bulk request's. Each service's own transaction becomes a savepoint in it.

A savepoint that is rolled back takes one write with it and leaves the others. A go-live is re-planned once, and its
revision raised once, at the end, if any write that stays touched it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from implementation.services.change import lock_golives
from implementation.services.plans import replanned_once
from implementation.services.revisions import raised_once
from implementation.services.wake import one_wake_up


@contextmanager
def together(golive_ids: Iterable[UUID]) -> Iterator[None]:
    """One transaction. The go-lives of all its writes are locked first, in id order, or two of them could deadlock."""
    with transaction.atomic(), one_wake_up(), raised_once(), replanned_once():
        lock_golives(sorted(set(golive_ids)))
        yield
