"""Writing products. A change reaches all go-lives of the product: their cohorts are named after it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import GoLive, Product
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing, expect_version, refuse_bound


def create_product(*, actor: Actor, at: datetime, fields: Mapping[str, Any], request_id: str = "") -> Product:
    """`fields`: name, product_type, ref."""
    refuse_bound(actor, "products")
    product = Product(**fields)
    check(product)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        product.save(force_insert=True)
        change.record("product.created", product, after=dict(fields))
    return product


def change_product(
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> Product:
    """Change some of: name, product_type, ref."""
    refuse_bound(actor, "products")
    golive_ids = GoLive.objects.filter(product_id=product_id).values_list("id", flat=True)
    with changing(actor=actor, at=at, golive_ids=list(golive_ids), request_id=request_id) as change:
        product = existing(Product.objects.select_for_update(no_key=True), product_id, "product")
        expect_version(product, version)
        before, after = apply_changes(product, fields)
        if after:
            change.record("product.changed", product, before=before, after=after)
            # Asked again under the product's lock: one may have been created since.
            change.touch(golive_ids.all())
    return product
