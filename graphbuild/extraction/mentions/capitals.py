"""Runs of capitalised words, bridged over the small words inside a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graphbuild.extraction.mentions.classify import heads, is_numbered
from graphbuild.extraction.mentions.words import POSSESSIVE, Range, is_capital, name_words, titles
from graphbuild.nlp.tokens import Doc, Token

ROMANCE = frozenset(
    {
        "de",
        "di",
        "du",
        "des",
        "del",
        "della",
        "da",
        "dos",
        "la",
        "al",
        "el",
        "f\u00fcr",
        "von",
        "van",
    }
)
NUMBERED = frozenset({"section", "article"})  # in lower case they open a name, too
LAW_ENDS = frozenset({"act", "convention", "treaty", "initiative", "protocol"})
LAW_WORDS = 12  # a law's title may run on for so many words


def capital_runs(doc: Doc, persons: Collection[int]) -> Iterator[Range]:
    """Maximal runs that hold no person's name, in order."""
    i = 0
    while i < len(doc):
        if not _starts(doc, i, persons):
            i += 1
            continue
        last = _run_end(doc, i, persons)
        yield i, last
        i = last


def _starts(doc: Doc, i: int, persons: Collection[int]) -> bool:
    token = doc[i]
    if token.lower_ in NUMBERED and i + 1 < len(doc) and doc[i + 1].text[0].isdigit():
        return True
    return is_capital(token) and i not in persons and token.pos_ != "NUM" and not _breaks(doc, i)


def _breaks(doc: Doc, i: int) -> bool:
    """A capital in a headline that is a verb or a preposition, not part of a name."""
    token = doc[i]
    inside = 0 < i < len(doc) - 1 and not token.is_sent_start and doc[i - 1].is_lower
    if token.tag_[:2] == "VB" and inside and doc[i + 1].tag_ == "NNP" and is_capital(doc[i + 1]):
        return False  # "the companies Ozone Havacilik", where no headline's verb can stand
    return token.pos_ in ("VERB", "AUX", "ADP", "DET", "SCONJ", "PRON") and not token.ent_type_


def _run_end(doc: Doc, first: int, persons: Collection[int]) -> int:
    last = first + 1
    while last < len(doc) and not doc[last].is_sent_start:
        if is_capital(doc[last]) and last not in persons and not _breaks(doc, last):
            if doc[last].pos_ == "NUM" and doc[last].like_num:
                break
            last += 1
            continue
        jump = _bridge(doc, first, last, persons)
        if not jump:
            break
        last = jump
    return last


def _bridge(doc: Doc, first: int, i: int, persons: Collection[int]) -> int:
    """Where a name goes on after a number, a hyphen or small words; 0 where it ends."""
    text = doc[i].text
    after = doc[i + 1] if i + 1 < len(doc) else None
    if text[0].isdigit():
        return i + 1 if is_numbered([t.text for t in doc[first : i + 1]]) else 0
    if text == ")" and "(" in doc[i - 1].text and any(c.isdigit() for c in doc[i - 1].text):
        return i + 1
    if text == "(" and i + 3 < len(doc) and doc[i + 2].text == ")" and doc[i + 3].text[0].isdigit():
        words = [*(t.text for t in doc[first:i]), doc[i + 3].text]
        return i + 4 if is_numbered(words) else 0
    if text in ("-", "\u2013", "&") and after is not None and after.i not in persons:
        tight = text == "&" or not (doc[i].whitespace_ or doc[i - 1].whitespace_)
        goes_on = is_capital(after) or after.text[0].isdigit()
        return i + 2 if tight and (goes_on or doc[i - 1].lower_ == "co") else 0
    if (
        text == "of"
        and doc[i - 1].lower_ in LAW_ENDS
        and after is not None
        and after.shape_ == "dddd"
    ):
        return i + 2
    if text in (",", ";") and after is not None and is_legal_form(after):
        return i + 2
    if text in POSSESSIVE or text == ",":
        return _law_end(doc, i, persons)
    if doc[i].lower_ in name_words("opens") or doc[i].lower_ == "through":
        return _over_small_words(doc, first, i, persons)
    return 0


def is_legal_form(token: Token) -> bool:
    """Whether a word after a comma is a firm's legal form: "Neobit, OOO"."""
    return token.lower_ in name_words("company") | name_words("after_comma")


def _over_small_words(doc: Doc, first: int, i: int, persons: Collection[int]) -> int:
    """ "Ministry of the Interior", "Bank for Trade", "Petroleos de X", "Council on Y and Z"."""
    at = i
    while at < len(doc) and at - i < 3 and doc[at].lower_ in name_words("opens"):
        at += 1
    end = at
    while end < len(doc) and _continues(doc, end, persons):
        end += 1
    if end == at:
        return 0
    if doc[end - 1].ent_type_ in ("DATE", "TIME"):
        return 0  # "the Treasury Department on Thursday"
    word, opener = doc[i].lower_, doc[i - 1].lower_
    if word == "against":  # "Sanctions against Iran" names nothing, "… against X Act" a law
        return _law_end(doc, i, persons)
    if doc.span(max(first, i - 2), i).text.lower() in heads():
        return end
    if word in ROMANCE and at == i + 1:
        return end
    one_entity = all(t.ent_iob_ == "I" for t in doc[i:end]) and doc[i].ent_type_ == "ORG"
    if word in ("and", "&"):
        begun = any(t.lower_ in ("of", "for", "on") for t in doc[first:i])
        if one_entity or (begun and _lists(doc, first, i, end)):
            return end
        return _law_end(doc, i, persons)
    if word == "on" and opener in heads():
        return end
    if word in ("in", "to", "against", "on", "the", "through"):
        return end if one_entity else _law_end(doc, i, persons)
    if opener in heads() and opener not in titles():
        return end
    return end if one_entity else _law_end(doc, i, persons)


def _lists(doc: Doc, first: int, i: int, end: int) -> bool:
    """ "Institute of Chemistry and Mechanics": a field of work, not a second body or state."""
    return end - i <= 3 and all(
        t.ent_type_ in ("", "ORG") and t.lower_ not in heads() for t in doc[i + 1 : end]
    )


def _continues(doc: Doc, i: int, persons: Collection[int]) -> bool:
    token = doc[i]
    if token.is_sent_start or i in persons:
        return False
    return is_capital(token) or (token.text == "-" and not token.whitespace_ and i + 1 < len(doc))


def _law_end(doc: Doc, i: int, persons: Collection[int]) -> int:
    """The end of a law's title that runs through small words; 0 if none ends ahead."""
    end = 0
    for at in range(i, min(i + LAW_WORDS, len(doc))):
        token = doc[at]
        small = token.lower_ in name_words("opens") or token.text in (*POSSESSIVE, ",", "-")
        if token.is_sent_start or not (
            small or is_capital(token) or token.lower_ in ("through", "by", "with")
        ):
            break
        if token.lower_ in LAW_ENDS and token.text[0].isupper():
            end = at + 1
    return end
