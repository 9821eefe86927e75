"""The rule by which an entity gets its identifier, so that two articles name one thing alike.

The identifier is the part of the IRI after `https://w3id.org/graphbuild/id/`. The first line of this
table that fits decides:

    what the chain of mentions is                   identifier
    a state                                         state/ISO-CODE
    listed in a catalogue                           FAMILY/name (see `catalogued_name`)
    a known body, but of another state              organization/CODE-words ("Britain's Treasury")
    a known body                                    organization/its name in the lists
    described, and one state has only one such      organization/CODE-words ("Xian foreign ministry")
    only described, or too short or ambiguous       FAMILY/ARTICLE/words-TOKEN
    named in words that any state's body has        organization/CODE-words, or ARTICLE in place of CODE
    anything else                                   FAMILY/name

FAMILY is "organization" for every body, since texts differ on what sort of body a name is, else the
class in lower case with hyphens. ARTICLE is a hash of the article's id: such an entity is the same
within its article only, and `identity/` may join it to others later. CODE is an ISO 3166 code, and
TOKEN the token index of the chain's first mention, which tells two descriptions in one article apart.
"""

from __future__ import annotations

import functools
import hashlib
import re
from typing import Protocol

from graphbuild.knowledge.ontology import classes_below
from graphbuild.knowledge.reference import (
    CatalogueEntry,
    State,
    body_states,
    described_body,
    known_bodies,
    pieces,
    state_index,
    without_states,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, PRONOUN, Mention
from graphbuild.nlp.annotate import Document

VENDORS_NAME = "ThreatActor"
GENERIC = ("GovernmentBody", "IntelligenceService", "MilitaryUnit")
ORGANIZATION = "organization"
ORDER = re.compile(r"^(?:E\.O\.s?|EOs?\b|Executive Orders?(?: \(E\.?O\.?s?\))?)(?= )")
SHORT = 5  # letters of a one-word name below which it is too ambiguous to be the same everywhere
LONGEST = 80  # characters of the words in an identifier that holds in one article only


class Chained(Protocol):
    """What of a chain this stage reads."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """In reading order."""

    @property
    def kind(self) -> str:
        """Local name of a class."""

    @property
    def name(self) -> str:
        """The best full name in the text."""


def identifier(
    document: Document, chain: Chained, state: State | None, known: CatalogueEntry | None
) -> str:
    """The identifier of what a chain of mentions refers to, by the rule above.

    state, known: the state or the entry of a catalogue that the chain was found to be, if any.
    """
    if state:
        return f"state/{state.code}"
    family = _family(chain.kind)
    if known:
        return f"{family}/{_slug(catalogued_name(chain, known))}"
    names = [m.surface for m in chain.mentions if m.form == NAME]
    described = (described_body(m.surface) for m in chain.mentions if m.form != PRONOUN)
    listed = (known_bodies().get(pieces(name)) for name in names)
    body = next((b for b in (*listed, *described) if b), None)
    if body and family == ORGANIZATION and (owner := _other_owner(document, chain, body)):
        return f"{family}/{owner}-{'-'.join(_bare(chain.name))}"
    if body and family == ORGANIZATION and (body in body_states() or not _is_generic(body)):
        return f"{family}/{_slug(body)}"
    if family == ORGANIZATION and not names and (sole := _sole(chain)):
        return f"{family}/{sole}"
    scope = hashlib.sha256(document.article.id.encode()).hexdigest()[:8]
    if not names or chain.name.islower() or _is_ambiguous(chain):
        return f"{family}/{scope}/{_slug(chain.name)[:LONGEST]}-{chain.mentions[0].head}"
    if family == ORGANIZATION and _is_generic(chain.name):
        return f"{family}/{_owner(document, chain) or scope}-{'-'.join(_bare(chain.name))}"
    return f"{family}/{_slug(ORDER.sub('Executive Order', chain.name))}"


def catalogued_name(chain: Chained, known: CatalogueEntry) -> str:
    """The name under which a catalogued thing has its node.

    A threat actor has one for each vendor's name: who is behind two names is for others to say. The
    main name counts before others, and "Lazarus" is no other name than "Lazarus Group".
    """
    if known.kind != VENDORS_NAME:
        return known.name
    main = set(pieces(known.name))
    own = [m.surface for m in chain.mentions if m.form == NAME and _lists(known, m.surface)]
    for name in own:
        words = set(pieces(name))
        if words <= main or main <= words or "".join(pieces(name)) == "".join(pieces(known.name)):
            return known.name
    return own[0] if own else known.name


@functools.cache
def generic_words() -> frozenset[str]:
    """Words of which the names of every state's bodies are made: "Foreign Ministry"."""
    heads = lexicon("names")["heads"]
    found = {w for kind in GENERIC for head in heads[kind] for w in head.split()}
    return frozenset(found | set(lexicon("names")["generic"]))


@functools.cache
def common_words() -> frozenset[str]:
    """Words of bodies that many states have, though one state's is meant where no other is told."""
    return frozenset(lexicon("identity")["shared"])


def _family(kind: str) -> str:
    if kind in classes_below("Body"):
        return ORGANIZATION
    return _slug(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind))


def _lists(known: CatalogueEntry, surface: str) -> bool:
    """Whether the entry has this name, whatever its spaces and hyphens."""
    key = "".join(pieces(surface))
    return any("".join(pieces(name)) == key for name in (known.name, *known.synonyms))


def _sole(chain: Chained) -> str | None:
    """State and words of a body that is only described, where a state has one such: "Xian foreign ministry"."""
    for surface in (m.surface for m in chain.mentions if m.form != PRONOUN):
        what, _, where = surface.partition(" in ")
        plain, codes = without_states(pieces(what))
        seat = state_index().get(pieces(where))
        codes |= {seat.code} if seat and seat.role in ("seat", "capital") else set()
        words = lexicon("identity")["unique" if len(plain) > 1 else "alone"]
        if len(codes) == 1 and plain and plain[-1] in words:
            return "-".join((*codes, *plain))
    return None


def _is_generic(name: str) -> bool:
    return all(w in generic_words() for w in pieces(name) if (w,) not in state_index())


def _owner(document: Document, chain: Chained) -> str | None:
    """The code of the state that a mention of the body contains or that stands before it."""
    for mention in chain.mentions:
        before = document.doc[max(0, mention.first - 2) : mention.first]
        inside = document.doc[mention.first : mention.last]
        tokens = [t.text for t in (*inside, *(before if mention.form != PRONOUN else ()))]
        for text in tokens if mention.form != PRONOUN else ():
            if name := state_index().get(pieces(text)):
                return name.code
    return None


def _bare(name: str) -> list[str]:
    """The words of a body's name that name no state."""
    return [w for w in pieces(name) if (w,) not in state_index()] or ["x"]


def _other_owner(document: Document, chain: Chained, body: str) -> str | None:
    """The code of another state whose body the text says it is: "Britain's Treasury" is not the US one.

    Acronyms ("the FBI") mean one body whoever is named before them.
    """
    home = body_states().get(body)
    if home is None or not common_words().issuperset(_bare(chain.name)):
        return None
    for mention in (m for m in chain.mentions if m.form == NAME):
        codes = _possessors(document, mention)
        if home in codes:
            return None
        if codes:
            return codes[0]
    return None


def _possessors(document: Document, mention: Mention) -> list[str]:
    """The codes of the states in a name, or right before it as possessor or adjective."""
    doc, first = document.doc, mention.first
    tokens = list(doc[first : mention.last])
    if first and doc[first - 1].text in ("'s", "\u2019s", "'", "\u2019"):
        tokens += doc[max(0, first - 2) : first - 1]
    elif first:
        tokens += [t for t in doc[first - 1 : first] if t.dep_ in ("amod", "compound", "nmod")]
    found = (state_index().get(pieces(t.text)) for t in tokens)
    return [name.code for name in found if name]


def _is_ambiguous(chain: Chained) -> bool:
    if chain.kind == "Person":
        return len(chain.name.split()) < 2
    return len(chain.name) < SHORT and " " not in chain.name


def _slug(text: str) -> str:
    return "-".join(pieces(text)) or "x"
