"""Panels that other apps add to the page of a go-live: its facts are here, what was computed of them is not.

An app registers its panels when it is ready. A panel gives the template to draw and what to draw, or nothing for this
reader or go-live; it starts from what is visible to the actor, as every read does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from implementation.access.actors import Actor
from implementation.models import GoLive


@dataclass(frozen=True, slots=True)
class Panel:
    """`template` is drawn with `shown` as its `panel`."""

    template: str
    shown: Any


MakePanel = Callable[[GoLive, Actor, date], Panel | None]
_registered: dict[str, MakePanel] = {}


def register_panel(name: str, make: MakePanel) -> None:
    """Once for each name, however often it is said."""
    _registered[name] = make


def panels_of(golive: GoLive, *, actor: Actor, today: date) -> Iterator[Panel]:
    """What is to be drawn, in the order of registration."""
    for make in _registered.values():
        panel = make(golive, actor, today)
        if panel is not None:
            yield panel
