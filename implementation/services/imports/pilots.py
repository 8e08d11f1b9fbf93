"""The check that a production go-live names a pilot, of its own customer."""

from uuid import UUID

from implementation.imports.staging import in_batches
from implementation.models import GoLive, Stage
from implementation.services.imports.work import ImportTable

_AT_ONCE = 500
_Facts = tuple[str, str | None]


def refuse_wrong_pilots(table: ImportTable) -> None:
    """A fault for each row whose pilot is none, or another customer's."""
    named = table.staging.query(
        "SELECT row, customer_id, pilot_id, pilot_ref FROM go_lives "
        "WHERE pilot_id IS NOT NULL AND customer_id IS NOT NULL ORDER BY row"
    )
    for batch in in_batches(named, _AT_ONCE):
        facts = _facts(table, sorted({pilot_id for _, _, pilot_id, _ in batch}))
        for row, customer_id, pilot_id, pilot_ref in batch:
            of, stage = facts[pilot_id]
            if of is not None and of != customer_id:
                remedy = f"{pilot_ref} is a go-live of another customer. Name a pilot of this one."
                table.add_fault("other_customer", remedy, row=row, column="pilot_ref", value=pilot_ref)
            elif stage != Stage.PILOT:
                remedy = f"{pilot_ref} is no pilot. State its stage as pilot, or empty this cell."
                table.add_fault("contradiction", remedy, row=row, column="pilot_ref", value=pilot_ref)


def _facts(table: ImportTable, ids: list[str]) -> dict[str, _Facts]:
    """Customer and stage of each: what the files say, else what is stored."""
    stored = GoLive.objects.filter(id__in=[UUID(hex=one) for one in ids]).values_list("id", "customer_id", "stage")
    facts: dict[str, _Facts] = {row_id.hex: (of.hex, stage) for row_id, of, stage in stored}
    for row_id in ids:
        staged = table.staging.query("SELECT customer_id, stage FROM go_lives WHERE id = ?", (row_id,))
        for customer_id, stage in staged:
            kept = facts[row_id][1] if row_id in facts else Stage.PRODUCTION.value
            facts[row_id] = (customer_id, stage if table.states("stage") else kept)
    return facts
