"""Who may look, and at which addresses: leads by the usual session, and by GET and HEAD alone.

Of the library's routes these and no other are there: no login of its own, no adding, changing or deleting.
"""

from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from implementation.access.actors import Role
from implementation.models import User
from implementation.pages.admin.hidden import MODELS
from implementation.pages.admin.read_only import ReadOnlyAdmin
from implementation.pages.private import private


class RecordsSite(AdminSite):
    site_title = "Crossing"
    site_header = "Crossing: records"
    index_title = "Records, to be looked at"
    empty_value_display = "–"
    enable_nav_sidebar = False
    index_template = "implementation/admin/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.role == Role.LEAD

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who has not logged in is led there; to others than leads there is no such page."""

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404("There is no such page.")
            answer: HttpResponseBase = view(request, *args, **named)
            return private(answer, forms=True)

        return require_safe(never_cache(wrapped))

    def get_urls(self) -> list[Any]:
        return [
            path("", self.admin_view(self.index), name="index"),
            *(
                path(f"{model._meta.app_label}/{model._meta.model_name}/", include(shown.get_urls()))
                for model, shown in self._registry.items()
            ),
            path("<slug:app_label>/", self.admin_view(self.app_index), name="app_list"),
        ]


@cache
def records_site() -> RecordsSite:
    """All models but those that are hidden. Called when the URL table is read: the apps are ready then."""
    site = RecordsSite(name="admin")
    site.register([model for model in apps.get_models() if model._meta.label not in MODELS], ReadOnlyAdmin)
    return site
