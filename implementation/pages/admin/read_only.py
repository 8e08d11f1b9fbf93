"""How the rows of any model are shown: one construction for all of them, by what fields they have.

Nothing is added, changed or deleted here, and no hidden field is shown, searched, sorted or filtered by.
"""

from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import ModelAdmin, ShowFacets
from django.db.models import BooleanField, Field, ForeignKey, JSONField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from implementation.models import Event
from implementation.pages.admin.hidden import FIELDS

# In this order, as many as a screen is wide.
_COLUMNS = (
    "ref", "role", "category", "stage", "status", "state", "actor_name", "golive", "customer", "user", "target_on",
    "due_on", "worked_on", "person", "request_id", "at", "last_used_at", "created_at",
)  # fmt: skip
_MOST_COLUMNS = 7
_SEARCHED = (
    "ref", "name", "title", "email", "to", "label", "key", "prefix", "kind", "person", "owner", "actor_name",
    "request_id", "filename",
)  # fmt: skip
_SEARCHED_BESIDE = {
    "customer": ("name",),
    "product": ("name",),
    "golive": ("ref", "customer__name"),
    "user": ("email",),
}
# What the names of related rows are made of, in turn.
_NAMED_BY = ("product", "customer", "playbook")
_DAYS = ("at", "created_at", "computed_at", "stored_at")


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[type-arg]  # it takes none at run time
    """Lists of rows, and each row with all its shown fields and links to what hangs on it."""

    actions = None
    list_per_page = 50
    # One COUNT a page is enough.
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    change_form_template = "implementation/admin/row.html"
    change_list_template = "implementation/admin/rows.html"

    def __init__(self, model: type[Model], site: Any) -> None:
        super().__init__(model, site)
        self.hidden = FIELDS.get(model._meta.label, frozenset())
        self.shown: dict[str, Field[Any, Any]] = {
            field.name: field for field in model._meta.concrete_fields if field.name not in self.hidden
        }

    def get_urls(self) -> list[Any]:
        """The list and the row, and no other route."""
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<path:object_id>/change/", wrap(self.change_view), name=f"{name}_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What is hidden does not even leave the database; nor does what no list shows, where a list is asked for."""
        is_list = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("_changelist")
        bulky = [name for name, field in self.shown.items() if isinstance(field, JSONField)] if is_list else []
        return super().get_queryset(request).defer(*self.hidden, *bulky)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever is let into the site."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(self.shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(self.shown)

    def get_list_display(self, request: HttpRequest) -> Any:
        return ("__str__", *self._columns())

    def get_list_select_related(self, request: HttpRequest) -> Any:
        return tuple(self._beside())

    def get_search_fields(self, request: HttpRequest) -> Any:
        return tuple(self._searched())

    def get_list_filter(self, request: HttpRequest) -> Any:
        return tuple(self._filters())

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The library lets one filter by any column: a hidden one could be guessed letter by letter."""
        if lookup.split("__")[0] not in self.shown:
            return False
        allowed: bool = super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # stubs lag behind
        return allowed

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {"hanging": list(self._hanging(object_id))})

    def _get_obj_does_not_exist_redirect(self, *asked: Any) -> NoReturn:
        raise Http404("There is no such row.")

    def _hanging(self, key: str) -> Iterator[tuple[str, str]]:
        """What hangs on the row: the words of a link, and its address."""
        for relation in self.opts.related_objects:
            model, field = relation.related_model, relation.field
            if isinstance(field, ForeignKey) and self.admin_site.is_registered(model):
                told = "" if field.name == self.opts.model_name else f" ({field.verbose_name})"
                yield f"{model._meta.verbose_name_plural}{told}", _list(model, f"{field.name}__pk__exact", key)
        if _is_id(key):
            yield "events about it", _list(Event, "subject_id__exact", key)

    def _columns(self) -> list[str]:
        return [name for name in _COLUMNS if name in self.shown][:_MOST_COLUMNS]

    def _beside(self) -> Iterator[str]:
        """What is read with the rows, so that their number does not tell in the number of queries."""
        for name in {*self._columns(), *_NAMED_BY}:
            field = self.shown.get(name)
            if isinstance(field, ForeignKey):
                yield name
                further = {other.name for other in field.related_model._meta.concrete_fields}
                yield from (f"{name}__{other}" for other in _NAMED_BY if other in further)

    def _searched(self) -> Iterator[str]:
        yield from (name for name in _SEARCHED if name in self.shown)
        for name, columns in _SEARCHED_BESIDE.items():
            if name in self.shown:
                yield from (f"{name}__{column}" for column in columns)

    def _filters(self) -> Iterator[str]:
        for name, field in self.shown.items():
            if isinstance(field, BooleanField) or (field.choices and not name.endswith("_precision")):
                yield name
        yield from [name for name in _DAYS if name in self.shown][:1]


def _list(model: type[Model], lookup: str, value: str) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode({lookup: value})}"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
