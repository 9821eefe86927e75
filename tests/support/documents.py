"""Small real files of the formats that are read, made byte by byte, with the quirks of each."""

from __future__ import annotations

import io
import zipfile


def pdf(*pages: list[tuple[float, float, float, str]], encrypted: bool = False) -> bytes:
    """A PDF; of each page the pieces of text: x, y, size in points, text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in page
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        number = len(objects)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Contents {number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{number + 1} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>"
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R"
    if encrypted:
        key = "ab" * 32
        trailer += f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
        trailer += " /ID [<00112233> <00112233>]"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{tail}trailer << {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def column(x: float, y: float, lines: list[str], size: float = 10) -> list[tuple]:
    """Lines one below the other, 12 points apart."""
    return [(x, y - 12 * i, size, line) for i, line in enumerate(lines)]


def docx(body: str, footnotes: str = "", title: str = "") -> bytes:
    """A DOCX of the given WordprocessingML; `w:` is its namespace."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = {"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"}
    if footnotes:
        parts["word/footnotes.xml"] = f"<w:footnotes {space}>{footnotes}</w:footnotes>"
    dc = "http://purl.org/dc/elements/1.1/"
    parts["docProps/core.xml"] = f'<p xmlns:d="{dc}"><d:title>{title}</d:title></p>'
    return archive(**parts)


def odt(body: str) -> bytes:
    """An ODT of the given text; `t:` is its namespace of text."""
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "text"))
    content = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}"><o:body>{body}</o:body></o:document-content>'
    return archive(**{"content.xml": content})


def archive(**files: str | bytes) -> bytes:
    """A ZIP with these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return packed.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
