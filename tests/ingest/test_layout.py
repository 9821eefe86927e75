"""What was taken for boilerplate, as people see it."""

from __future__ import annotations

from support.command_line import call

from graphbuild.ingest.layout import LEFT_OUT, READ, lines_of
from graphbuild.model import Article

PAGE = """<html><head><title>Guild in the dock</title></head><body>
<nav><a href="/">Home of the weather</a></nav>
<article><h1>Guild in the dock</h1>
<p>The Ministry of Ruritania accused the Guild of hacking its archive on Monday, a spokesman said.</p>
<p>The Guild denied that it had anything to do with the attack and called the claim absurd.</p>
<p>Read more: the weather of today</p></article>
<footer>Imprint of the paper</footer></body></html>"""


def test_a_line_is_read_if_some_of_it_is():
    text = "Menu\n\nIt [left](https://x.org).\nShare"
    start = text.index("It")
    article = Article("a", text, ((start, start + 3), (start + 4, start + 8)))
    assert [tuple(line) for line in lines_of(article)] == [
        ("Menu", LEFT_OUT),
        ("It [left](https://x.org).", READ),
        ("Share", LEFT_OUT),
    ]


def test_the_command_marks_what_is_not_read(tmp_path):
    (tmp_path / "dock.html").write_text(PAGE, "utf-8")
    done = call("extract", "--show-boilerplate", tmp_path / "dock.html")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("dock: 2 lines are read, ")
    assert "  The Guild denied that it had anything to do" in done.stdout
    assert (
        "- Read more: the weather of today" in lines or "~ Read more: the weather of today" in lines
    )
    assert "~ Imprint of the paper" in lines
    assert "~ Home of the weather" in lines


def test_a_file_without_an_article_is_one_line(tmp_path):
    (tmp_path / "empty.txt").write_text("Menu\n", "utf-8")
    done = call("extract", "--show-boilerplate", tmp_path / "empty.txt")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
