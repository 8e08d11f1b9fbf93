"""Go-lives, and their transitions."""

from typing import Any, ClassVar

from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.api.serializers.customers import CustomerAnswer
from implementation.api.serializers.playbooks import PlaybookField
from implementation.api.serializers.products import ProductAnswer
from implementation.api.serializers.sites import SiteAnswer
from implementation.http.fields import Day, Flag, RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import Customer, GoLive, GoLiveStatus, Product, Site
from implementation.models.golives import DATE_FIELDS
from implementation.models.vocabulary import Precision

DATES = tuple(name for date in DATE_FIELDS for name in (date, f"{date}_precision"))
DESCRIPTION = ("owner", "seats", "site_count", "hypercare_days")
RELEASES = ("forecast_released", "hours_released")
_BY_TRANSITION = "It follows from a transition: POST it to the go-live's transitions."
_BY_TARGET_CHANGE = "The target moves by a target change, with its reason: POST one to target-changes."


def _with_precision(*dates: str) -> tuple[str, ...]:
    return tuple(name for date in dates for name in (date, f"{date}_precision"))


class Progress(serializers.Serializer[Any]):
    tasks = serializers.IntegerField()
    finished = serializers.IntegerField(help_text="Done or skipped.")
    blocked = serializers.IntegerField()


class GoLiveExpanded(serializers.Serializer[Any]):
    """Rows that ids refer to."""

    customer = CustomerAnswer(required=False)
    product = ProductAnswer(required=False)
    site = SiteAnswer(required=False, allow_null=True)


class GoLiveAnswer(Answer[GoLive]):
    noun = "go-live"
    sometimes: ClassVar[tuple[str, ...]] = ("expanded",)
    customer = serializers.UUIDField(source="customer_id")
    product = serializers.UUIDField(source="product_id")
    site = serializers.UUIDField(source="site_id", allow_null=True)
    pilot = serializers.UUIDField(source="pilot_id", allow_null=True)
    playbook = serializers.CharField(help_text="Key of its playbook, or the name that history gives.")
    playbook_version = serializers.UUIDField(source="playbook_version_id", allow_null=True)
    on_hold = serializers.BooleanField(help_text="A hold is open.")
    progress = Progress()
    expanded = GoLiveExpanded(help_text="What `expand` asked for.")

    class Meta:
        model = GoLive
        fields = (
            *BASE, "revision", "customer", "product", "site", "stage", "pilot", "playbook", "playbook_version",
            "status", "on_hold", *DATES, "projected_live_on", *DESCRIPTION, *RELEASES, "progress", *TIMES, "expanded",
        )  # fmt: skip


class NewGoLiveAnswer(GoLiveAnswer):
    sometimes = ("expanded", "compressed", "earliest_feasible_on")
    compressed: Any = serializers.ListField(
        child=serializers.CharField(),
        help_text="With `allow_compression`: keys of the tasks that would end after their day.",
    )
    earliest_feasible_on = serializers.DateField(
        allow_null=True,
        help_text="With `allow_compression`: the first target that compresses nothing; null where none can.",
    )

    class Meta(GoLiveAnswer.Meta):
        fields = (*GoLiveAnswer.Meta.fields, "compressed", "earliest_feasible_on")


class GoLiveInBriefAnswer(GoLiveAnswer):
    """A go-live beside something else."""

    sometimes = ()

    class Meta(GoLiveAnswer.Meta):
        fields = tuple(name for name in GoLiveAnswer.Meta.fields if name not in {"progress", "expanded"})


class _Dated(Facts[GoLive]):
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A date that comes without a precision is exact, also where the one before was not."""
        for name in DATE_FIELDS:
            if name in attrs:
                attrs.setdefault(f"{name}_precision", Precision.DAY.value)
        return attrs


class GoLiveFacts(_Dated):
    elsewhere = dict.fromkeys(("live_on", "cancelled_on", "handed_over_on", "status"), _BY_TRANSITION)
    customer = RowField(Customer, "customer")
    product = RowField(Product, "product")
    site = RowField(Site, "site", required=False, allow_null=True)
    pilot = RowField(GoLive, "go-live", required=False, allow_null=True)
    playbook = PlaybookField(required=False, help_text="Key of a playbook, for its newest version, or id of a version.")
    core_only = Flag(default=False, help_text="Lay out the playbook's core tasks alone.")
    allow_compression = Flag(default=False, help_text="Accept a target too near for some of the tasks.")

    class Meta:
        model = GoLive
        fields = (
            "ref", "customer", "product", "playbook", "core_only", "allow_compression", "site", "stage", "pilot",
            *_with_precision("contract_signed_on", "kickoff_on", "target_on"), *DESCRIPTION, *RELEASES,
        )  # fmt: skip


class GoLiveChange(_Dated):
    elsewhere = {
        **GoLiveFacts.elsewhere,
        **dict.fromkeys(("target_on", "target_on_precision"), _BY_TARGET_CHANGE),
        "customer": "A go-live stays with its customer.",
        "product": "A go-live stays with its product.",
        "playbook": "The checklist is laid out once, when the go-live is made.",
    }
    site = RowField(Site, "site", allow_null=True)
    pilot = RowField(GoLive, "go-live", allow_null=True)
    version = version_field()

    class Meta:
        model = GoLive
        fields = (
            "ref", "site", "stage", "pilot", *_with_precision("contract_signed_on", "kickoff_on", "ended_on"),
            *DESCRIPTION, *RELEASES, "version",
        )  # fmt: skip


class GoLiveTransition(Strict):
    to = Word(choices=GoLiveStatus.choices)
    on = Day(required=False, help_text="The day it happened, today unless said; never in the future.")
    reason = Text(required=False, max_length=5000, help_text="Needed to cancel and to go back.")
    version = version_field()
