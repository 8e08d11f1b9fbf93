"""The registry of problem types (RFC 9457), pure: services refuse with them, the HTTP handler writes them out.

A `type` is stable: tools branch on it. `title` says what kind of problem it is, `detail` what to do about this one.
"""

from dataclasses import dataclass, field
from typing import Any

TYPE_PREFIX = "/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    slug: str
    status: int
    title: str
    meaning: str


_ALL = (
    ProblemType(
        "invalid-request",
        400,
        "The request is invalid",
        "`errors` names each place (`/field` of the body, `?name` of the query), with code and remedy.",
    ),
    ProblemType("malformed-body", 400, "The body cannot be read", "It is not valid JSON."),
    ProblemType("not-authenticated", 401, "Who are you?", "Send a key as `Authorization: Bearer cr_…`."),
    ProblemType("scope-missing", 403, "The key may not do this", "`detail` names the scope that is needed."),
    ProblemType("forbidden", 403, "That is not allowed", "`detail` says why, and what would be."),
    ProblemType(
        "second-factor-required",
        403,
        "A second factor is needed",
        "This server asks it of staff. Its pages lead there; keys are not asked.",
    ),
    ProblemType(
        "confirmation-required",
        403,
        "Is it still you?",
        "Confirm it at `/account/confirm`, or log in again, and send the request once more. Keys are not asked.",
    ),
    ProblemType("not-found", 404, "There is no such thing", "It does not exist, or the key may not know of it."),
    ProblemType("method-not-allowed", 405, "Not that method", "The `Allow` header lists those that work."),
    ProblemType("not-acceptable", 406, "No such format", "Ask for `application/json`."),
    ProblemType("rule-refused", 409, "A rule of the work refuses this", "`detail` says which and what to do."),
    ProblemType("prerequisites-open", 409, "Prerequisites are open", "`missing` lists the tasks to finish first."),
    ProblemType("gates-open", 409, "Gates are open", "`missing` lists the gates to finish first."),
    ProblemType("evidence-missing", 409, "Evidence is missing", "Attach it, or let a lead override with a reason."),
    ProblemType("approval-missing", 409, "An approval is missing", "`missing` lists what is not granted."),
    ProblemType(
        "count-short",
        409,
        "The number is not reached",
        "`count_done` of `count_target`: count on, or lower it.",
    ),
    ProblemType("transition-refused", 409, "Not from that state", "`allowed` lists the states it can go to."),
    ProblemType(
        "import-built-on", 409, "Something was built on the import", "`built_on` lists what: noun, what, when, by whom."
    ),
    ProblemType("already-exists", 409, "That exists already", "`detail` names the field that must be unique."),
    ProblemType("day-overfull", 409, "A person's day has 24 hours", "`detail` names the day and its sum so far."),
    ProblemType(
        "idempotency-key-in-use", 409, "That request is being worked on", "Send it again in a second for its answer."
    ),
    ProblemType("stale", 412, "Somebody changed it meanwhile", "Read it again, and send its current ETag or version."),
    ProblemType("too-large", 413, "That is too large", "`detail` names the limit."),
    ProblemType("unsupported-media-type", 415, "That media type is not read here", "`detail` names those that are."),
    ProblemType(
        "idempotency-key-reused", 422, "That key belongs to another request", "Make a new key for each new request."
    ),
    ProblemType("too-many-requests", 429, "Too many requests", "Wait as long as `Retry-After` says."),
    ProblemType("internal-error", 500, "We failed", "It is our fault; the request id finds it in our log."),
    ProblemType("database-busy", 503, "The database is busy", "Nothing was changed; try again after `Retry-After`."),
)
PROBLEM_TYPES: dict[str, ProblemType] = {kind.slug: kind for kind in _ALL}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault at one place of the request, with a stable code, and words with the remedy.

    `pointer` is a JSON pointer into the body (`/title`; empty: the whole body), `?name` for a query parameter, or a
    header's name.
    """

    pointer: str
    code: str
    detail: str


@dataclass
class Problem(Exception):
    """Raised by services and views; nothing was changed when it reaches the caller."""

    slug: str
    detail: str
    errors: list[FieldError] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.detail)

    @property
    def kind(self) -> ProblemType:
        return PROBLEM_TYPES[self.slug]


def invalid(pointer: str, code: str, detail: str) -> Problem:
    """One field is wrong. `pointer` is a field's name, a JSON pointer (empty: the body), or a parameter as `?name`."""
    place = pointer if pointer == "" or pointer.startswith(("/", "?")) else f"/{pointer}"
    return Problem("invalid-request", detail, [FieldError(place, code, detail)])


def refused(detail: str, slug: str = "rule-refused", **extra: Any) -> Problem:
    """A rule of the work says no."""
    return Problem(slug, detail, extra=extra)


def not_found(noun: str) -> Problem:
    return Problem("not-found", f"There is no such {noun}, or it is not yours to see.")
