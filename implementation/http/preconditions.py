"""ETags and what hangs on them: `If-None-Match` saves reading again, `If-Match` guards a write.

A tag is `"<version>-<revision>-<view>"`: the row's version, the revision of its go-live (0 where it has none), and who
looks at which of its fields. A write compares the version alone, so that work on other rows of the go-live does not
stop it; a read compares all of it.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from rest_framework.request import Request

from implementation.access.actors import Actor
from implementation.http.problems import FieldError, Problem, invalid
from implementation.http.renderers import FastJSONRenderer

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
# One or several, as RFC 9110 writes them (8.8.3, 13.1.1), and nothing else.
_TAGS = re.compile(rf"{_TAG.pattern}(?:[ \t]*,[ \t]*{_TAG.pattern})*")
_VERSION = re.compile(r"([0-9]{1,9})-[0-9]+-[0-9a-f]+")


def etag(*, version: int, revision: int, actor: Actor, shape: str) -> str:
    view = blake2b(f"{actor.role}:{actor.sees_internal}:{shape}".encode(), digest_size=3).hexdigest()
    return f'"{version}-{revision}-{view}"'


def content_etag(body: Any) -> str:
    """For what nobody writes and no version tells apart, such as numbers: a hash of all that is answered."""
    return f'"{blake2b(FastJSONRenderer().render(body), digest_size=12).hexdigest()}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has this very state already. A proxy may have marked the tag as weak."""
    header = request.headers.get("If-None-Match", "").strip()
    return header == "*" or (_TAGS.fullmatch(header) is not None and tag.strip('"') in _TAG.findall(header))


def refuse_conditions(request: Request, known: Sequence[str]) -> None:
    """400 for a condition that this write does not look at: passed over, it would promise what nobody keeps."""
    for name in ("If-Match", "If-None-Match", "If-Unmodified-Since"):
        if name in request.headers and name not in known:
            detail = f"{name} is not looked at here; leave it out."
            raise Problem("invalid-request", detail, [FieldError(name, "unknown", detail)])


def wants_new(request: Request) -> bool:
    """Whether a write is to make the row, and not to change one that is there: `If-None-Match: *`.

    Raises 400 for anything else in that header: a tag says nothing about a row that may not be there.
    """
    header = request.headers.get("If-None-Match", "none").strip()
    if header in {"none", "*"}:
        return header == "*"
    detail = "A write takes If-None-Match with * alone: create it, unless it is there."
    raise Problem("invalid-request", detail, [FieldError("If-None-Match", "invalid", detail)])


def wants_known(request: Request) -> bool:
    """Whether a write is to change a row that is there, whatever its version, and not to make one: `If-Match: *`."""
    return request.headers.get("If-Match", "").strip() == "*"


def expected_version(request: Request, fields: dict[str, Any]) -> int | None:
    """The version that the caller has seen, from `If-Match` or from `version` in the body, which is taken out of it.

    None when the caller does not care. Raises 400 for a header that is no tag of ours, or contradicts the body.
    """
    stated: int | None = fields.pop("version", None)
    # An empty one is a tag that the caller thought to have: written all the same, it would guard nothing.
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return stated
    versions = {_version(tag) for tag in _TAG.findall(header)} if _TAGS.fullmatch(header) else {None}
    if len(versions) > 1 or versions == {None}:
        detail = "If-Match takes one ETag as it was sent, with its quotes."
        raise Problem("invalid-request", detail, [FieldError("If-Match", "invalid", detail)])
    [version] = versions
    if stated is not None and stated != version:
        raise invalid("version", "contradicts_if_match", "If-Match and version name different versions.")
    return version


def _version(tag: str) -> int | None:
    match = _VERSION.fullmatch(tag)
    return int(match[1]) if match else None
