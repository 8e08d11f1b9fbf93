"""The pages: a go-live's status behind its share link, and the staff's way in."""

from django.urls import include, path

from implementation.pages.admin.site import records_site
from implementation.pages.calendar import calendar_feed
from implementation.pages.customer import colleagues, tick, withdraw
from implementation.pages.customer_words import comment, decide, proof
from implementation.pages.home import home
from implementation.pages.invitation import invitation
from implementation.pages.mails import mails, sessions_end
from implementation.pages.status import share_link_viewed, shared_status, staff_status
from implementation.pages.unsubscribe import unsubscribe_page

urlpatterns = [
    path("", home, name="home"),
    path("", include("implementation.pages.sign_in.urls")),
    path("go-lives/<uuid:golive_id>", staff_status, name="golive-status"),
    path("go-lives/<uuid:golive_id>/tasks/<uuid:task_id>/tick", tick, name="task-tick"),
    path("go-lives/<uuid:golive_id>/comments", comment, name="golive-comment"),
    path("go-lives/<uuid:golive_id>/proofs", proof, name="golive-proof"),
    path("go-lives/<uuid:golive_id>/approvals/<uuid:approval_id>", decide, name="approval-decide"),
    path("unsubscribe/<str:token>", unsubscribe_page, name="unsubscribe"),
    path("account/mails", mails, name="mails"),
    path("account/sessions/end", sessions_end, name="sessions-end"),
    path("colleagues", colleagues, name="colleagues"),
    path("colleagues/invitations/<uuid:invitation_id>/withdraw", withdraw, name="invitation-withdraw"),
    path("s/<str:token>/viewed", share_link_viewed, name="share-link-viewed"),
    path("invitations/<str:token>", invitation, name="invitation"),
    path("s/<str:token>", shared_status, name="shared-status"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
    path("admin/", records_site().urls),
]
