"""The pages: a go-live's status behind its share link, and the staff's way in."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from implementation.pages.calendar import calendar_feed
from implementation.pages.home import home
from implementation.pages.status import shared_status, staff_status

urlpatterns = [
    path("", home, name="home"),
    path("login", LoginView.as_view(template_name="implementation/login.html"), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("go-lives/<uuid:golive_id>", staff_status, name="golive-status"),
    path("s/<str:token>", shared_status, name="shared-status"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
]
