"""The routes of the facts, all under `/api/v1/`. An action that names no scope stops the start here."""

from rest_framework.routers import SimpleRouter

from implementation.api.views.activity import ActivityView
from implementation.api.views.api_keys import ApiKeyView
from implementation.api.views.approvals import ApprovalView
from implementation.api.views.audit import AuditView
from implementation.api.views.barriers import BarrierView
from implementation.api.views.calendar_feeds import CalendarFeedView
from implementation.api.views.comments import CommentView
from implementation.api.views.customers import CustomerView
from implementation.api.views.events import EventView
from implementation.api.views.evidence import EvidenceView
from implementation.api.views.exports import ExportView
from implementation.api.views.golive_reads import GoLiveReadView
from implementation.api.views.golives import GoLiveView
from implementation.api.views.health import HealthView
from implementation.api.views.holds import HoldView
from implementation.api.views.imports import ImportView
from implementation.api.views.invitations import InvitationView
from implementation.api.views.me import MeView
from implementation.api.views.plans import PlanView
from implementation.api.views.playbook_drafts import PlaybookDraftView
from implementation.api.views.playbooks import PlaybookPublishView, PlaybookVersionView, PlaybookView
from implementation.api.views.products import ProductView
from implementation.api.views.share_links import ShareLinkView
from implementation.api.views.sites import SiteView
from implementation.api.views.status_notes import StatusNoteView
from implementation.api.views.target_changes import TargetChangeView
from implementation.api.views.tasks import TaskView
from implementation.api.views.time_entries import TimeEntryView
from implementation.api.views.users import UserView
from implementation.api.views.webhooks import WebhookDeliveryView, WebhookView
from implementation.http.views import ApiView

VIEWS: dict[str, type[ApiView]] = {
    # The hot ones first: addresses are compared in this order.
    "tasks": TaskView,
    "go-lives": GoLiveView,
    "time-entries": TimeEntryView,
    "products": ProductView,
    "customers": CustomerView,
    "sites": SiteView,
    "playbooks": PlaybookView,
    "playbook-versions": PlaybookVersionView,
    "target-changes": TargetChangeView,
    "holds": HoldView,
    "barriers": BarrierView,
    "evidence": EvidenceView,
    "approvals": ApprovalView,
    "comments": CommentView,
    "status-notes": StatusNoteView,
    "events": EventView,
    "audit": AuditView,
    "activity": ActivityView,
    "me": MeView,
    "imports": ImportView,
    "exports": ExportView,
    "users": UserView,
    "invitations": InvitationView,
    "api-keys": ApiKeyView,
    "share-links": ShareLinkView,
    "calendar-feeds": CalendarFeedView,
    "webhooks": WebhookView,
    "webhook-deliveries": WebhookDeliveryView,
}

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for name, view in VIEWS.items():
    router.register(name, view, basename=name)
# Beside the noun's own: what is read of a go-live as a whole.
router.register("go-lives", GoLiveReadView, basename="go-live-reads")
router.register("go-lives", HealthView, basename="go-live-health")
router.register("go-lives", PlanView, basename="go-live-plans")
router.register("go-lives", PlaybookDraftView, basename="go-live-drafts")
router.register("playbooks", PlaybookPublishView, basename="playbook-publishing")
urlpatterns = router.urls
