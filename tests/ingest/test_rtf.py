"""RTF as word processors write it."""

from __future__ import annotations

import gzip

import pytest

from graphbuild.ingest.reader import read_articles

DOCUMENT = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}{\stylesheet{\s1 heading 1;}}
{\info{\title The Guild in the dock}{\author A. Writer}}
{\header\pard Daily Ruritanian, page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}
\pard\s1\b The Guild in the dock\b0\par
\pard The \'93Ministry\'94 of {\b Ruri}tania accused the Guild\u8217?s heads of {\field{\*\fldinst{HYPERLINK "https://x.org/a"}}{\fldrslt hacking}} its archive,\line a spokesman said\~on Monday.{\super\chftn}{\footnote\pard\plain A note.}\par
\pard The Guild denied it in a caf\'e9 {\deleted on Sunday }and called the claim {\v very }absurd.\par
\trowd\cellx1000\cellx2000\intbl Name\cell Role\cell\row
\trowd\intbl Ann Lee\cell head of the Guild\cell\row
}"""


def read(path, report=None):
    issues = []
    return list(read_articles([path], report=issues.append)), issues


@pytest.mark.parametrize("name", ["dock.rtf", "dock.rtf.gz", "dock"])
def test_a_document_is_read_as_a_reader_sees_it(tmp_path, name):
    data = DOCUMENT.encode("latin-1")
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    [article], issues = read(tmp_path / name)
    assert issues == []
    assert article.title == "The Guild in the dock"
    paragraphs = [article.text[start:end] for start, end in article.body]
    assert paragraphs[:2] == [
        "The “Ministry” of Ruritania accused the Guild’s heads of hacking its archive, "
        "a spokesman said on Monday.",
        "The Guild denied it in a café and called the claim absurd.",
    ]
    assert "| Ann Lee | head of the Guild |" in article.text
    for unseen in ("x.org", "Daily", "Sunday", "Writer"):
        assert unseen not in article.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty file"),
        (b"no document", "not an RTF document"),
        (b"{\\rtf1\\ansi }", "without text"),
        (b"{\\rtf1 " + b"{" * 50_000, "without text"),
    ],
)
def test_what_is_no_document_is_one_line(tmp_path, data, told):
    (tmp_path / "dock.rtf").write_bytes(data)
    articles, issues = read(tmp_path / "dock.rtf")
    assert articles == []
    assert len(issues) == 1
    assert told in str(issues[0])
    assert "error of graphbuild" not in str(issues[0])
