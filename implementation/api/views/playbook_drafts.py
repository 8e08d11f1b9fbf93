"""Playbooks learnt from go-lives."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.serializers.playbook_contents import PlaybookContent
from implementation.api.serializers.playbook_drafts import PlaybookDraftAnswer
from implementation.http.yaml_action import YamlAction
from implementation.playbooks.content import yaml_of
from implementation.services.playbook_drafts import draft_playbook


class PlaybookDraftView(YamlAction):
    """What the next version of a playbook can learn from a go-live."""

    noun = "go-live"
    scopes = {"playbook_draft": "go-lives:read"}
    answers = PlaybookDraftAnswer
    yaml_answers = {"playbook_draft": PlaybookContent}

    @action(detail=True, methods=["get"], url_path="playbook-draft")
    def playbook_draft(self, request: Request, id: UUID) -> Response:
        """Draft a playbook from a go-live.

        Its tasks as they were worked: added ones too, skipped ones left out, with the days and hours that they took
        (planned ones where there are none; hours for those who may read time entries). No notes, no names but those in
        tasks' titles. Nothing is published: edit the draft, and post it. As YAML the content, the rest as comments. For
        staff.
        """
        draft = draft_playbook(id, actor=self.actor)
        told = {name: getattr(draft, name) for name in ("until", "days", "content", "left_out")}
        adjusted = [asdict(one) for one in draft.adjusted]
        response = Response({"go_live": id, **told, "adjusted": adjusted})
        return self.in_the_format_asked(request, response, _file)


def _file(draft: Mapping[str, Any]) -> str:
    """The content under comments that tell where it comes from and what to look at."""
    lines = [
        f"Draft from a go-live of {draft['days']} days (until: {draft['until']}). Edit it, check it, publish it.",
        *(f"Left out, it was skipped: {task['title']}" for task in draft["left_out"]),
        *(f"Adjusted: {one['key']}, {one['field']}. {one['why']}" for one in draft["adjusted"]),
    ]
    return "".join(f"# {_one_line(line)}\n" for line in lines) + yaml_of(draft["content"])


def _one_line(text: str) -> str:
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
