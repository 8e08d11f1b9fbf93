"""Keys that did not open, as failed sign-ins for the audit: by their prefix, which is no secret, and nothing more.

Who calls bounds how often, or strangers could fill the log.
"""

import logging
from datetime import datetime

from django.db import OperationalError

from implementation.access.actors import Actor, ActorKind, Role
from implementation.access.keys import split_key
from implementation.models import ApiKey
from implementation.models.compiled import row_where
from implementation.services.api_keys import fault_of
from implementation.services.change import changing
from implementation.services.sign_ins import SignIn
from implementation.services.waiting import is_busy, without_waiting

_log = logging.getLogger(__name__)


def record_refused_key(*, text: str, at: datetime, address: str = "", request_id: str = "") -> None:
    """Append the event: which key, why it does not open, and the caller's IP address.

    With SQLite's one writer at work it is logged alone: a refusal waits for nobody.
    """
    prefix, secret = split_key(text) or ("", "")
    key = row_where(ApiKey, prefix=prefix) if prefix else None
    why = fault_of(key, secret, at=at) if key else "unknown"
    actor = Actor(kind=ActorKind.API_KEY, name=f"cr_{prefix}_…" if prefix else "a key", role=Role.READER)
    told = {"method": "api-key", "prefix": prefix, "why": why, "address": address[:45]}
    try:
        with without_waiting(), changing(actor=actor, at=at, request_id=request_id) as change:
            change.record(f"sign-in.{SignIn.FAILED}", key, customer_id=key.customer_id if key else None, after=told)
    except OperationalError as error:
        if not is_busy(error):
            raise
        _log.warning("A refused key (%s, %s, from %s) is in the log alone: %s", actor.name, why, address, error)
