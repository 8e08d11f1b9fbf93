"""A portfolio with a row of each noun, a key that may do everything, and the operations of the schema aimed at them.

What runs over every operation of the API stands on this, so that a new one is held to the whole contract by being
there. Rows of the nouns of `tests.implementation.api.nouns` come from that table, the others are made here.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from implementation.access.actors import Role
from implementation.access.scopes import READ_ONLY_NOUNS, SENSITIVE_NOUNS
from implementation.http.described import described
from implementation.models import ApiKey, GoLive, PlaybookVersion
from implementation.services.exports.runs import request_export
from implementation.services.followers import number_events
from implementation.services.imports.runs import request_import
from implementation.services.webhook_deliveries import send_test
from tests import factories as make
from tests.implementation.api.nouns import NOUNS
from tests.implementation.services.webhooks import webhook
from tracking.models import GoLiveMeasure, Trend
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.cohort_configs import create_cohort

UNKNOWN = "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"
METHODS = ("get", "post", "put", "patch", "delete")
# Fields of bodies that hold an id, and whose it is.
REFERENCES = {
    "go_live": "go-lives", "customer": "customers", "product": "products", "task": "tasks", "site": "sites",
    "webhook": "webhooks",
}  # fmt: skip


def every_scope() -> list[str]:
    sensitive = {f"{noun}:{verb}" for noun in SENSITIVE_NOUNS for verb in ("read", "write")}
    return ["read", "write", *sorted(sensitive - {f"{noun}:write" for noun in READ_ONLY_NOUNS})]


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    return dict(json.loads(gzip.decompress(described("3.1", "json"))))


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return str(self.described["operationId"])

    @property
    def noun(self) -> str:
        return self.path.split("/")[3]

    @property
    def is_list(self) -> bool:
        return str(self).endswith("_list")

    @property
    def is_read(self) -> bool:
        return self.method == "get"

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """Those in the query or in the headers, with their schemas, by name."""
        known = document()["components"]["parameters"]
        found = [
            known[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter
            for parameter in self.described.get("parameters", ())
        ]
        return {parameter["name"]: parameter["schema"] for parameter in found if parameter["in"] == place}

    def example_of(self, name: str) -> Any:
        """The example of a parameter of the path."""
        [parameter] = [each for each in self.described["parameters"] if each.get("name") == name]
        return parameter["example"]

    def headers(self, status: int | str) -> set[str]:
        """What the answer of this status is said to carry."""
        return set(self.described["responses"].get(str(status), {}).get("headers", {}))


def operations() -> list[Operation]:
    return [
        Operation(method, path, described)
        for path, item in document()["paths"].items()
        for method, described in item.items()
        if method in METHODS
    ]


class World:
    """`ids` holds what stands for `{id}` (or the like) in the paths of a noun.

    Without `measured`, which takes a while, there are no measures and no trends.
    """

    def __init__(self, *, measured: bool = True) -> None:
        golive = make.golive(target_on=make.today())
        rows: dict[str, Model] = {noun.path: noun.make(golive) for noun in NOUNS}
        self.golive = golive
        self.key = make.key(*every_scope(), role=Role.LEAD)
        self.ids: dict[str, Any] = {path: row.pk for path, row in rows.items()}
        self.ids |= {"go-lives": golive.pk, "customers": golive.customer_id, "products": golive.product_id}
        self.ids |= others(golive)
        self.ids |= numbers(golive) if measured else ()
        number_events()

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def path(self, operation: Operation, row: Any = None) -> str:
        """The operation's path with a row that is there, unless another is named."""
        before, brace, after = operation.path.partition("{")
        if not brace:
            return before
        name, _, rest = after.partition("}")
        there = operation.example_of("ref") if name == "ref" else self.ids.get(operation.noun, UNKNOWN)
        return f"{before}{there if row is None else row}{rest}"

    def aimed(self, body: Any) -> Any:
        """A body of which every reference is to a row that is there."""
        if isinstance(body, list):
            return [self.aimed(item) for item in body]
        if not isinstance(body, dict):
            return body
        aimed = {name: self.aimed(inner) for name, inner in body.items()}
        named = {name: str(self.ids[REFERENCES[name]]) for name in aimed.keys() & REFERENCES.keys()}
        named |= {"url": "https://hooks.example.com/"} if "kinds" in aimed and "url" in aimed else {}
        return {**aimed, **{name: row for name, row in named.items() if aimed[name] is not None}}

    def example(self, operation: Operation) -> Any:
        """The body of the operation's example, aimed."""
        media = operation.described["requestBody"]["content"]["application/json"]
        [example] = media.get("examples", {"": {"value": media.get("example")}}).values()
        if "$ref" in example:
            example = document()["components"]["examples"][example["$ref"].rsplit("/", 1)[1]]
        return self.aimed(example["value"])


def others(golive: GoLive) -> Iterator[tuple[str, Any]]:
    """Rows of the nouns that have no entry in the table: those that the program itself makes, or that need a lead."""
    who: dict[str, Any] = {"actor": make.LEAD, "at": make.now()}
    make.starter()
    version = PlaybookVersion.objects.get()
    hook = webhook()
    table = SimpleUploadedFile("customers.csv", b"customer_ref,name\nC-9,Birch\n")
    yield "playbooks", version.playbook_id
    yield "playbook-versions", version.pk
    yield "imports", request_import(files=[table], dry_run=True, **who).pk
    yield "exports", request_export(**who).pk
    make.key("read")  # One that calls may revoke.
    yield "api-keys", ApiKey.objects.latest("id").pk
    yield "users", make.person().pk
    yield "webhooks", hook.pk
    yield "webhook-deliveries", send_test(webhook_id=hook.pk, **who).pk
    yield "cohorts", create_cohort(fields={"by": "stage"}, **who).pk


def numbers(golive: GoLive) -> Iterator[tuple[str, Any]]:
    bring_up_to_date(make.now())
    yield "measures", GoLiveMeasure.objects.get(golive=golive).pk
    yield "trends", Trend.objects.filter(series="days", by="product").earliest("id").cohort_key


class Tool:
    """Calls operations; what would be raised in a test is a 500, as it is for people.

    By a key, and what is a person's own by that person's session.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._client = Client(raise_request_exception=False, headers=world.headers())
        self._person = Client(raise_request_exception=False)
        self._person.force_login(make.person(Role.LEAD))

    def call(self, operation: Operation, body: Any = None, *, query: str = "", row: Any = None, **headers: str) -> Any:
        client = self._person if operation.noun == "me" else self._client
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        path = f"{self.world.path(operation, row)}{query}"
        return client.generic(operation.method.upper(), path, sent, "application/json", headers=named)
