"""Products."""

from typing import Any
from uuid import UUID

from implementation.api.filters import REF, crud
from implementation.api.serializers.products import ProductAnswer, ProductChange, ProductFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.parameters import text
from implementation.models import Product
from implementation.services.products import change_product, create_product


class ProductView(ListAction, UpsertAction, BulkAction):
    """What is put live."""

    noun, model = "product", Product
    scopes = crud("products")
    for_customers = frozenset({"retrieve"})
    unbound_only = frozenset({"create", "partial_update", "put_by_ref", "bulk"})
    answers = ProductAnswer
    requests = {"create": ProductFacts, "partial_update": ProductChange}
    filters = {"name": text("name", "Exactly this name."), **REF}

    def make(self, fields: dict[str, Any]) -> Product:
        return create_product(fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_product(product_id=row_id, fields=fields, version=version, **self.by)
