"""Tables for people as text: as wide as the terminal, or a fixed width where the answer goes elsewhere."""

import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType

WIDTH_ELSEWHERE = 140


def rendered(parts: Iterable[RenderableType]) -> str:
    """The parts below one another."""
    width = None if sys.stdout.isatty() else WIDTH_ELSEWHERE
    console = Console(file=sys.stdout, width=width, highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
