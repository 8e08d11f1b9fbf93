"""Reading JSON bodies. Whatever a database or an answer could not hold is refused here: a 400 and no 500."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from implementation.http.problems import Problem

_AROUND_THE_FILES = 2**20


def whole_body(stream: IO[Any], *, remedy: str) -> bytes:
    """All that was sent, unless it is too large to be read into memory."""
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    raw: bytes = stream.read(limit + 1)
    if len(raw) > limit:
        raise Problem("too-large", f"A body holds at most {limit // 2**20} MiB; {remedy}.")
    return raw


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 within the size limit, without NaN, halves of surrogate pairs, and members that are there twice."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = whole_body(stream, remedy="send it in parts")
        try:
            # Not the bytes: Python's parser would guess at UTF-16, and let surrogates pass that are no UTF-8.
            text = raw.decode("utf-8-sig")
            data = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_members)
            if "\\ud" in text.lower():
                json.dumps(data, ensure_ascii=False).encode()
        except ValueError as error:
            raise ParseError(f"The body is not JSON in UTF-8: {error}.") from error
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        return data


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Of a member that is there twice nobody could say which is meant (RFC 8259, section 4)."""
    members = dict(pairs)
    if len(members) < len(pairs):
        seen = Counter(name for name, _ in pairs)
        raise ValueError(f"{seen.most_common(1)[0][0][:60]!r} is in one object more than once")
    return members


class UploadParser(MultiPartParser):
    """Files, as `multipart/form-data`. What is too large by its own account is refused before it fills the disk."""

    limit = "IMPORT_UPLOAD_LIMIT"
    remedy = "import more by command"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit: int = getattr(settings, self.limit)
        sent = (parser_context or {})["request"].META
        length = sent.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > limit + _AROUND_THE_FILES:
            raise Problem("too-large", f"Files of at most {limit // 2**20} MiB together are taken; {self.remedy}.")
        if "HTTP_TRANSFER_ENCODING" in sent and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("too-large", "A file as large as this is sent with its Content-Length, not in chunks.")
        return super().parse(stream, media_type, parser_context)


class EvidenceParser(UploadParser):
    """One file of evidence."""

    limit = "EVIDENCE_UPLOAD_LIMIT"
    remedy = "keep larger ones elsewhere and send the link"


class SmallFileParser(UploadParser):
    """One file that is read into memory."""

    limit = "DATA_UPLOAD_MAX_MEMORY_SIZE"
    remedy = "this one cannot be that large"
