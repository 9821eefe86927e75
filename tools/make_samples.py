"""Writes data/formats/notpetya-briefing-2018.pdf, a sample in two columns with running heads.

    python tools/make_samples.py

The text is below; the same text gives the same bytes, which tests/test_samples.py compares.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

PDF = Path(__file__).resolve().parents[1] / "data" / "formats" / "notpetya-briefing-2018.pdf"
TITLE = "NotPetya: eight months later, a name"
HEAD = "Harbour Institute Briefing  |  No. 7  |  16 March 2018"
TEXT = (
    "The United Kingdom and the United States have accused the Russian military of being behind "
    "NotPetya, the malware that crippled ministries, banks and companies in June 2017.",
    "The British government said on 15 February that the Russian military was almost certainly "
    "responsible for the attack. Foreign Office minister Tariq Ahmad said that the Kremlin had "
    "positioned Russia in direct opposition to the West, and that the attack showed a continued "
    "disregard for Ukrainian sovereignty.",
    "Hours later, the White House called NotPetya the most destructive and costly cyberattack in "
    "history. Press secretary Sarah Sanders said that the Russian military had launched it as part "
    "of an effort by the Kremlin to destabilise Ukraine.",
    "The Kremlin rejected the accusation. Its spokesman, Dmitry Peskov, called it groundless and "
    "said that it was part of a Russophobic campaign that was not based on any evidence.",
    "Others joined the two governments within a day. Danish Defence Minister Claus Hjort Frederiksen "
    "blamed the Russian military, and so did the Australian government. New Zealand's Government "
    "Communications Security Bureau condemned the attack.",
    "The malware was spread through an update of M.E.Doc, a Ukrainian program for tax returns. From "
    "there it reached firms that merely had an office in Ukraine. The shipping company Maersk put "
    "its losses at up to 300 million dollars, and the drug maker Merck had to stop part of its "
    "production.",
    "On 15 March, the US Treasury Department sanctioned the GRU, Russia's military intelligence "
    "service, and named NotPetya among its reasons. Treasury Secretary Steven Mnuchin said that the "
    "administration was confronting malign Russian cyber activity. The Treasury also sanctioned the "
    "Internet Research Agency for its interference in the US election of 2016.",
    "What was published does not show how the governments came to their conclusion. Ukraine's "
    "security service, the SBU, had accused Russia of the attack as early as July 2017.",
)
WIDTH, LEADING, SIZE = 47, 13, 10  # characters of a line; points
COLUMNS, TOP, LINES = (50, 320), 700, 24  # points, points, lines of a column
Piece = tuple[float, float, float, str]  # x, y and size in points, text


def pages() -> list[list[Piece]]:
    """The pieces of text on each page."""
    lines = [line for p in TEXT for line in (*textwrap.wrap(p, WIDTH), "")]
    columns = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    found = []
    for number, at in enumerate(range(0, len(columns), len(COLUMNS)), start=1):
        page: list[Piece] = [(50, 760, 8, HEAD), (300, 40, 8, str(number))]
        if number == 1:
            page.append((50, 726, 18, TITLE))
        for x, column in zip(COLUMNS, columns[at : at + len(COLUMNS)], strict=False):
            page += [(x, TOP - LEADING * n, SIZE, t) for n, t in enumerate(column) if t]
        found.append(page)
    return found


def pdf() -> bytes:
    """The file: a catalogue, the pages, one font, and a stream and a page object for each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for page in pages():
        drawn = "\n".join(f"BT /F1 {s} Tf {x} {y} Td ({_escaped(t)}) Tj ET" for x, y, s, t in page)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({_escaped(TITLE)}) /CreationDate (D:20180316) >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R "
    return out + f"{tail}/Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


if __name__ == "__main__":
    PDF.write_bytes(pdf())
