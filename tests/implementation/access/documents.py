"""Small files of each kind, and some that are not what they say."""

from io import BytesIO
from zipfile import ZipFile

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(9) + b"\xff\xd9"


def packed(**members: str) -> bytes:
    """A ZIP; `__` in a name stands for `/`, and its last `_` for a dot."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            path = name.replace("__", "/")
            archive.writestr("[Content_Types].xml" if name == "types" else ".".join(path.rsplit("_", 1)), content)
    return buffer.getvalue()


DOCX = packed(types="<Types/>", word__document_xml="<w/>")
XLSX = packed(types="<Types/>", xl__workbook_xml="<w/>")
PPTX = packed(types="<Types/>", ppt__presentation_xml="<w/>")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text", content_xml="<o/>")
DOCM = packed(types="<Types/>", word__document_xml="<w/>", word__vbaProject_bin="x")
