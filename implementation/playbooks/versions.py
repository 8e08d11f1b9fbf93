"""The order of versions of a playbook: three numbers, compared as numbers. The newest is the last published."""

from collections.abc import Collection

Order = tuple[int, ...]


def order_of(number: str) -> Order:
    """`1.10.0` comes after `1.9.0`."""
    return tuple(map(int, number.split(".")))


def highest(numbers: Collection[str]) -> str:
    """The highest of them; empty where there is none."""
    return max(numbers, key=order_of, default="")


def next_after(number: str) -> str:
    """The number that an edited playbook usually gets: `1.3.0` after `1.2.7`."""
    major, minor, _ = order_of(number)
    return f"{major}.{minor + 1}.0"


def refusal(number: str, *, published: Collection[str]) -> str:
    """Why a new version may not have the number, with the remedy; empty where it may. It must be above all others."""
    if number in published:
        return f"Version {number} is published with other content, and never changes: give yours another version."
    newest = highest(published)
    if newest and order_of(number) < order_of(newest):
        return f"Version {number} is below {newest}, which is published: give yours one above, as {next_after(newest)}."
    return ""
