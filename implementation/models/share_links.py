"""Links that show one go-live to whoever has them. States: active, expired, revoked."""

from django.db import models

from implementation.access.actors import Actor, ActorKind
from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive


class ShareLinkQuerySet(GoLiveChildQuerySet["ShareLink"]):
    """Staff and keys see the links of the go-lives they see; customers see none."""


class ShareLink(Noun):
    """Only a hash of the token is stored: the link is shown once, when it is made."""

    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="share_links")
    label = models.CharField(max_length=120, blank=True, help_text="For whom it was made.")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_viewed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=254)

    objects = ShareLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label or str(self.id)

    def as_actor(self) -> Actor:
        return Actor(
            kind=ActorKind.SHARE_LINK,
            id=self.id,
            name=self.label or "share link",
            golive_id=self.golive_id,
            customer_id=self.golive.customer_id,
        )
