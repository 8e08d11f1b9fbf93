"""What the documents name is there, and what people have to know of is named: settings, jobs, commands, routes, files.

The changelog is left out: it tells of what was. What SECURITY.md claims has a test of its own.
"""

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from config.celery import SECONDS_BETWEEN_RUNS
from implementation.access.scopes import known_scopes
from implementation.models.event_kinds import known_kinds
from implementation.services.imports.registry import registered_tables

ROOT = Path(__file__).parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md")))
}
OPERATIONS = PAGES["docs/operations.md"]
READERS_OF_SETTINGS = {"text", "flag", "number", "choice", "words", "networks", "numbered"}
# Of the C library, which the documents advise.
SETTINGS_OF_OTHERS = {"MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_"}
VERBS = "GET|POST|PATCH|PUT|DELETE"
ANY_ID = str(UUID(int=1))


def in_backticks(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


WORDS = {page: in_backticks(text) for page, text in PAGES.items()}


def rows_of(text: str) -> list[list[str]]:
    """The cells of every table in the text, a list a row. None of them holds a bar."""
    return [re.split(r"\s*\|\s*", row)[1:-1] for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)]


def table_of(text: str, first_heading: str) -> list[list[str]]:
    """The rows of the one table whose first column is headed so."""
    return rows_of(text.split(f"\n| {first_heading} |")[1].split("\n\n")[0])


def settings_of_the_code() -> set[str]:
    """Each variable that a settings file reads from the environment."""
    calls = (
        node
        for path in (ROOT / "config").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS_OF_SETTINGS
    )
    named = {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}
    return {str(name) for name in named if re.fullmatch(r"[A-Z][A-Z_]+", str(name))}


def test_every_setting_is_in_the_table_and_no_other() -> None:
    told = {name for row in table_of(OPERATIONS, "variable") for name in in_backticks(row[0])}
    assert told == settings_of_the_code()


def test_every_setting_that_is_named_anywhere_is_one() -> None:
    known = settings_of_the_code() | SETTINGS_OF_OTHERS
    named = {(page, word) for page, words in WORDS.items() for word in words if re.match(r"[A-Z]+_[A-Z_]+(=|$)", word)}
    assert named
    unknown = [(page, word) for page, word in named if word.split("=")[0].removesuffix("_FILE") not in known]
    assert [each for each in unknown if not each[1].startswith("CROSSING_TEST_")] == []


def test_the_table_of_jobs_is_the_schedule() -> None:
    told = {name: float(row[1].split(" s")[0]) for row in table_of(OPERATIONS, "job") for name in in_backticks(row[0])}
    assert told == SECONDS_BETWEEN_RUNS


def own_commands() -> dict[str, str]:
    return {name: app for name, app in get_commands().items() if app in {"implementation", "tracking"}}


def test_every_command_is_in_the_table_and_no_other() -> None:
    told = [name for row in table_of(OPERATIONS, "command") for name in in_backticks(row[0])]
    assert sorted(told) == sorted(own_commands())


def test_every_command_that_is_named_is_there_with_its_options() -> None:
    called = [
        (page, name, set(re.findall(r"--[a-z-]+", rest)))
        for page, text in PAGES.items()
        for name, rest in re.findall(r"manage\.py (\w+)([^`\n#|]*)", text)
    ]
    assert len(called) > 15
    commands = get_commands()
    assert [(page, name) for page, name, _ in called if name not in commands] == []
    options = {
        name: set(load_command_class(app, name).create_parser("manage.py", name)._option_string_actions)
        for name, app in own_commands().items()
    }
    assert [each for each in called if each[1] in options and not each[2] <= options[each[1]]] == []


def test_every_route_that_is_named_is_there() -> None:
    called = [
        (page, verb, address)
        for page, words in WORDS.items()
        for word in words
        for verb, address in re.findall(rf"^({VERBS}) ([^\s]+)", word)
    ]
    called += [(page, "", word) for page, words in WORDS.items() for word in words if re.match(r"[a-z-]+/[{<]id", word)]
    addresses = [
        (page, "", address) for page, text in PAGES.items() for address in re.findall(r"/(api/v1/[^\s\"`?]+)", text)
    ]
    assert len(called) > 50
    assert [each for each in [*called, *addresses] if not is_routed(each[1], each[2])] == []


def is_routed(verb: str, address: str) -> bool:
    """Whether the route is there and takes the verb. `{id}`, `<id>` and `$ID` stand for any id."""
    path = urlsplit(re.sub(r"<nouns>", "tasks", address)).path.removeprefix("/api/v1/").removeprefix("api/v1/")
    path = re.sub(r"\{\w+\}|<\w+>|\$\w+", ANY_ID, path)
    try:
        found = resolve(f"/api/v1/{path}")
    except Resolver404:
        return False
    return not verb or verb.lower() in getattr(found.func, "actions", {})


def test_every_file_that_is_named_is_there() -> None:
    places = [
        (page, word.split("::")[0])
        for page, words in WORDS.items()
        for word in words
        if re.match(r"(config|implementation|tracking|tests|docs)/[\w/.*]+", word)
    ]
    links = [
        (page, str((ROOT / page).parent.joinpath(target).resolve().relative_to(ROOT)))
        for page, text in PAGES.items()
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text)
    ]
    assert len(places) > 30
    assert len(links) > 30
    assert [each for each in [*places, *links] if not any(ROOT.glob(each[1]))] == []


def test_every_link_into_a_page_finds_its_heading() -> None:
    missing = []
    for page, text in PAGES.items():
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", text):
            there = (ROOT / page).parent.joinpath(target) if target else ROOT / page
            headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}:
                missing.append((page, anchor))
    assert missing == []


def test_every_kind_of_event_and_every_scope_that_is_named_is_one() -> None:
    nouns = {kind.split(".")[0] for kind in known_kinds()}
    kinds = {word for words in WORDS.values() for word in words if re.fullmatch(r"[a-z-]+\.[a-z-]+", word)}
    kinds |= {kind for text in PAGES.values() for kind in re.findall(r'"([a-z-]+\.[a-z-]+)\\?"', text)}
    named = {kind for kind in kinds if kind.split(".")[0] in nouns and kind != "webhook.test"}
    scopes = {scope for text in PAGES.values() for scope in re.findall(r"\b[a-z-]+:(?:read|write)\b", text)}
    assert (named - known_kinds(), scopes - known_scopes()) == (set(), set())
    assert named
    assert scopes


def test_the_columns_of_an_import_are_those_of_the_page() -> None:
    rows = table_of(PAGES["docs/import.md"], "table")
    told = {name: re.sub(r"\(.*?\)", "", row[1]).split() for row in rows for name in in_backticks(row[0])}
    assert told == {
        table.spec.name: ["●" * column.required + column.name for column in table.spec.columns]
        for table in registered_tables()
    }


@pytest.mark.parametrize("address", ["tasks/{id}/transitions", "tasks/{id}/nothing", "nothing"])
def test_a_route_that_is_gone_would_be_seen(address: str) -> None:
    assert is_routed("POST", address) is (address == "tasks/{id}/transitions")
    assert not is_routed("DELETE", address)
