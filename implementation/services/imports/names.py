"""Products, sites and playbooks are stated by name. What is stored is found; products and sites that are not are new.

Fills in the columns of the staged go-lives; the new rows wait in staging tables until the import is written.
"""

from collections.abc import Iterator
from uuid import UUID

from implementation.imports.staging import Staging, in_batches
from implementation.models import Customer, PlaybookVersion, Product, Site
from implementation.services.change import Change
from implementation.services.imports.bulk import defaults, insert_rows
from implementation.services.imports.written import Written

_AT_ONCE = 500


def resolve_products(staging: Staging) -> None:
    """By name, else by ref."""
    names = [name for (name,) in staging.query("SELECT DISTINCT product FROM go_lives WHERE product IS NOT NULL")]
    known: dict[str, UUID] = {}
    for batch in in_batches(names, _AT_ONCE):
        known.update((str(ref), row_id) for ref, row_id in _products("ref", batch))
        known.update((name, row_id) for name, row_id in _products("name", batch))
    staging.execute("CREATE TABLE named_products (name TEXT PRIMARY KEY, id TEXT, is_new INTEGER)")
    rows = [(name, known[name].hex if name in known else None) for name in names]
    staging.insert("named_products", ("name", "id"), rows)
    staging.execute("UPDATE named_products SET is_new = id IS NULL, id = coalesce(id, new_id())")
    staging.execute("UPDATE go_lives SET product_id = (SELECT id FROM named_products WHERE name = go_lives.product)")


def _products(field: str, values: list[str]) -> Iterator[tuple[str, UUID]]:
    yield from Product.objects.filter(**{f"{field}__in": values}).values_list(field, "id")


def resolve_sites(staging: Staging) -> None:
    """By name, within the customer."""
    staging.execute(
        "CREATE TABLE named_sites (customer_id TEXT, name TEXT, id TEXT, is_new INTEGER, "
        "PRIMARY KEY (customer_id, name))"
    )
    staging.execute(
        "INSERT INTO named_sites (customer_id, name) SELECT DISTINCT customer_id, site FROM go_lives "
        "WHERE site IS NOT NULL AND customer_id IS NOT NULL"
    )
    customers = [row_id for (row_id,) in staging.query("SELECT DISTINCT customer_id FROM named_sites")]
    for batch in in_batches(customers, _AT_ONCE):
        sites = Site.objects.filter(customer_id__in=[UUID(hex=row_id) for row_id in batch])
        rows = [(site_id.hex, of.hex, name) for site_id, of, name in sites.values_list("id", "customer_id", "name")]
        staging.execute_many("UPDATE named_sites SET id = ? WHERE customer_id = ? AND name = ?", rows)
    staging.execute("UPDATE named_sites SET is_new = id IS NULL, id = coalesce(id, new_id())")
    staging.execute(
        "UPDATE go_lives SET site_id = (SELECT id FROM named_sites "
        "WHERE customer_id = go_lives.customer_id AND name = go_lives.site)"
    )


def resolve_playbooks(staging: Staging) -> dict[str, str]:
    """`key number` is that version, a key alone its latest; any other text is kept as a label.

    Returns the key of each version, by the version's id.
    """
    versions = PlaybookVersion.objects.select_related("playbook").order_by("published_at", "id")
    meant: dict[str, tuple[str, bool]] = {}
    keys: dict[str, str] = {}
    for version in versions:
        key = version.playbook.key
        keys[version.id.hex] = key
        meant[key] = (version.id.hex, True)
        for between in (" ", "@"):
            meant[f"{key}{between}{version.number}"] = (version.id.hex, False)
    staging.execute("UPDATE go_lives SET playbook_label = coalesce(playbook, ''), playbook_by_key = 0")
    staging.execute_many(
        "UPDATE go_lives SET playbook_version_id = ?, playbook_by_key = ?, playbook_label = '' WHERE playbook = ?",
        [(version_id, by_key, text) for text, (version_id, by_key) in meant.items()],
    )
    return keys


def write_products_and_sites(staging: Staging, change: Change, written: Written) -> None:
    """Store the new ones; one event for all products, and one for all sites."""
    if products := list(staging.query("SELECT id, name FROM named_products WHERE is_new ORDER BY id")):
        insert_new(Product, ("id", "name"), products)
        written.created(Product, [row_id for row_id, _ in products])
        change.record_many("product.created", [UUID(hex=row_id) for row_id, _ in products], golive=None)
    if not staging.has_table("named_sites"):
        return
    if sites := list(staging.query("SELECT id, customer_id, name FROM named_sites WHERE is_new ORDER BY id")):
        insert_new(Site, ("id", "customer_id", "name"), sites)
        written.created(Site, [row_id for row_id, *_ in sites])
        change.record_many("site.created", [UUID(hex=row_id) for row_id, *_ in sites], golive=None)


def insert_new(model: type[Product | Site | Customer], names: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Rows that state the named fields; the others have their defaults."""
    rest = {name: value for name, value in defaults(model).items() if name not in names}
    insert_rows(model, (*names, *rest), [(*row, *rest.values()) for row in rows])
