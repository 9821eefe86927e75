"""The records that the noun-phrase patterns make: a pair of things, and a role still without a holder."""

from __future__ import annotations

from dataclasses import dataclass

from graphbuild.model import Mention


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that a noun phrase joins, before a row says what that means.

    link: how they are joined. word: the noun or cue that joins them, lower case, singular.
    at: index of a token of the phrase. certainty: 0..1, a factor of the row's confidence.
    """

    subject: Mention
    object: Mention | str
    link: str
    word: str
    at: int
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for a person, before it is known who holds it and what it serves.

    first, last: its tokens. word: its lexicon entry. start: the first token of its phrase.
    former: whether it is over. plural: whether several hold it.
    """

    first: int
    last: int
    word: str
    start: int
    former: bool
    plural: bool
