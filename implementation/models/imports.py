"""One run of an import: what was brought, by whom, how far it came and what was wrong with it.

States: queued, checking, applying, then done, refused (faults; nothing was written), failed (an error
of ours) or cancelled. What is done may be undone; a large one is undoing until a job has done so.
"""

from django.db import models

from implementation.models.base import Noun, VisibleQuerySet


class ImportState(models.TextChoices):
    QUEUED = "queued"
    CHECKING = "checking"
    APPLYING = "applying"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportRunQuerySet(VisibleQuerySet["ImportRun"]):
    """An import states facts of every customer, so only actors bound to none of them see or make one."""

    def _within(self, path: str, value: object, actor: object) -> "ImportRunQuerySet":
        return self.none()


class ImportRun(Noun):
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.QUEUED)
    dry_run = models.BooleanField(default=False)
    skip_bad_rows = models.BooleanField(default=False)
    mapping = models.TextField(blank=True, help_text="How other people's headings are read, as YAML.")
    proposed_mapping = models.TextField(blank=True, help_text="Of a dry run: a first draft of such a mapping.")
    filename = models.CharField(max_length=255)
    stored_at = models.CharField(max_length=500, blank=True, help_text="Where the upload waits, under the data folder.")
    content_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the files, names included.")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Per table: created, updated, unchanged.")
    faults = models.JSONField(default=list, help_text="File, row, column, value, code and remedy of each fault.")
    faults_total = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list, help_text="As the faults; they stop nothing.")
    warnings_total = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    actor = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True, help_text="Null: there is nothing to undo it by.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.JSONField(default=dict)
    built_on = models.JSONField(default=list, help_text="Why it was not undone: what has changed since.")

    objects = ImportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.filename}: {self.state}"

    @property
    def actor_name(self) -> str:
        return str(self.actor.get("name", ""))


class ImportedRows(models.Model):
    """Some of the rows of one noun that a run wrote, in the order of writing: what it can be undone by."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="written")
    model = models.CharField(max_length=80, help_text="As the registry of apps names it.")
    created = models.BinaryField(default=bytes, help_text="Ids of new rows, 16 bytes each: a million take 16 MB.")
    changed = models.JSONField(
        default=dict, help_text="By id: the fields before, the version since, and once undone the one after that."
    )

    class Meta:
        verbose_name = "imported rows"
        verbose_name_plural = "imported rows"

    def __str__(self) -> str:
        return f"{self.model} of {self.run_id}"
