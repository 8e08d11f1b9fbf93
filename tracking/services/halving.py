"""Finds what makes a batch fail: halves it until the bad item stands alone, and lets the rest go through."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import InterfaceError, OperationalError

_Item = TypeVar("_Item")
_SHOWN = 2000


def halved(items: Sequence[_Item], act: Callable[[Sequence[_Item]], object]) -> list[tuple[_Item, str]]:
    """Do `act` for all items, in as few calls as work; the items for which it fails alone, each with its error.

    A lost or busy database is nobody's fault: those errors go up, and the whole batch is tried again later.
    """
    if not items:
        return []
    try:
        act(items)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(items) == 1:
            return [(items[0], f"{type(error).__name__}: {error}"[:_SHOWN])]
        middle = len(items) // 2
        return halved(items[:middle], act) + halved(items[middle:], act)
    return []
