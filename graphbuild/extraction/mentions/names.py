"""Names: known ones, persons, and runs of capitals with a head word or an entity label."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from graphbuild.extraction.mentions.capitals import ROMANCE, capital_runs
from graphbuild.extraction.mentions.classify import ACTOR, heads, kind_of
from graphbuild.extraction.mentions.extents import Phrase, head_of
from graphbuild.extraction.mentions.gazetteer import (
    CATALOGUE,
    ORGANIZATION,
    STATE,
    Hit,
    find_known,
    is_gang,
)
from graphbuild.extraction.mentions.homonyms import is_elsewhere
from graphbuild.extraction.mentions.metonyms import acts
from graphbuild.extraction.mentions.people import find_people, firms, offices, short_form
from graphbuild.extraction.mentions.rosters import announced_kind
from graphbuild.extraction.mentions.words import (
    POSSESSIVE,
    Range,
    common_nouns,
    is_capital,
    is_people,
    label_of,
    name_words,
    noun_kinds,
    titles,
)
from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.reference import pieces, places
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc

ORDER_DIGITS = 5
MIXED = re.compile(r"[a-z][A-Z]")  # "BadRabbit": no ordinary word
SKIPPED = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"})
INNER = frozenset({"State", "MilitaryUnit", "Place", "InternationalOrganization"})
UNSURE = frozenset({"Organization", "Place", "Group", "Malware", "Person"})
TOLD = frozenset(
    {"Company", "ThreatActor", "Malware", "MediaOutlet", "IntelligenceService", "GovernmentBody"}
)
CLOSED = frozenset({"Person", "MediaOutlet", "LegalInstrument"})
MODIFIES = frozenset({"amod", "compound", "nmod", "npadvmod", "advmod"})


def find_names(doc: Doc, ontology: Ontology) -> list[Phrase]:
    """Names in reading order; one inside another only where it has a head of its own."""
    cyber = _is_cyber(doc)
    hits = [h for h in find_known(doc) if h.source != CATALOGUE or _meant(doc, h, cyber)]
    people = find_people(doc, hits)
    held = offices(doc, hits)
    persons = {i for first, last in people for i in range(first, last)}
    persons |= {i for at, (first, _) in held for i in range(at, first)}
    own = {i for first, last in people for i in range(first, last)}
    hits = [h for h in hits if not own & set(range(h.first, h.last))]
    found: list[tuple[Range, str]] = [(p, "Person") for p in people]
    found += [((h.first, h.last), _hit_kind(doc, h)) for h in hits if not _is_national(doc, h)]
    found += _runs(doc, hits, persons, ontology)
    found += ((span, "LegalInstrument") for span in _decisions(doc))
    found += ((span, "Organization") for span in _republics(doc, hits))
    found += ((span, "LegalInstrument") for span in _further_orders(doc))
    return [_with_mark(doc, _described(doc, _headed(doc, p, held))) for p in _select(doc, found)]


def _republics(doc: Doc, hits: Sequence[Hit]) -> Iterator[Range]:
    """ "X People's Republic", which no list of states has: a body that calls itself so."""
    known = {i for h in hits if h.source == STATE for i in range(h.first, h.last)}
    for token in doc:
        if token.text != "Republic" or token.i < 3 or doc[token.i - 1].text not in POSSESSIVE:
            continue
        first = token.i - 2
        while first > token.sent.start and is_capital(doc[first - 1]):
            first -= 1
        if first < token.i - 2 and not known & set(range(first, token.i + 1)):
            yield first, token.i + 1


def _further_orders(doc: Doc) -> Iterator[Range]:
    """The numbers after the first of "Executive Orders 10001, 10002 and 10003"."""
    for token in doc:
        if token.lower_ not in ("orders", "e.o.s", "eos") or token.i + 2 >= len(doc):
            continue
        at = token.i + 1
        while at < len(doc) and (is_order_number(doc[at].text) or doc[at].lower_ in (",", "and")):
            if at > token.i + 1 and is_order_number(doc[at].text):
                yield at, at + 1
            at += 1


def is_order_number(text: str) -> bool:
    """Whether a word can be the number of an executive order."""
    return text.isdigit() and len(text) == ORDER_DIGITS


def _with_mark(doc: Doc, name: Phrase) -> Phrase:
    """With the 's that is part of it, where nothing is owned: "the chain Hobb's said"."""
    if name.kind in ("Person", "State", "Place") or name.last + 1 >= len(doc):
        return name
    owns = doc[name.last + 1].tag_ not in ("VBD", "VBZ", "MD")
    if doc[name.last].tag_ != "POS" or owns or doc[name.last].text not in POSSESSIVE:
        return name
    return name._replace(last=name.last + 1)


def _headed(doc: Doc, name: Phrase, held: Sequence[tuple[int, Range]]) -> Phrase:
    """With an office before it for a head, where the parser makes it that ("Agent in Charge X")."""
    for at, (first, _) in held:
        token = doc[name.head]
        while name.first == first and token.head.i != token.i and token.i > at:
            token = token.head
        if token.i == at:
            return name._replace(head=at)
    return name


DECISION = re.compile(
    r"(?:(?:Council|Commission|EU|European Council) )?(?:(?:Implementing|Delegated|Framework) )?"
    r"(?:Decision|Regulation|Directive|Joint Action|Common Position) "
    r"(?:\((?:[A-Z]{2,4}(?:, )?)+\) )?(?:No\.? ?)?\d{2,4}/\d+(?:/[A-Z]{2,4})?"
)


def _decisions(doc: Doc) -> Iterator[Range]:
    """Acts of the European Union by their numbers: "Council Decision (CFSP) 2019/797"."""
    found = list(DECISION.finditer(doc.text))
    lengths = (len(token.text) + len(token.whitespace_) for token in doc if found)
    starts = list(itertools.accumulate(lengths, initial=0))
    for match in found:
        yield bisect.bisect(starts, match.start()) - 1, bisect.bisect(starts, match.end() - 1)


def _described(doc: Doc, name: Phrase) -> Phrase:
    """With the class that a noun beside the name tells: "security firm X", "the X ransomware"."""
    before = doc[name.first - 1] if name.first else None
    if name.kind == "Person" and name.last - name.first > 1:
        return name._replace(kind="Organization") if _follows_body(doc, name) else name
    if name.kind not in UNSURE:
        return name
    if _is_credited(doc, name):
        return name._replace(kind="MediaOutlet")
    if (listed := announced_kind(doc, name)) is not None:
        return name._replace(kind=listed)
    if _is_somebody(doc, name):
        return name._replace(kind="Person")
    after = doc[name.last] if name.last < len(doc) else None
    told = None
    if before is not None and before.pos_ == "NOUN" and not before.is_sent_start:
        told = noun_kinds().get(before.lower_)
    elif after is not None and after.pos_ == "NOUN" and doc[name.head].dep_ in MODIFIES:
        tail = doc.span(after.i, after.i + 2).text.lower()
        told = noun_kinds().get(tail) or noun_kinds().get(after.lemma_.lower())
        told = told if told in ("Malware", "ThreatActor", "MediaOutlet") else None
    return name._replace(kind=told) if told in TOLD else name


def _is_somebody(doc: Doc, name: Phrase) -> bool:
    """Whether a noun for a person stands beside what the parser takes for a firm: "X Y, a critic of Z"."""
    tokens = doc[name.first : name.last]
    spelt = all(t.is_alpha and t.text.istitle() and t.lower_ not in heads() for t in tokens)
    if name.kind not in ("Organization", "Group") or len(tokens) not in (2, 3) or not spelt:
        return False
    comma = name.last < len(doc) and doc[name.last].text == ","
    beside = (c for c in doc[name.head].rights if c.dep_ == "appos" and c.tag_ == "NN")
    return comma and any(noun_kinds().get(c.lemma_.lower()) == "Person" for c in beside)


def _is_credited(doc: Doc, name: Phrase) -> bool:
    """Whether a sentence ends with whom its news is from: "…, the envoy said, Agencia Sur reported."."""
    if name.kind == "Person" or name.first < 2 or name.last + 1 >= len(doc):
        return False
    closes = doc[name.last + 1].text == "." or doc[name.last + 1].is_sent_start
    return doc[name.first - 1].text == "," and doc[name.last].lower_ == "reported" and closes


def _follows_body(doc: Doc, name: Phrase) -> bool:
    """Whether a noun for a firm or an institution stands right before: "the clinic group Saint Ada"."""
    before = doc[name.first - 1] if name.first else None
    if before is None or before.is_sent_start or before.pos_ != "NOUN" or before.tag_ != "NN":
        return False
    if doc[name.head].head.dep_ == "relcl":  # "the firm Ada Lee owns"
        return False
    return before.lower_ in name_words("institutions")


def _hit_kind(doc: Doc, hit: Hit) -> str:
    if hit.source == STATE and hit.role == "capital":
        return "State" if acts(doc, hit.first, hit.last) else "Place"
    if hit.source == STATE and is_elsewhere(doc, hit.first, hit.last):
        return "Place"
    if hit.kind == "Malware" and is_gang(doc, hit):
        return "ThreatActor"  # of a program that is named like those who rent it out
    return hit.kind


def _is_national(doc: Doc, hit: Hit) -> bool:
    """Whether a demonym means people ("four Xians", "a Xian"), not the state."""
    if hit.role != "demonym":
        return False
    token = doc[hit.last - 1]
    if is_people(doc.span(hit.first, hit.last).text):
        return True
    if token.dep_ in MODIFIES and token.i + 1 < len(doc) and token.head.i > token.i:
        return False
    articles = [c.lower_ for c in token.lefts if c.dep_ in ("det", "nummod", "amod")]
    return (
        bool(articles)
        and token.dep_ in ("attr", "nsubj", "dobj", "pobj", "appos", "conj")
        and (not token.lower_.endswith(("ese", "sh", "ch")))
    )


def _is_cyber(doc: Doc) -> bool:
    return any(
        t.lower_ in name_words("cyber") or t.lower_.startswith("cyber") or ACTOR.fullmatch(t.text)
        for t in doc
    )


def _meant(doc: Doc, hit: Hit, cyber: bool) -> bool:
    """Whether a catalogued name is meant: its spelling or a word beside it must show it."""
    tokens, text = doc[hit.first : hit.last], doc.span(hit.first, hit.last).text
    if hit.kind in ("IntelligenceService", "Company"):
        return len(tokens) > 1 and all(t.text[0].isupper() for t in tokens)
    if is_gang(doc, hit):
        return True
    odd = any(c.isdigit() for c in text) or any(t.text[1:] != t.lower_[1:] for t in tokens)
    if _beside(doc, hit):
        return odd or text[0].isupper()
    if hit.kind == "Malware" and MIXED.search(text):
        return True
    if not cyber or hit.ordinary or not text[0].isupper() or len(text) < 5:
        return False
    if label_of(doc, hit.first, hit.last) in ("PERSON", "GPE", "DATE", "NORP"):
        return odd and hit.kind == "ThreatActor"
    if len(tokens) > 1:
        return all(t.text[:1].isupper() or not t.is_alpha for t in tokens)
    if odd and not (text.isupper() and text.isalpha()):
        return True
    return tokens[0].ent_type_ in ("ORG", "PRODUCT", "") and tokens[0].pos_ == "PROPN"


def _beside(doc: Doc, hit: Hit) -> bool:
    words = name_words("cues_malware" if hit.kind == "Malware" else "cues_actor")
    after = [t.lower_ for t in doc[hit.last : hit.last + 2] if t.is_alpha][:1]
    before = [t.lower_ for t in doc[max(0, hit.first - 3) : hit.first] if t.is_alpha]
    naming = name_words("naming")
    return any(w in words for w in (*after, *before[-1:])) or any(w in naming for w in before)


def _runs(
    doc: Doc, hits: Sequence[Hit], persons: set[int], ontology: Ontology
) -> Iterator[tuple[Range, str]]:
    """Names by their head words or entity label."""
    common = {t.text for t in doc if t.text.islower()}
    exact = {(h.first, h.last) for h in hits}
    states = [h for h in hits if h.source == STATE]
    short = {short_form(doc, first, last) for first, last in firms(doc)}
    for run in capital_runs(doc, persons):
        first, last = _strip(doc, *run)
        first = _whole_of_acronym(doc, first, last)
        if first >= last or (first, last) in exact or _covered(first, last, states):
            continue
        kind = _run_kind(doc, (first, last), states, common, ontology)
        if kind == "Person" and tuple(t.text for t in doc[first:last]) in short:
            kind = "Company"
        if kind in ("Organization", "Company") and _is_product(doc, first, last, hits, ontology):
            kind = "Group"
        if kind:
            yield (first, last), kind
        for at in range(first + 1, last - 2):
            if doc[at].lower_ == "of" and doc[at + 1].lower_ == "the" and kind:
                inner = kind_of([t.text for t in doc[at + 2 : last]], "", ontology)
                if inner in INNER:
                    yield (at + 2, last), inner


def _is_product(doc: Doc, first: int, last: int, hits: Iterable[Hit], ontology: Ontology) -> bool:
    """Whether more capitals after a known firm's name make it one of its products: "Acme Post"."""
    firm = any(
        (h.kind, h.source) == ("Company", ORGANIZATION) and h.first == first and h.last < last
        for h in hits
    )
    return firm and kind_of([t.text for t in doc[first:last]], "", ontology) is None


def _whole_of_acronym(doc: Doc, first: int, last: int) -> int:
    """Where a name begins whose acronym in brackets spells more: "Defense X and Y Center (DXYC)"."""
    if first >= last or last + 2 >= len(doc) or doc[last].text != "(" or doc[last + 2].text != ")":
        return first
    letters = doc[last + 1].text
    if not (letters.isupper() and letters.isalpha() and len(letters) > 2):
        return first
    at = first
    while at > 1 and not doc[at].is_sent_start and len(_initials(doc, at, last)) < len(letters):
        small = doc[at - 1].lower_ in ("and", "of", "for", "&", "the", "on")
        if not (small or is_capital(doc[at - 1])):
            break
        at -= 1
    return at if _initials(doc, at, last) == letters and doc[at].text[0].isupper() else first


def _initials(doc: Doc, first: int, last: int) -> str:
    return "".join(t.text[0] for t in doc[first:last] if t.text[0].isupper())


def _strip(doc: Doc, first: int, last: int) -> Range:
    """Without articles and titles in front, offices and small words behind."""
    while first < last and (doc[first].lower_ in ("the", "a", "an", "this", "that", "former")):
        first += 1
    while last > first and (
        not (is_capital(doc[last - 1]) or doc[last - 1].text[0].isdigit())
        or (doc[last - 1].lower_ in titles() and doc[last - 1].lower_ not in heads())
    ):
        last -= 1
    return first, last


def _covered(first: int, last: int, states: Iterable[Hit]) -> bool:
    inside = [h for h in states if first <= h.first and h.last <= last]
    return sum(h.last - h.first for h in inside) >= last - first


def _run_kind(
    doc: Doc, run: Range, states: Sequence[Hit], common: Collection[str], ontology: Ontology
) -> str | None:
    first, last = run
    words = [t.text for t in doc[first:last]]
    label = label_of(doc, first, last)
    of_state = any(first <= h.first and h.last <= last for h in states)
    small = [w.lower() for w in words]
    acting = lexicon("states")["acting"]
    if of_state and (small[0] in acting or (small[-1] in acting and "of" not in small)):
        return "State"  # "the Government of X", not "the Main Directorate of ... the X Federation"
    if len(words) == 1 and not _single(doc, first, label, common):
        return None
    if _is_office(doc, last, small):
        return None
    plural = doc[last - 1].tag_ in ("NNS", "NNPS") and words[-1].lower() not in heads()
    if plural and doc[last - 1].lemma_.lower() in common_nouns():
        return None
    if label in SKIPPED and not any(c.isdigit() for w in words for c in w):
        return None
    kind = kind_of(words, label, ontology)
    if kind in ("Organization", "Group", None) and pieces(" ".join(words)) in places():
        return "Place"
    if kind == "Person" and (of_state or (len(words) == 1 and not doc[first].ent_type_)):
        return None
    if kind == "State":
        return "Organization" if of_state or len(words) > 3 else "Place"
    if kind is None and (label == "" and _unlabelled(doc, first, last)):
        return "Organization"
    if kind == "Malware" and label == "PRODUCT":
        return "Group"
    return kind


def _is_office(doc: Doc, last: int, small: Sequence[str]) -> bool:
    """Whether words that any state's body has stand before a title: "National Cyber Director X"."""
    field = small[-1] not in heads() or small[-1] in lexicon("titles")["portfolios"]
    if last >= len(doc) or doc[last].lower_ not in titles() or not field:
        return False
    return doc[last].text[0].isupper() and all(w in name_words("generic") for w in small)


def _single(doc: Doc, i: int, label: str, common: Collection[str]) -> bool:
    """Whether one capital is a name: not "the Institute", not "VPN", not a headline's noun."""
    token = doc[i]
    if token.lower_ in name_words("not_names") or token.lower_ in titles():
        return False
    if token.lemma_.lower() in common_nouns() or token.lower_ in common:
        return False
    return bool(label) or _is_acronym(token.text)


def _is_acronym(text: str) -> bool:
    return len(text) > 2 and text.isalnum() and sum(c.isupper() for c in text) > 1


def _unlabelled(doc: Doc, first: int, last: int) -> bool:
    tokens = doc[first:last]
    if len(tokens) == 1:
        return _is_acronym(tokens[0].text)
    return all(t.pos_ == "PROPN" or t.lower_ in ROMANCE for t in tokens)


def _select(doc: Doc, found: Iterable[tuple[Range, str]]) -> list[Phrase]:
    """The longest first; one inside another only if it is a state, unit or place with its own head."""
    chosen: dict[Range, Phrase] = {}
    owned: set[int] = set()
    order = sorted(enumerate(found), key=lambda f: (f[1][0][0] - f[1][0][1], f[0]))
    for _, ((first, last), kind) in order:
        head = head_of(doc, first, last)
        if head in owned or not _allowed(chosen, first, last, kind):
            continue
        chosen[first, last] = Phrase(first, last, kind, head)
        owned.add(head)
    return sorted(chosen.values(), key=lambda p: (p.first, -p.last))


def _allowed(chosen: dict[Range, Phrase], first: int, last: int, kind: str) -> bool:
    for (start, end), outer in chosen.items():
        if start < last and first < end:
            inside = start <= first and last <= end
            if not inside or kind not in INNER or outer.kind in CLOSED:
                return False
    return True
