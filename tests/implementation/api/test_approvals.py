"""Sign-offs through HTTP."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db


def test_asked_rejected_asked_again_and_approved_with_a_condition() -> None:
    golive, caller = factories.golive(), tool()
    gate = factories.task(golive, gate="live", evidence_required=False)
    body = {"go_live": str(golive.id), "task": str(gate.id), "subject": "Privacy", "asked": "Dr. Lind"}
    first = caller.post("approvals", body).json()
    assert caller.get(f"tasks/{gate.id}").json()["approval_required"] is True
    missing = caller.post(f"tasks/{gate.id}/transitions", {"to": "done"})
    assert (missing.status_code, slug(missing)) == (409, "approval-missing")
    no = {"to": "rejected", "decided_by": "Dr. Lind", "reason": "No access log"}
    assert caller.post(f"approvals/{first['id']}/transitions", no).json()["status"] == "rejected"
    second = caller.post(f"approvals/{first['id']}/rounds", {})
    assert (second.status_code, second.json()["round"], second.json()["previous"]) == (201, 2, first["id"])
    yes: dict[str, Any] = {"to": "approved_with_conditions", "decided_by": "Dr. Lind"}
    yes["conditions"] = [{"title": "Rotate the secret", "before": str(gate.id)}]
    decided = caller.post(f"approvals/{second.json()['id']}/transitions", yes).json()
    [condition] = decided["conditions"]
    task = caller.get(f"tasks/{condition}").json()
    assert (task["title"], task["condition_of"]) == ("Rotate the secret", second.json()["id"])
    assert slug(caller.post(f"tasks/{gate.id}/transitions", {"to": "done"})) == "prerequisites-open"
    caller.post(f"tasks/{condition}/transitions", {"to": "done"})
    assert caller.post(f"tasks/{gate.id}/transitions", {"to": "done"}).json()["status"] == "done"


def test_what_is_wrong_is_named() -> None:
    caller, row = tool(), factories.approval(factories.golive())
    path = f"approvals/{row.pk}/transitions"
    assert pointers(caller.post(path, {"to": "approved"})) == ["/decided_by"]
    assert pointers(caller.post(path, {"to": "requested"})) == ["/to"]
    assert pointers(caller.post(path, {"to": "approved", "conditions": []})) == ["/conditions"]
    faults = caller.post(path, {"to": "approved_with_conditions", "conditions": [{"due_on": "soon"}]})
    assert "conditions" in pointers(faults)[0]
    assert slug(caller.post(f"approvals/{row.pk}/rounds", {})) == "rule-refused"


def test_a_contact_sees_and_signs_what_their_side_is_asked_for(client: Client) -> None:
    golive = factories.golive()
    theirs, ours = factories.approval(golive), factories.approval(golive, side="vendor")
    client.force_login(factories.person(Role.CONTACT, customer=golive.customer, name="Dr. Lind"))
    listed = client.get(f"{V1}approvals").json()["results"]
    assert [row["id"] for row in listed] == [str(theirs.id)]
    signed = client.post(f"{V1}approvals/{theirs.pk}/transitions", {"to": "approved"}, "application/json")
    assert signed.json()["decided_by"] == "Dr. Lind"
    hidden = client.post(f"{V1}approvals/{ours.pk}/transitions", {"to": "approved"}, "application/json")
    assert hidden.status_code == 404


def test_the_list_is_filtered() -> None:
    golive = factories.golive()
    task = factories.task(golive)
    row = factories.approval(golive, task=task, asked="Dr. Birch", side="external")
    factories.approval(golive)
    for query in ({"task": str(task.id)}, {"asked": "Dr. Birch"}, {"side": "external"}):
        found = tool("read").get("approvals", {**query, "status": "requested"}).json()["results"]
        assert [approval["id"] for approval in found] == [str(row.id)]
