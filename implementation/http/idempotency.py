"""`Idempotency-Key`: an unsafe request that is sent again is answered again, and not done again.

What was done and its answer are stored by one transaction, so a crash in between leaves neither. Only success is kept:
after a refusal the same key may be tried again. Secrets that are told once are not kept.
"""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.access.actors import Actor
from implementation.http.problems import FieldError, Problem
from implementation.http.renderers import FastJSONRenderer
from implementation.models import StoredResponse
from implementation.services.stored_responses import Attempt, keep, only_once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
UNSAFE = frozenset({"post", "put", "patch", "delete"})
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Location", "ETag")

Act = Callable[..., Response]


def sent_key(request: Request) -> str | None:
    """The key, where one was sent. Raises 400 for one that is malformed."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        detail = "A key has 1 to 255 printable ASCII characters without blanks, such as a UUID."
        raise Problem("invalid-request", detail, [FieldError(HEADER, "invalid", detail)])
    return key


def once(act: Act, *, actor: Actor, key: str, told_once: frozenset[str]) -> Callable[..., HttpResponseBase]:
    """`act`, done once for this key. `told_once` names the members of the answer that are secrets."""

    def handler(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        attempt = Attempt(actor, request.method or "", request.path, key, fingerprint(request.data))
        with only_once(attempt, at=now) as kept:
            if kept is not None:
                return _answered_again(kept)
            response = act(request, *args, **kwargs)
            if 200 <= response.status_code < 300:
                data = {name: value for name, value in response.data.items() if name not in told_once}
                headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
                body = FastJSONRenderer().render(data).decode()
                keep(attempt, at=now, status=response.status_code, body=body, headers=headers)
            return response

    return handler


def _answered_again(kept: StoredResponse) -> HttpResponse:
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(kept.body, status=kept.status, content_type="application/json", headers=headers)


def fingerprint(data: Any) -> str:
    """What a body comes down to: the order of an object's members and the blanks between them do not count."""
    digest = sha256()
    if isinstance(data, QueryDict):
        for name, values in sorted(data.lists()):
            for value in values:
                digest.update(f"{name}\0".encode())
                _add(digest, value)
        return digest.hexdigest()
    try:
        digest.update(json.dumps(data, sort_keys=True).encode())
    except RecursionError as error:
        raise ParseError("The body is nested too deeply.") from error
    return digest.hexdigest()


def _add(digest: Any, value: Any) -> None:
    """A text, or the name and content of a file, which is rewound."""
    if not isinstance(value, UploadedFile):
        digest.update(f"{value}\0".encode())
        return
    digest.update(f"{value.name}\0{value.size}\0".encode())
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
