"""What no log line may hold: the token in a path opens something to whoever reads it."""

import logging
import re

_TOKEN = re.compile(r"(/(?:s|calendar|invitations|unsubscribe|password/new)/)[^/?\s\"]+")
_CODE = re.compile(r"(/login/sso/callback\?)[^\s\"]+")


def without_tokens(text: str) -> str:
    """`/s/<token>` becomes `/s/***`, `/calendar/<token>.ics` becomes `/calendar/***`, and so on."""
    return _CODE.sub(r"\1***", _TOKEN.sub(r"\1***", text))


class TokenFilter(logging.Filter):
    """Takes them out of the program's own lines: Django writes the path of a request that it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if (cleaned := without_tokens(text)) != text:
            record.msg, record.args = cleaned, ()
        return True
