"""go_lives: the repetitions. Their status comes from their dates, which may be imprecise."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from implementation.imports import columns
from implementation.imports.tables import TableSpec
from implementation.models import GoLive, Stage
from implementation.models.golives import DATE_FIELDS
from implementation.services.change import Change
from implementation.services.imports import golive_rules, names, pilots
from implementation.services.imports.targets import LastTarget, last_targets, with_target_changes
from implementation.services.imports.work import Fields, ImportTable, Trouble, Work

_HYPERCARE_DAYS = 30


class GoLives(ImportTable):
    spec = TableSpec(
        "go_lives",
        (
            columns.own_ref("golive_ref"),
            columns.reference("customer_ref", "customers", "customer_id", required=True),
            columns.looked_up("product", "product_id", longest=200, required=True),
            columns.rough_day("kickoff_on"),
            columns.looked_up("site", "site_id", longest=200),
            columns.choice("stage", Stage.values, empty=Stage.PRODUCTION.value),
            columns.reference("pilot_ref", "go_lives", "pilot_id"),
            columns.rough_day("contract_signed_on", past=True),
            columns.rough_day("target_on"),
            columns.rough_day("live_on", past=True),
            columns.rough_day("cancelled_on", past=True),
            columns.rough_day("handed_over_on", past=True),
            columns.rough_day("ended_on", past=True),
            columns.whole_number("seats"),
            columns.whole_number("site_count"),
            columns.whole_number("hypercare_days", empty=_HYPERCARE_DAYS),
            columns.looked_up("playbook", "playbook_version_id", "playbook_label", longest=120),
            columns.text("owner", longest=200),
        ),
        extra=("playbook_by_key",),
    )
    model = GoLive
    known = (
        "customer_id", "product_id", "site_id", "stage", "pilot_id", "seats", "site_count", "hypercare_days",
        "playbook_version_id", "playbook_label", "owner", "status", "ref",
        *DATE_FIELDS, *(f"{name}_precision" for name in DATE_FIELDS),
    )  # fmt: skip
    created_kind = "go-live.created"
    changed_kind = "go-live.changed"
    golive_column = "id"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._keys_of_versions: Mapping[str, str] = {}
        self._last_targets: Mapping[str, LastTarget] = {}
        self._with_changes: set[str] = set()

    def resolve(self) -> None:
        names.resolve_products(self.staging)
        if self.states("site"):
            names.resolve_sites(self.staging)
        if self.states("playbook"):
            self._keys_of_versions = names.resolve_playbooks(self.staging)

    def load(self, ids: Sequence[str]) -> dict[str, Fields]:
        self._with_changes = with_target_changes(ids)
        if not self._last_targets:
            # Not in `resolve`: the changes' own references are resolved after this table's.
            self._last_targets = last_targets(self.staging)
        return super().load(ids)

    def complete(self, row: int, row_id: str, stated: Fields, existing: Fields | None) -> Fields:
        by_key = stated.pop("playbook_by_key", None)
        self._complete_target(row_id, stated, existing)
        if existing is not None and by_key and self._same_playbook(stated, existing):
            stated["playbook_version_id"] = existing["playbook_version_id"]
        stated["status"] = golive_rules.status(stated, existing, today=self.work.today)
        return stated

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        yield from golive_rules.troubles(merged)
        moved = existing is not None and merged["customer_id"] != existing["customer_id"]
        if moved and merged["site_id"] and not self.states("site"):
            remedy = "The go-live moves to another customer, but its site stays behind. Add the column site."
            yield Trouble(("customer_ref",), "other_customer", remedy)

    def check_together(self) -> None:
        if self.states("pilot_ref"):
            pilots.refuse_wrong_pilots(self)
        self._warn_of_other_targets()

    def before_writing(self, change: Change) -> None:
        names.write_products_and_sites(self.staging, change, self.work.written)

    def _complete_target(self, row_id: str, stated: Fields, existing: Fields | None) -> None:
        """Stated, else announced last; a cell that is empty does not clear what a change of target says."""
        if stated.get("target_on") is not None:
            return
        last = self._last_targets.get(row_id)
        if existing is None or (last and (last.brought or existing["target_on"] is None)):
            target = (last.day, last.precision) if last else (None, "day")
        elif last or row_id in self._with_changes or "target_on" not in stated:
            target = (existing["target_on"], existing["target_on_precision"])
        else:
            target = (None, "day")
        stated["target_on"], stated["target_on_precision"] = target

    def _same_playbook(self, stated: Fields, existing: Fields) -> bool:
        """A key without a number does not move a go-live to a later version."""
        keys = self._keys_of_versions
        return existing["playbook_version_id"] is not None and (
            keys[stated["playbook_version_id"]] == keys[existing["playbook_version_id"]]
        )

    def _warn_of_other_targets(self) -> None:
        if not self.states("target_on"):
            return
        targets = self.staging.query(
            "SELECT row, id, target_on, target_on_precision FROM go_lives WHERE target_on IS NOT NULL ORDER BY row"
        )
        for row, row_id, *target in targets:
            last = self._last_targets.get(row_id)
            if last and target != [last.day, last.precision]:
                remedy = f"The change of target announced last says {last.day} ({last.precision}); this one is kept."
                self.work.warnings.add(
                    "target_differs", remedy, file=self.file.file, row=row, column="target_on", value=target[0]
                )

    def find(self, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
        for ref, row_id in GoLive.objects.filter(ref__in=refs).values_list("ref", "id"):
            yield str(ref), row_id, row_id
