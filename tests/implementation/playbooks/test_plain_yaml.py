"""YAML that is only data, and what else YAML could do to us."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import load_playbook
from implementation.playbooks.plain_yaml import MAX_DEPTH, RepeatedKey, UnreadableYaml, read_yaml
from tests.implementation.playbooks.builders import a_playbook, faults_in, text_of, told

BOMB = 'a: &a ["x","x"]\nb: &b [*a,*a]\nc: &c [*b,*b]\n'


def refusal_of(text: str) -> UnreadableYaml:
    with pytest.raises(UnreadableYaml) as refusal:
        read_yaml(text)
    return refusal.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("text", "text"),
        ("yes", "yes"),
        ("2026-01-31", "2026-01-31"),
        ("2026-13-45", "2026-13-45"),
        ("0b_", "0b_"),
        ("0899", 899),
        ("-21", -21),
        ("+3", 3),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("9" * 19, "9" * 19),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_values_are_what_they_look_like(written: str, read: object) -> None:
    data = read_yaml(f"a: {written}\n").data
    assert data == {"a": read}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(read)


def test_a_fault_of_syntax_is_told_with_its_line() -> None:
    (fault,) = faults_in("key: small\ntitle: [a, b\nversion: 1\n")
    assert (fault.kind, fault.line) == ("unreadable", 3)
    assert str(fault).startswith("small.yaml, line 3: this cannot be read: expected ',' or ']'")


def test_a_tab_for_indentation_is_told_with_its_line() -> None:
    assert refusal_of("a:\n\tb: 1\n").line == 2


def test_an_unprintable_character_is_told_with_its_line() -> None:
    refusal = refusal_of("a: 1\nb: \x07\n")
    assert (refusal.line, refusal.fault) == (2, "this holds the unprintable character U+0007.")


@pytest.mark.parametrize("escape", [r"\0", r"\x1b", r"\ud800"])
def test_an_escape_that_no_database_stores_is_refused(escape: str) -> None:
    assert "the character U+" in refusal_of(f'a: 1\nb: "x{escape}"\n').fault


def test_aliases_are_refused_before_they_multiply() -> None:
    refusal = refusal_of(BOMB)
    assert (refusal.line, refusal.remedy) == (2, "Write the value out in its place.")


def test_a_list_that_holds_itself_is_refused() -> None:
    assert "alias *a" in refusal_of("a: &a [*a]\n").fault


def test_a_merged_mapping_is_an_unknown_field() -> None:
    assert "small.yaml, field <<: is not a field of a playbook. Remove it." in told(
        text_of(a_playbook()) + "<<: {key: other}\n"
    )


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.getcwd []", "!!int abc", "!!binary x", "!mine 1"])
def test_tags_are_refused(tag: str) -> None:
    assert refusal_of(f"a: {tag}\n").remedy == "Remove the tag."


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_deep_nesting_is_refused(opening: str) -> None:
    assert f"deeper than {MAX_DEPTH} levels" in refusal_of(opening * 50_000).fault


@pytest.mark.parametrize("key", ["[a]", "{a: 1}", "7", "true", "null", "1.5"])
def test_a_field_name_that_is_not_text_is_refused(key: str) -> None:
    assert "field name that is not text" in refusal_of(f"? {key}\n: 1\n").fault


def test_a_second_document_is_refused() -> None:
    assert refusal_of("a: 1\n---\nb: 2\n").line == 2


def test_a_repeated_key_is_reported_with_the_line_of_the_second() -> None:
    assert read_yaml("a: 1\nb: {c: 1, d: 2}\na: 3\n").repeated == (RepeatedKey("a", 3),)


def test_a_field_given_twice_is_a_fault_of_the_playbook() -> None:
    text = text_of(a_playbook())
    assert told(text + "key: other\n") == [
        f"small.yaml, line {text.count(chr(10)) + 1}, field key: is given twice in the same place. Keep one of the two."
    ]


@given(st.one_of(st.text(), st.text(alphabet="ab01:-,[]{}&*!?|>'\"%@`#.~ \n\t\\\x00", max_size=60)))
def test_no_text_is_answered_with_anything_but_faults(text: str) -> None:
    with suppress(PlaybookFaults):
        load_playbook(text)
    with suppress(PlaybookFaults):
        load_playbook(f"tasks:\n  - key: {text}\n")
