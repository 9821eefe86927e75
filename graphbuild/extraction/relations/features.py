"""Features of mentions, sentences and pairs of mentions, as words that the network has vectors for.

A feature is a short string ("path=nsubj^dobj"); the network looks it up by hash.  What is measured here
is what the rules look at, too (syntax, clauses, attributions, classes) and what the rules have found.
Changing a feature makes the weights worthless: train again (tools/train_relations.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphbuild.extraction.relations.index import NONE, DocumentIndex
from graphbuild.model import NAME
from graphbuild.nlp.tokens import Token

MOST_WORDS = 40  # content words of a sentence that count
NEAR = 5  # tokens between two mentions up to which their exact sequence counts
MOST_BETWEEN = 14
MOST_ON_PATH = 8
CONTENT = frozenset({"VERB", "NOUN", "ADJ"})


def sentence_features(sentence: Sequence[Token]) -> list[str]:
    """The content words and prepositions of a sentence."""
    words = {
        t.lemma_.lower()
        for t in sentence[:80]
        if (t.pos_ in CONTENT or t.pos_ == "ADP") and t.lemma_.isalpha()
    }
    return ["sentence:" + word for word in sorted(words)[:MOST_WORDS]]


def mention_features(index: DocumentIndex, number: int) -> list[str]:
    """What a mention is, where it stands, what the rules say of it, what the article calls it."""
    mention, kind, doc = index.mentions[number], index.kinds[number], index.context.document.doc
    head, owner = doc[mention.head], index.entities[number]
    found = [
        f"kind={kind}",
        f"form={mention.form}",
        f"dep={head.dep_}",
        f"kind+dep={kind}/{head.dep_}",
        f"head={head.head.lemma_.lower()}/{head.dep_}",
        f"governor={index.governor(head.i).lemma_.lower()}",
        f"count={min(index.counts[owner], 6)}",
        f"sentence={min(index.sentences[number], 8)}",
        f"new={index.first[owner] == index.sentences[number]}",
    ]
    if mention.form != NAME:
        found.append(f"word={head.lemma_.lower()}")
    for clause, role in index.roles.get(head.i, ())[:4]:
        found += [f"role={role}:{clause.lemma}", f"role={role}:{clause.kind}"]
    if mention.first > 0:
        found.append(f"previous={doc[mention.first - 1].lemma_.lower()}")
    if mention.last < len(doc):
        found.append(f"next={doc[mention.last].lemma_.lower()}")
    found += _attribution_of(index, head.i)
    found += (f"subject of={c.predicate}" for c in index.by_subject.get(number, ())[:4])
    found += (f"object of={c.predicate}" for c in index.by_object.get(number, ())[:4])
    found += (f"alone={c.predicate}/{c.rule}" for c in index.by_pair.get((number, -1), ()))
    if owner is not None:
        found += index.words.get(owner, ())[:8]
    return found


def _attribution_of(index: DocumentIndex, at: int) -> Iterator[str]:
    doc, attributions = index.context.document.doc, index.context.attributions
    sources, contents = index.sources.get(at, NONE), index.contents.get(at, NONE)
    for number in sorted(sources | contents):
        if number in sources:
            yield "source"
            yield f"source of={doc[attributions[number].head].lemma_.lower()}"
        else:
            yield "quoted" if attributions[number].quoted else "reported"


def pair_features(index: DocumentIndex, one: int, other: int) -> tuple[list[str], list[str]]:
    """Features of a pair of mentions in one sentence, and the words that connect them, nearest first."""
    a, b = index.mentions[one], index.mentions[other]
    kinds = (index.kinds[one], index.kinds[other])
    found = [f"kinds={kinds[0]}|{kinds[1]}", f"forms={a.form}|{b.form}"]
    words: list[str] = []
    path = index.path(a.head, b.head)
    if path is not None:
        features, words = _on_path(path, kinds)
        found += features
    features, between = _between(index, one, other, kinds)
    found += features
    words = words or between[:NEAR]
    shared = {id(clause): (clause, role) for clause, role in index.roles.get(a.head, ())}
    for clause, role in index.roles.get(b.head, ()):
        if id(clause) not in shared:
            continue
        mine = shared[id(clause)][1]
        found += [
            f"roles={mine}|{role}",
            f"roles={mine}|{clause.lemma}|{role}",
            f"roles={kinds[0]} {mine}|{clause.lemma}|{role} {kinds[1]}",
        ]
        found += ["negated"] * clause.negated
        found += [f"modal={clause.modal}"] if clause.modal else []
        words = [index.context.document.doc[clause.head].lemma_.lower(), *words]
    found += _said(index, a.head, b.head)
    found += _ruled(index, one, other)
    return found, words[:MOST_ON_PATH]


def _on_path(
    path: tuple[list[Token], Token, list[Token]], kinds: tuple[str, str]
) -> tuple[list[str], list[str]]:
    """Features of the way through the parse, and the words on it."""
    up, top, down = path
    labels = "<".join(t.dep_ for t in up) + "^" + ">".join(t.dep_ for t in reversed(down))
    common = top.lemma_.lower()
    found = [
        f"path={labels}",
        f"path={labels}/{common}",
        f"path={kinds[0]} {labels} {kinds[1]}",
        f"top={common}",
        f"top={top.pos_}",
        f"length={min(len(up) + len(down), 9)}",
        "up=" + "/".join(t.dep_ for t in up[:3]),
        "down=" + "/".join(t.dep_ for t in down[:3]),
    ]
    ends = {t.i for t in (*up[:1], *down[:1])} or {top.i}
    inner = [t for t in (*up[1:], top, *down[1:]) if t.i not in ends]
    for token in inner:
        lemma = token.lemma_.lower()
        found += [f"on={lemma}", f"on={lemma}|{kinds[1]}", f"on={lemma}/{token.dep_}"]
    content = sorted(t.lemma_.lower() for t in inner if t.pos_ in CONTENT)
    found.append("content=" + " ".join(content))
    return found, [t.lemma_.lower() for t in inner]


def _between(
    index: DocumentIndex, one: int, other: int, kinds: tuple[str, str]
) -> tuple[list[str], list[str]]:
    """Features of the words between two mentions, and these words."""
    a, b = index.mentions[one], index.mentions[other]
    side, (left, right) = (">", (a, b)) if a.head < b.head else ("<", (b, a))
    tokens = index.context.document.doc[left.last : max(left.last, right.first)]
    words = [t.lemma_.lower() for t in tokens]
    passed = sum(
        left.head < index.mentions[m].head < right.head
        for m in index.by_sentence[index.sentences[one]]
    )
    found = [f"distance={side}{min(len(words), 12) // 2}", f"passed={side}{min(passed, 6)}"]
    found += (f"between={side}{word}" for word in words[:MOST_BETWEEN])
    if len(words) <= NEAR:
        text = " ".join(words)
        found += [f"sequence={side}{text}", f"sequence={kinds[0]}{side}{text}{kinds[1]}"]
    return found, words


def _said(index: DocumentIndex, one: int, other: int) -> Iterator[str]:
    """Whether one of two tokens is the source of what the other stands in."""
    doc, attributions = index.context.document.doc, index.context.attributions
    for name, source, said in (("reports", one, other), ("reported by", other, one)):
        for number in sorted(index.sources.get(source, NONE) & index.contents.get(said, NONE)):
            yield name
            yield f"{name}={doc[attributions[number].head].lemma_.lower()}"


def _ruled(index: DocumentIndex, one: int, other: int) -> Iterator[str]:
    """What the rules claim of the pair, of the reversed pair, and of the two entities elsewhere."""
    for claim in index.by_pair.get((one, other), ()):
        yield f"rule={claim.predicate}"
        yield f"rule={claim.rule.split('+')[0]}>{claim.predicate}"
        yield f"rule={claim.predicate}/{claim.modality}/{claim.polarity}"
    for claim in index.by_pair.get((other, one), ()):
        yield f"reversed={claim.predicate}"
    a, b = index.entities[one], index.entities[other]
    if a is not None and b is not None:
        yield from (f"entities={p}" for p in sorted(index.by_entities.get((a, b), ())))
        yield from (f"entities reversed={p}" for p in sorted(index.by_entities.get((b, a), ())))
