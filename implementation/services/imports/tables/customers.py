"""customers: who the product is put live for. A change of one reaches all its go-lives."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from implementation.imports import columns
from implementation.imports.staging import CHANGED, in_batches
from implementation.imports.tables import TableSpec
from implementation.models import Customer, GoLive
from implementation.services.change import Change
from implementation.services.customer_plans import replan_later
from implementation.services.imports.work import ImportTable


class Customers(ImportTable):
    spec = TableSpec(
        "customers",
        (
            columns.own_ref("customer_ref"),
            columns.text("name", longest=200, required=True),
            columns.text("segment", longest=80),
            columns.text("system_of_record", longest=80),
            columns.time_zone("time_zone"),
            columns.country("country"),
        ),
    )
    model = Customer
    known = ("name", "segment", "system_of_record", "time_zone", "country", "ref")
    created_kind = "customer.created"
    changed_kind = "customer.changed"
    golive_column = ""
    _moving: list[UUID]

    def find(self, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
        for ref, row_id in Customer.objects.filter(ref__in=refs).values_list("ref", "id"):
            yield str(ref), row_id, None

    def also_touched(self) -> Iterator[UUID]:
        """A customer's segment and system of record shape the cohorts of its go-lives."""
        changed = self.staging.query("SELECT id FROM customers WHERE outcome = ?", (CHANGED,))
        for batch in in_batches([UUID(hex=row_id) for (row_id,) in changed], 500):
            yield from GoLive.objects.filter(customer_id__in=batch).values_list("id", flat=True)

    def before_writing(self, change: Change) -> None:
        self._moving = list(self._with_another_country())

    def write_together(self, change: Change) -> None:
        change.touch(self.also_touched())
        replan_later(self._moving, at=change.at)

    def _with_another_country(self) -> Iterator[UUID]:
        """The stored customers that the file gives another country, asked before it is written."""
        if not self.states("country"):
            return
        stated = self.staging.query("SELECT id, country FROM customers WHERE outcome = ?", (CHANGED,))
        for batch in in_batches(stated, 500):
            countries = {UUID(hex=row_id): country for row_id, country in batch}
            stored = Customer.objects.filter(id__in=countries).values_list("id", "country")
            yield from (row_id for row_id, country in stored if country != countries[row_id])
