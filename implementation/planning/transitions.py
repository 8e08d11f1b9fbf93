"""The tables of states: where a task or a go-live may go from where it is. Pure; services, API and pages read them."""

TASK_TRANSITIONS: dict[str, tuple[str, ...]] = {
    "todo": ("in_progress", "blocked", "done", "skipped"),
    "in_progress": ("todo", "blocked", "done", "skipped"),
    "blocked": (),  # closing its last barrier returns it to where it was
    "done": ("in_progress",),
    "skipped": ("todo",),
}
# Back to `in_progress` from live is a roll-back; from cancelled, a go-live returns to what its dates say.
GOLIVE_TRANSITIONS: dict[str, tuple[str, ...]] = {
    "planned": ("in_progress", "cancelled"),
    "in_progress": ("live", "cancelled"),
    "live": ("handed_over", "in_progress"),
    "handed_over": ("live",),
    "cancelled": ("planned", "in_progress"),
}
LEAD_ONLY_GOLIVE_TRANSITIONS = frozenset(
    {("live", "in_progress"), ("handed_over", "live"), ("cancelled", "planned"), ("cancelled", "in_progress")}
)
CLOSED_GOLIVE_STATUSES = frozenset({"handed_over", "cancelled"})
