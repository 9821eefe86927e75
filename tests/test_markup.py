"""Quotes of articles in Markdown: what a reader sees, at offsets of the text with its marks."""

from __future__ import annotations

import pytest

import graphbuild

NOTE = """---
title: "Tallinn: \\"enough\\""
date: 2021-04-15
---

# Tallinn: "enough"

On Monday, [Estonia](https://x.org/a_(b)) **accused** *Russia* of hacking the [Bank of
Estonia](https://x.org/bank). Foreign Minister Eva-Maria Liimets said that
[Moscow](https://x.org/m "title") had "crossed a line".

> Russia [denied](https://x.org/d) the accusation on _Tuesday_.

The [Security Police](https://x.org/s) expelled two Russian diplomats.
"""


@pytest.mark.model
def test_a_quote_has_no_marks_and_leads_back_to_its_place(tmp_path):
    (tmp_path / "tallinn.md").write_text(NOTE, "utf-8")
    [(article, statements)] = graphbuild.extract(tmp_path / "tallinn.md", reader="rules")
    seen = [e for s in statements for e in s.evidence]
    assert len({e.sentence for e in seen}) >= 3
    for e in seen:
        assert not set("[]*_>") & set(e.sentence), e.sentence
        assert "x.org" not in e.sentence
        assert article.quote(e.start, e.end) == e.sentence
    names = {n.label for s in statements for n in s.entities}
    assert {"Estonia", "Russia"} <= names
    assert not any("](" in name or "*" in name for name in names)
    assert article.title == 'Tallinn: "enough"'
