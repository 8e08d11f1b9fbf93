"""Files are judged by their content, which their name must agree with."""

from io import BytesIO

import pytest

from implementation.access import file_kinds
from implementation.access.file_kinds import ENDINGS, WrongFileError, kind_of
from tests.implementation.access import documents

GOOD = {
    "a.pdf": documents.PDF,
    "A.PDF": documents.PDF,
    "a.png": documents.PNG,
    "a.jpg": documents.JPEG,
    "a.jpeg": documents.JPEG,
    "a.docx": documents.DOCX,
    "a.xlsx": documents.XLSX,
    "a.pptx": documents.PPTX,
    "a.odt": documents.ODT,
    "a.txt": "Grüße\n".encode(),
    "b.txt": "Grüße\r\n".encode("cp1252"),
    "a.csv": b"a;b\n1;2\n",
    "a.md": b"# Minutes\n",
}
BAD = {
    "a.exe": b"MZ\x90\x00",
    "a.html": b"<html></html>",
    "a.svg": b"<svg onload='alert(1)'/>",
    "a.zip": documents.DOCX,
    "no ending": documents.PDF,
    "": documents.PDF,
    "a.pdf.exe": documents.PDF,
    "page.txt": b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>",
    "svg.txt": b"\n<svg/>",
    "xml.csv": b"<?xml version='1.0'?><html/>",
    "binary.txt": b"a\x00b",
    "control.csv": b"a\x1bb",
    "late.txt": b"a" * 3_000_000 + b"\x00",
    "empty.pdf": b"",
    "word.pdf": documents.DOCX,
    "pdf.docx": documents.PDF,
    "sheet.docx": documents.XLSX,
    "plain.docx": b"PK\x03\x04 no archive",
    "jar.docx": documents.packed(META__INF_MF="x"),
    "macro.docx": documents.DOCM,
    "late.pdf": b"MZ\x90\x00" + documents.PDF,
    "html.png": b"<html>" + documents.PNG,
    "text.png": b"hello",
    "odt.ods": documents.ODT,
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    kind = kind_of(BytesIO(GOOD[name]), name)
    assert name.rpartition(".")[2].lower() in kind.names
    assert "html" not in kind.media_type


@pytest.mark.parametrize("name", BAD)
def test_everything_else_is_refused_in_words(name: str) -> None:
    with pytest.raises(WrongFileError, match=r"[a-z]{3}.*\.$"):
        kind_of(BytesIO(BAD[name]), name)


def test_nothing_that_a_browser_runs_is_on_the_list() -> None:
    assert not {"html", "htm", "svg", "xml", "js", "zip", "docm", "xlsm", "doc", "xls", "exe"} & set(ENDINGS)


def test_a_document_that_would_fill_a_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = BytesIO(documents.packed(types="<Types/>", word__document_xml="0" * 2**20))
    assert kind_of(bomb, "a.docx")
    monkeypatch.setattr(file_kinds, "MOST_UNPACKED", 2**20)
    with pytest.raises(WrongFileError, match="unpack to more than 1 MiB"):
        kind_of(bomb, "a.docx")
