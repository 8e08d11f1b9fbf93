"""Numbers as people say them: whole percent, whole days and hours. Used by all modules of words."""


def percent(share: float) -> str:
    """A share as a whole percentage without sign, `less than 1%` below half a percent."""
    rounded = round(abs(share) * 100)
    return "less than 1%" if rounded == 0 and share != 0 else f"{rounded}%"


def whole(value: float) -> str:
    """A duration in whole days or hours, at least 1."""
    return str(max(1, round(value)))


def units(value: float, noun: str) -> str:
    """A whole number with its noun, such as `1 day` or `35 days`; 0 stays 0."""
    rounded = round(value)
    return f"{rounded} {noun.removesuffix('s') if rounded == 1 else noun}"


def span(lo: float, hi: float) -> str:
    """Two shares as `9-26%`; with signs spelled out where they differ: `3% more to 8% less`."""
    if lo < 0 < hi:
        return f"{percent(lo)} more to {percent(hi)} less"
    least, most = sorted((abs(lo), abs(hi)))
    return f"{round(least * 100)}-{round(most * 100)}%"


def change(rate: float) -> str:
    """A learning rate as `18% less` or `7% more`."""
    return f"{percent(rate)} {'less' if rate >= 0 else 'more'}"
