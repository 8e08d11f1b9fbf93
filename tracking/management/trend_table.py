"""The trends as a table for people: a block for each cohort, its series below one another, then the sentences."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracking.management.trend_chart import chart

_NAMES = {"days": "days", "handholding_hours": "hand-holding hours", "total_hours": "total hours"}
_DRAWN = 3  # finished go-lives from which a picture says more than their list
_COLUMNS = ("", "finished", "evidence", "direction", "per doubling", "95% interval", "median", "next")


def trend_table(results: Iterable[dict[str, Any]]) -> Iterator[RenderableType]:
    """`results` are told trends, those of one cohort together. Cohorts that nothing started in share the last line."""
    waiting = []
    for _, cohort in groupby(results, key=lambda result: result["cohort_key"]):
        rows = list(cohort)
        if rows[0]["n"]:
            yield _block(rows)
        else:
            waiting.append(f"{rows[0]['cohort']} ({rows[0]['n_not_started']})")
    if waiting:
        yield Text(f"Not started, or with no kickoff stated: {', '.join(waiting)}.")


def _block(results: list[dict[str, Any]]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == "" else "right", no_wrap=True)
    for result in results:
        table.add_row(*_cells(result))
    words = [Text(f"{_name(result)}: {' '.join(result['text'])}") for result in results]
    return Group(
        Text(_heading(results[0]), style="bold"),
        Padding(table, (0, 0, 0, 2)),
        *_indented(words),
        *_indented(_drawing(results[0])),
        Text(""),
    )


def _drawing(result: dict[str, Any]) -> Iterator[Text]:
    """A chart of the first series of the block, where there is something to see."""
    if result["r"] >= _DRAWN:
        yield Text("")
        yield Text("\n".join(chart(result["points"], result["curve"] or [], unit=_name(result))))


def _name(result: dict[str, Any]) -> str:
    series: str = result["series"]
    return _NAMES.get(series) or f"{series.partition(':')[2].replace('_', ' ')} hours"


def _heading(result: dict[str, Any]) -> str:
    parts = [
        f"{result[count]} {word}"
        for count, word in (
            ("n_live", "live"),
            ("n_in_progress", "in progress"),
            ("n_cancelled", "cancelled"),
            ("n_excluded", "left out"),
            ("n_not_started", "not started"),
        )
        if result[count]
    ]
    return f"{result['cohort']}: {', '.join(parts) or 'no go-lives'}"


def _indented(words: Iterable[Text]) -> Iterator[RenderableType]:
    return (Padding(line, (0, 0, 0, 2)) for line in words)


def _cells(result: dict[str, Any]) -> tuple[str, ...]:
    return (
        _name(result),
        str(result["r"]),
        result["level"],
        result["direction"] or "-",
        _change(result["learning_rate"]),
        _interval(result),
        _whole(result["km"]["median"]) if result["series"] == "days" else "-",
        _next(result),
    )


def _change(rate: float | None) -> str:
    """A learning rate of 18% is 18% less per doubling."""
    return "-" if rate is None else f"{-100 * rate:+.0f}%"


def _interval(result: dict[str, Any]) -> str:
    low, high = result["learning_rate_lo"], result["learning_rate_hi"]
    return "-" if low is None or high is None else f"{_change(high)} to {_change(low)}"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _next(result: dict[str, Any]) -> str:
    if not result["next"]:
        return "-"
    first = result["next"][0]
    return f"#{first['number']}: {_whole(first['median'])} ({_whole(first['lo80'])}-{_whole(first['hi80'])})"
