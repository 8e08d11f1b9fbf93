"""A small chart of a trend in characters: dots for finished go-lives, rings for open ones, a line for the curve."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 60, 10
FINISHED, OPEN, BOTH, CURVE = "●", "○", "◉", "·"
_Row = Mapping[str, Any]


def chart(points: Sequence[_Row], curve: Sequence[_Row], *, unit: str) -> list[str]:
    """Lines of text: value upwards from 0, repetition to the right. An open one stands at its value so far."""
    shown = [point for point in points if point["value"] is not None and point["state"] != "excluded"]
    heights = [point["value"] for point in shown] + [at["median"] for at in curve if at["median"] is not None]
    if not shown or max(heights) <= 0:
        return []
    top, last = max(heights), max(point["number"] for point in shown)
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    for column, median in enumerate(_along(curve, last)):
        grid[_row(median, top)][column] = CURVE
    for point in shown:
        mark = FINISHED if point["complete"] else OPEN
        _put(grid, _column(point["number"], last), _row(point["value"], top), mark)
    return [*_framed(grid, top), _axis(last, top), f"{FINISHED} finished, {OPEN} not yet, {CURVE} trend; {unit}"]


def _along(curve: Sequence[_Row], last: float) -> list[float]:
    """The curve's height in each column, straight between its points; empty without a curve."""
    known = [(at["rank"], at["median"]) for at in curve if at["median"] is not None]
    heights = []
    for column in range(WIDTH if known else 0):
        rank = 1 + column / (WIDTH - 1) * (last - 1)
        before = max((at for at in known if at[0] <= rank), default=known[0])
        after = min((at for at in known if at[0] >= rank), default=known[-1])
        share = (rank - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
        heights.append(before[1] + share * (after[1] - before[1]))
    return heights


def _column(number: float, last: float) -> int:
    return round((number - 1) / max(last - 1, 1) * (WIDTH - 1))


def _row(value: float, top: float) -> int:
    return HEIGHT - 1 - round(value / top * (HEIGHT - 1))


def _put(grid: list[list[str]], column: int, row: int, mark: str) -> None:
    """What is finished and what is open at one place share a mark; both cover the curve."""
    present = grid[row][column]
    grid[row][column] = BOTH if {present, mark} >= {FINISHED, OPEN} or present == BOTH else mark


def _framed(grid: list[list[str]], top: float) -> list[str]:
    width = len(f"{top:.0f}")
    labels = {0: f"{top:.0f}", HEIGHT - 1: "0"}
    return [f"{labels.get(place, ''):>{width}} │{''.join(row).rstrip()}" for place, row in enumerate(grid)]


def _axis(last: int, top: float) -> str:
    width = len(f"{top:.0f}")
    numbers = f"#1{'#' + str(last):>{WIDTH - 2}}" if last > 1 else "#1"
    return f"{'':>{width}} └{'─' * WIDTH}\n{'':>{width}}  {numbers}"
