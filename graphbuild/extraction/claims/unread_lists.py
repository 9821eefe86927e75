"""Lists that an official act announces and of which not every item was read: said, never passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.listings import announces_list, is_marked
from graphbuild.extraction.claims.roles import walk
from graphbuild.extraction.clauses.find import Clause
from graphbuild.knowledge.frames import Frames
from graphbuild.model import Claim, Mention
from graphbuild.nlp.tokens import Span

SHOWN = 80  # characters of the announcing sentence that a message quotes
ENDS = (".", "!", "?", "”", '"')


def unread_lists(context: ClaimContext, claims: Sequence[Claim], frames: Frames) -> Iterator[str]:
    """One line for each list that an act announces and that is not wholly read."""
    document = context.document
    done: set[int] = set()
    for clause in context.clauses.values():
        sent = document.doc[clause.head].sent
        if sent.start in done or not _announces(context, clause, frames, sent):
            continue
        done.add(sent.start)
        items = list(_items(context, sent))
        objects = {
            c.object.head
            for c in claims
            if isinstance(c.object, Mention) and sent.start <= c.at < sent.end
        }
        n_read = sum(any(first <= head < last for head in objects) for first, last in items)
        n_left = _left_out(context, sent)
        if n_read < len(items) + n_left:
            quoted = " ".join(document.text(sent.start, sent.end).split())[:SHOWN]
            yield f"a list was not understood: {n_read} of {len(items) + n_left} items read after {quoted!r}"


def _announces(context: ClaimContext, clause: Clause, frames: Frames, sent: Span) -> bool:
    """Whether a clause is an act of a kind that lists whom it meets, and its sentence ends in a colon."""
    doc = context.document.doc
    if doc[sent.end - 1].text != ":" or not announces_list(context.document, sent.start, sent.end):
        return False
    return any(
        frame.list and all(walk(context, clause, role) for role in frame.where)
        for frame in frames.get(clause.kind, clause.lemma)
    )


def _items(context: ClaimContext, sent: Span) -> Iterator[tuple[int, int]]:
    """The paragraphs below a sentence that are items: marked as such, or no sentences."""
    document = context.document
    for first, last in document.paragraphs:
        if first < sent.end:
            continue
        if not (is_marked(document, first, last) or document.doc[last - 1].text not in ENDS):
            return
        yield first, last


def _left_out(context: ClaimContext, sent: Span) -> int:
    """The lines right below a sentence that are no part of the article's body."""
    document = context.document
    start = document.ends[sent.end - 1]
    later = [document.starts[first] for first, _ in document.paragraphs if first >= sent.end]
    between = document.article.text[start : later[0]] if later else ""
    lines = [line.strip() for line in between.split("\n")[1:-1]]
    return sum(any(c.isalpha() for c in line) and "|" not in line for line in lines)
