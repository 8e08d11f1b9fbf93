"""How often a refused key is told to the audit: whoever tries keys without end must not fill it.

Counted in the shared cache, over all processes. With the cache down nothing bounds it, so it is logged alone.
"""

import logging

from allauth.account.adapter import get_adapter
from django.utils import timezone
from rest_framework.request import Request

from implementation.access.keys import split_key
from implementation.http.limits import count
from implementation.services.broker import ask_broker
from implementation.services.refused_keys import record_refused_key

# Seconds, and entries in them: of one key from one address, of one address, and altogether.
_BOUNDS = ((600, 1), (60, 5), (60, 60))
_log = logging.getLogger(__name__)


def note_refused_key(request: Request, text: str) -> None:
    """Tell the audit that this key did not open, unless that was told often enough."""
    address = str(get_adapter().get_client_ip(request))
    prefix, _ = split_key(text) or ("", "")
    among = (f"{address}:{prefix}", address, "")
    told = ask_broker(lambda: _is_told(among), otherwise=None, meanwhile="refused keys are in the log alone")
    if told is None:
        _log.warning("A key was refused: cr_%s_…, from %s.", prefix, address)
    elif told:
        request_id = request.META.get("REQUEST_ID", "")
        record_refused_key(text=text, at=timezone.now(), address=address, request_id=request_id)


def _is_told(among: tuple[str, ...]) -> bool:
    """The narrowest bound first: who is beyond it uses nothing up of the others."""
    return all(
        count(f"crossing:refused-keys:{place}:{name}", seconds)[0] <= most
        for place, (name, (seconds, most)) in enumerate(zip(among, _BOUNDS, strict=True))
    )
