"""What no log line may hold: whoever reads a token, a key or a code there could use it.

Everything that is written goes through `SafeFormatter`: the message, and the words of the errors below it. The program
itself never hands a secret to its log; this is for what others put there, such as the path of a refused request.
"""

import logging
import re

_HIDDEN = r"\1***"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # The last part of an address that opens something.
        r"(/(?:s|calendar|invitations|unsubscribe|password/new)/)[^/?\s\"'<>]+",
        # What is sent in a query, a form or a cookie.
        r"((?<![\w-])(?:code|state|nonce|sessionid|(?:api_?)?key|code_verifier|[a-z_]*(?:token|secret|password))=)"
        r"[^&;,\s\"'<>]+",
        r"(\bcr_[a-z0-9]{4,}_)[\w-]+",  # a key of ours; the part before it tells which
        r"(\bwhsec_)[\w+/=-]+",  # the secret of a webhook
        r"(?i)(\b(?:bearer|basic)\s+)[\w+/=.~-]{8,}",
    )
)


def without_secrets(text: str) -> str:
    """`/s/<token>` becomes `/s/***`, `?code=…` becomes `?code=***`, `cr_<prefix>_<secret>` `cr_<prefix>_***`."""
    for pattern in _PATTERNS:
        text = pattern.sub(_HIDDEN, text)
    return text


class SafeFormatter(logging.Formatter):
    """Takes them out of the whole of a line, the errors that it tells of included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
