"""Document -> Attributions: who says what, by which words, and what is said.

Every word of the cue table is a possible cue. For each, the parse and the quotation marks propose
what it may report and who may be its source; the best proposals are kept when they are likely enough.
To add a cue, add a row to ontology/cues.toml.
"""

from __future__ import annotations

from graphbuild.annotate import Document
from graphbuild.attributions.contents import propose_contents
from graphbuild.attributions.cues import cue_spans, rate_contents, rate_sources
from graphbuild.attributions.quotes import find_quotes, is_quoted
from graphbuild.attributions.sources import propose_sources
from graphbuild.attributions.tree import read_tree
from graphbuild.model import Attribution
from graphbuild.tables import table

LIKELY = 0.3


def find_attributions(document: Document) -> list[Attribution]:
    """All attributions in reading order of their cues; nested ones each on their own."""
    tree = read_tree(document)
    quotes = find_quotes(tree)
    cues = table("cues.toml")
    found = []
    for cue in range(len(tree.words)):
        row = cues["cues"].get(tree.pos[cue], {}).get(tree.lemmas[cue])
        if row is None:
            continue
        rated = rate_contents(row, propose_contents(cue, tree, quotes))
        best = max(rated, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < LIKELY:
            continue
        content = best[1].spans
        source = rate_sources(cue, propose_sources(cue, tree), content, tree, cues["sources"])
        found.append(
            Attribution(
                source,
                cue_spans(cue, source, content, tree),
                content,
                cue,
                is_quoted(content, quotes, tree),
            )
        )
    return found
