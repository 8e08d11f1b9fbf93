"""Playbooks and their versions: read, checked, compared, published."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import UPDATED_SINCE
from implementation.api.serializers.playbook_contents import PlaybookContent
from implementation.api.serializers.playbook_diffs import PlaybookCheckAnswer, PlaybookDiffAnswer
from implementation.api.serializers.playbooks import (
    PlaybookAnswer,
    PlaybookVersionAnswer,
    PlaybookVersionWithTasksAnswer,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.parameters import identifier, text
from implementation.http.parsers import SmallFileParser, StrictJSONParser
from implementation.http.problems import not_found
from implementation.http.views import NounView, Row
from implementation.http.yaml import YAML_PARSERS
from implementation.http.yaml_action import YamlAction
from implementation.models import Playbook, PlaybookVersion
from implementation.models.playbook_contents import as_file, lines_of
from implementation.playbooks.content import content_of, yaml_of
from implementation.reads.playbook_checks import check, version_diff
from implementation.services.playbooks import create_playbook, publish_version

_PARSERS = [StrictJSONParser, *YAML_PARSERS, SmallFileParser]


class PlaybookView(YamlAction, ListAction, ReadAction):
    """Reusable checklists."""

    noun, model = "playbook", Playbook
    scopes = {"list": "playbooks:read", "retrieve": "playbooks:read", "create": "playbooks:write"}
    answers = PlaybookAnswer
    requests = {"create": PlaybookContent}
    unbound_only = frozenset({"create"})
    maybe_there = frozenset({"create"})
    parser_classes = _PARSERS
    filters = {
        "key": text("key", "The playbook of this key."),
        "product_type": text("product_type", "Playbooks for products of this type."),
        **UPDATED_SINCE,
    }

    def visible(self) -> QuerySet[Any]:
        newest = PlaybookVersion.objects.filter(playbook=OuterRef("pk")).order_by("-published_at", "-id")
        rows: QuerySet[Any] = Playbook.objects.visible_to(self.actor).annotate(
            newest_version=Subquery(newest.values("id")[:1]), newest_number=Subquery(newest.values("number")[:1])
        )
        return rows

    def create(self, request: Request) -> Response:
        """Publish a new playbook.

        With its first version: the fields of a playbook's file as JSON, or the file itself as YAML or in a form. All
        its faults are told at once, each with its place and remedy. What is published already, word for word, is
        answered with 200. For leads.
        """
        published = create_playbook(playbook=self.parse()["playbook"], **self.by)
        response = self.answer_created(published.version.playbook_id)
        response.status_code = 201 if published.is_new else 200
        return response


class PlaybookPublishView(YamlAction, NounView):
    """Publishing further versions of a playbook."""

    noun, model = "playbook version", PlaybookVersion
    scopes = {"publish": "playbooks:write"}
    answers = PlaybookVersionAnswer
    requests = {"publish": PlaybookContent}
    unbound_only = frozenset({"publish"})
    maybe_there = frozenset({"publish"})
    parser_classes = _PARSERS

    @action(detail=True, methods=["post"], url_path="versions")
    def publish(self, request: Request, id: UUID) -> Response:
        """Publish the next version of a playbook.

        The whole content, as for a new playbook, with a `version` above those there are. A published version never
        changes: other content under its number is refused, the same content is answered with 200. `POST
        playbook-versions/check` tells beforehand what it would change. For leads.
        """
        if not Playbook.objects.visible_to(self.actor).filter(pk=id).exists():
            raise not_found("playbook")
        published = publish_version(playbook_id=id, playbook=self.parse()["playbook"], **self.by)
        response = self.answer(published.version.id, status=201 if published.is_new else 200)
        response["Location"] = reverse("playbook-versions-detail", kwargs={"id": published.version.id})
        return response


class PlaybookVersionView(YamlAction, ListAction, ReadAction):
    """Published versions of playbooks; they never change. Reading one shows its tasks, and its content to edit."""

    noun, model = "playbook version", PlaybookVersion
    scopes = dict.fromkeys(("list", "retrieve", "diff", "check"), "playbooks:read")
    answers = PlaybookVersionAnswer
    other_answers = {
        "retrieve": PlaybookVersionWithTasksAnswer,
        "diff": PlaybookDiffAnswer,
        "check": PlaybookCheckAnswer,
    }
    requests = {"check": PlaybookContent}
    yaml_answers = {"retrieve": PlaybookContent}
    untagged = frozenset({"list", "download", "check"})
    parser_classes = _PARSERS
    parameters = {
        "diff": {"against": identifier("", "The version to compare with; unless said, the one published before it.")}
    }
    filters = {
        "playbook": identifier("playbook_id", "Versions of this playbook."),
        "key": text("playbook__key", "Versions of the playbook of this key."),
        **UPDATED_SINCE,
    }

    def retrieve(self, request: Request, id: UUID) -> Response:
        """Read one playbook version.

        With its tasks, and as `content` all of it in the shape in which it is edited and published again; as YAML the
        content alone, ready to be kept as a file.
        """
        return self.in_the_format_asked(request, self.answer(id), lambda row: yaml_of(row["content"]))

    def attach(self, rows: list[Row]) -> None:
        if self.action != "retrieve":
            return
        lines = lines_of([row["id"] for row in rows])
        for row in rows:
            row["tasks"] = lines[row["id"]]
            row["content"] = content_of(as_file(row, row["tasks"]))

    @action(detail=True, methods=["get"])
    def diff(self, request: Request, id: UUID) -> Response:
        """Compare a playbook version with another.

        What is added, removed and changed, field by field, and how much longer or shorter the plan becomes.
        """
        return Response(version_diff(id, against_id=self.asked.get("against"), actor=self.actor))

    @action(detail=False, methods=["post"])
    def check(self, request: Request) -> Response:
        """Check an edited playbook.

        Nothing is written. Takes what publishing takes, and answers all its faults, or else what publishing it would
        do (`outcome`) and what it changes against the newest version of its key.
        """
        return Response(check(self.parse()["playbook"], actor=self.actor))
