"""Writing JSON bodies: dicts to bytes by orjson, which knows ids, dates and moments by itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer


class FastJSONRenderer(JSONRenderer):
    """Moments are UTC and end in Z; decimals are numbers."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        return orjson.dumps(data, default=_other, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def _other(value: Any) -> Any:
    """What orjson does not know: lazy translations and DRF's error details are text."""
    return float(value) if isinstance(value, Decimal) else str(value)


def let_go(response: Any) -> None:
    """Once rendered, rows and view are not needed. They refer to each other in a circle, as Django REST framework made
    them, and Python's cycle collector would find them only hundreds of requests later."""
    view, request = response.renderer_context["view"], response.renderer_context["request"]
    response.data, response.renderer_context = None, {}
    request.parser_context.clear()
    vars(view).clear()
