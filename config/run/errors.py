"""The one error of a start that cannot go on. Its text is for the person at the terminal."""


class CannotStart(Exception):
    """Names what is in the way and what to do about it."""
