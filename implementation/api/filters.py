"""Query parameters that several nouns share."""

from implementation.http.parameters import Parameter, identifier, moment, text
from implementation.models.base import REF_LENGTH

UPDATED_SINCE: dict[str, Parameter] = {
    "updated_since": moment(
        "updated_at__gte",
        "Rows changed at this moment or later. Best effort: ask with five minutes of overlap; `events` misses nothing.",
    )
}
REF: dict[str, Parameter] = {
    "ref": text("ref", "The caller's own id of the row.", max_length=REF_LENGTH),
    **UPDATED_SINCE,
}
OF_GOLIVE: dict[str, Parameter] = {"go_live": identifier("golive_id", "Rows of this go-live.")}
CUSTOMER: dict[str, Parameter] = {"customer": identifier("customer_id", "Rows of this customer.")}


# The actions that read; without those by ref, which is for tools.
READS = frozenset({"list", "retrieve"})


def crud(noun: str, **further: str) -> dict[str, str]:
    """The scopes of the usual actions of a noun, and of the further ones."""
    read, write = f"{noun}:read", f"{noun}:write"
    reads = dict.fromkeys(("list", "retrieve", "read_by_ref"), read)
    writes = dict.fromkeys(("create", "partial_update", "put_by_ref", "bulk"), write)
    return {**reads, **writes, **further}
