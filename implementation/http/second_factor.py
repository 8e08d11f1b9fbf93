"""What a session has shown of its person: a second factor, and how lately.

The library writes into the session by which ways the person showed who they are, and when, so no query is needed.
Where the server asks staff for a second factor (`STAFF_SECOND_FACTOR=required`), an authenticator app or a recovery
code is enough; so is the company's provider, which asks for a second factor by rules of its own. Customers' people
come by codes from their mailbox, tools by keys: neither is asked.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings

from implementation.access.actors import Role
from implementation.models import User

_ENOUGH = frozenset({"mfa", "socialaccount"})


# Seconds for which a person need not confirm again who they are, before they make keys or let people in.
FRESH_FOR = 15 * 60


def lacks_second_factor(request: Any, user: User) -> bool:
    """Whether more is asked of this session before it opens anything."""
    if not settings.STAFF_SECOND_FACTOR_REQUIRED or user.role == Role.CONTACT:
        return False
    return not any(record.get("method") in _ENOUGH for record in get_authentication_records(request, user))


def is_fresh(request: Any, user: User) -> bool:
    """Whether the person showed lately who they are: a session that was left open, or stolen, does not."""
    shown = [float(record.get("at", 0)) for record in get_authentication_records(request, user)]
    return time.time() - max(shown, default=0) < FRESH_FOR
