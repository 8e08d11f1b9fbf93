"""The headings and words that other tools use for ours. Data, and how near a word is to one of them. Pure.

Compared in small letters, without blanks and signs. Where tools disagree, the nearer meaning stands first.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

_NEAR = 0.84
_CLOCK = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SPOKEN = re.compile(r"(?:(\d{1,4}) ?h)? ?(?:(\d{1,4}) ?m(?:in)?)?", re.ASCII)
_LINK_KIND = re.compile(r"(FS|SS|FF|SF)?( ?[+-] ?\d+ ?[dwh]\w*)?$", re.ASCII)

# By table, our column: what others call it.
HEADINGS: dict[str, dict[str, str]] = {
    "customers": {
        "customer_ref": "customer id, account id, client id, account number, id",
        "name": "customer, customer name, account, account name, client, client name, company, organization",
        "segment": "size, tier, industry, type, vertical",
        "system_of_record": "ehr, erp, crm, system, emr, core system",
        "time_zone": "timezone, tz",
        "country": "country code",
    },
    "go_lives": {
        "golive_ref": "project id, project key, implementation id, deployment id, id, key",
        "customer_ref": "customer, customer id, client, client id, account, account id",
        "product": "solution, module, product name",
        "kickoff_on": "kickoff, kick-off, kickoff date, kick off date, project start, start, start date",
        "site": "location, hospital, facility, branch",
        "contract_signed_on": "contract date, signed, contract signed, closed won date",
        "target_on": "target, target date, planned go-live, target go-live, due date, planned go live date",
        "live_on": "live, go-live, go live date, go-live date, actual go-live, live date, launch date",
        "cancelled_on": "cancelled, canceled, cancelled date",
        "handed_over_on": "handover, handover date, handed over, transition to support",
        "seats": "licenses, licences, users, user count, seat count",
        "owner": "project manager, pm, manager, implementation manager, lead",
        "playbook": "template, methodology",
    },
    "tasks": {
        "task_ref": "task id, issue key, key, row id, row number, issue id, wbs, id",
        "golive_ref": "project key, project id, project code, project, project name, go-live",
        "title": "task name, summary, task, name, subject",
        "category": "workstream, work stream, component, components, track, area, issue type",
        "phase": "stage, sprint, epic, milestone",
        "owner_side": "responsible party, owner type, side",
        "assignee": "assigned to, owner, responsible, resource, resource names",
        "planned_start_on": "start, start date, planned start, baseline start",
        "due_on": "finish, due date, end date, due, deadline, planned finish, end",
        "start_on": "actual start, started, started on, in progress since",
        "done_on": "actual finish, resolved, completed, completed on, completion date, closed, finished, done",
        "status": "state, progress status, task status",
        "depends_on": "predecessors, predecessor, blocked by, dependencies, inward issue link (blocks)",
        "estimate_hours": "estimated hours, estimate, effort, work",
    },
    "time_entries": {
        "entry_ref": "entry id, time entry id, id",
        "golive_ref": "project code, project id, project key, project, project name",
        "worked_on": "date, start date, spent date, work date, day, spent on",
        "hours": "duration, hours (decimal), duration (decimal), time, hours rounded, time spent, quantity",
        "person": "user, member, employee, team member, name, first name, last name, who",
        "activity": "task, task type, work type, service item, tag, tags",
        "note": "notes, description, comment, comments, memo",
        "task_ref": "issue key, task id, ticket",
    },
    "barriers": {
        "barrier_ref": "issue id, risk id, blocker id, id, key",
        "golive_ref": "project key, project id, project code, project",
        "kind": "type, category, reason",
        "opened_on": "opened, raised, raised on, date raised, identified, created",
        "closed_on": "closed, resolved, closed date, resolved on",
        "note": "description, summary, issue",
    },
    "holds": {
        "hold_ref": "pause id, id",
        "golive_ref": "project key, project id, project code, project",
        "starts_on": "paused on, hold start, paused from, on hold since, start",
        "ends_on": "resumed on, hold end, paused until, end",
    },
    "target_changes": {
        "golive_ref": "project key, project id, project code, project",
        "new_target_on": "new date, new target, revised go-live, new go-live",
        "old_target_on": "old date, previous date, old target, former date",
        "announced_on": "changed on, date of change, change date",
    },
}
# Our word: what others write for it.
WORDS: dict[str, str] = {
    "todo": "not started, open, to do, new, backlog, planned, pending, upcoming, selected for development",
    "in_progress": "started, active, doing, ongoing, in review, in testing, working on it, in flight",
    "blocked": "on hold, waiting, stuck, impeded, waiting for customer, at risk",
    "done": "complete, completed, closed, resolved, finished, 100%",
    "skipped": "cancelled, canceled, won't do, not needed, n/a, not applicable, descoped",
    "vendor": "us, internal, supplier, we",
    "customer": "client, them, external customer",
    "joint": "both, shared",
    "integration": "interface, interfaces, technical, it, api, interface build, connectivity",
    "training": "education, enablement, user training, workshop",
    "change_management": "change, communication, communications, adoption, ocm",
    "data": "data migration, migration, mapping, data mapping, conversion",
    "governance": "security, legal, compliance, steering, privacy, security review",
    "project_management": "pm, planning, coordination, status meeting, project admin, meeting, meetings",
    "configuration": "build, setup, set-up, programming, development, config",
    "at_elbow": "go-live support, floor support, at the elbow, on-site support, hypercare",
    "support": "helpdesk, help desk, ticket, troubleshooting",
    "travel": "travelling, traveling, travel time",
    "other": "misc, miscellaneous, general, admin",
    "trust": "adoption, confidence, acceptance",
    "workflow": "process, workflows",
}


def heading_score(heading: str, ours: str, table: str) -> float:
    """0 to 1, how surely the heading means our column: 1 its name, then what others call it, then a near spelling."""
    theirs, name = _bare(heading), _bare(ours)
    if theirs == name:
        return 1.0
    known = [_bare(word) for word in HEADINGS.get(table, {}).get(ours, "").split(",") if word.strip()]
    if theirs in known:
        return 0.95 - 0.01 * known.index(theirs)
    if theirs in {name.removesuffix("on"), name.removesuffix("ref")}:
        return 0.8
    return 0.8 * _nearest(theirs, [name, *known])


def our_word(theirs: str, choices: Sequence[str]) -> str | None:
    """Which of the choices the word means."""
    bare = _bare(theirs)
    words: Mapping[str, list[str]] = {
        choice: [_bare(choice), *(_bare(word) for word in WORDS.get(choice, "").split(",") if word.strip())]
        for choice in choices
    }
    exact = next((choice for choice, known in words.items() if bare in known), None)
    if exact:
        return exact
    near = max(words, key=lambda choice: _nearest(bare, words[choice]), default=None)
    return near if near is not None and _nearest(bare, words[near]) > 0 else None


def hours(text: str) -> str:
    """01:30:00, 1:30 and 1h 30m as decimal hours; anything else as it is."""
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
        return f"{seconds / 3600:.12g}"
    match = _SPOKEN.fullmatch(text)
    if match and (match[1] or match[2]):
        return f"{int(match[1] or 0) + int(match[2] or 0) / 60:.12g}"
    return text


def prerequisites(text: str) -> str:
    """`3FS +2d, 4` as `3;4`: refs without the kind of the link and its lag."""
    parts = (part.strip() for part in re.split("[,;]", text))
    return ";".join(_LINK_KIND.sub("", part).strip() for part in parts if part)


def _bare(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.lower())


def _nearest(word: str, known: Sequence[str]) -> float:
    """0 where none is near. Short words are near to too much."""
    if len(word) < 4:
        return 0.0
    best = max((SequenceMatcher(None, word, one).ratio() for one in known if len(one) >= 4), default=0.0)
    return best if best >= _NEAR else 0.0
