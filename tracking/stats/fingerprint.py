"""A short proof of what a result was computed from: a stored one is recomputed only when that changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from tracking.stats.derive import checked_as_of

METHOD_VERSION = 2  # raise it when the same facts would give other numbers


def fingerprint(*, as_of: date, configuration: Mapping[str, object], revisions: Iterable[tuple[str, int]]) -> str:
    """Hash the as-of date, the configuration (JSON values) and the (go-live id, revision) pairs, in any
    order.

    Returns 64 hex digits. Raises ValueError naming as_of when it is no date.
    """
    pairs = sorted((str(identity), int(revision)) for identity, revision in revisions)
    content = [METHOD_VERSION, checked_as_of(as_of).isoformat(), dict(configuration), pairs]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
