"""Finds reprints: near-identical articles get the same key.

An article's signature (MinHash over word 5-grams of its body) is kept in the store, so that a new
article is compared with all earlier ones without reading them again. The result depends on the
signatures alone, not on the order of articles.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from rensa import RMinHash

from graphbuild.model import Article

if TYPE_CHECKING:  # it takes its time to load, and most commands do without
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.uint32]

RUN = 5  # words; two texts that share most of their word 5-grams are one text
PERMUTATIONS, SEED = 64, 1
# Pairs are compared where one of 8 bands of 8 values is equal: for a threshold of 0.7 this makes the
# fewest wrong and missed pairs (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
BANDS = 8
ALIKE = 0.7  # share of all runs that two reprints have in common, as the signatures estimate it
FEWEST = 30  # words; shorter articles may be alike by chance
_WORD = re.compile(r"\w+")


def signature(article: Article) -> str:
    """The MinHash signature of an article's body, in base64; "" when the body is too short."""
    body = " ".join(article.text[start:end] for start, end in article.body)
    words = _WORD.findall(body.casefold())
    if len(words) < FEWEST:
        return ""
    runs = {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    hashed = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    hashed.update(sorted(runs))
    return base64.b64encode(struct.pack(f"<{PERMUTATIONS}I", *hashed.digest())).decode()


def find_reprints(signatures: Iterable[tuple[str, str]]) -> dict[str, str]:
    """From each article that has near-identical ones to its key: the smallest id among them.

    signatures: pairs (id, signature). Similarity is transitive here: if A is similar to B and
    B to C, all three share a key.
    """
    import numpy as np

    first: dict[str, str] = {}
    leader: dict[str, str] = {}
    for article, text in sorted(signatures):
        if text and first.setdefault(text, article) != article:
            _join(leader, first[text], article)
    known = list(first.values())
    values = np.array([_values(text) for text in first])
    for one, other in _alike(values) if known else ():
        if np.mean(values[one] == values[other]) >= ALIKE:
            _join(leader, known[one], known[other])
    return {article: _first(leader, article) for article in sorted(leader)}


def _alike(values: Values) -> Iterator[tuple[int, int]]:
    """Pairs of rows (signatures) that are equal in one of the bands.

    Sorting one band after the other needs no index, which would take several kilobytes per article.
    """
    import numpy as np

    size = PERMUTATIONS // BANDS
    for band in range(BANDS):
        part = np.ascontiguousarray(values[:, band * size : (band + 1) * size])
        keys = part.view([("", part.dtype)] * size).ravel()
        order = np.argsort(keys, kind="stable")
        same = keys[order[1:]] == keys[order[:-1]]
        for group in np.split(order, np.flatnonzero(~same) + 1):
            if len(group) > 1:
                yield from combinations(group.tolist(), 2)


def _values(text: str) -> Values:
    import numpy as np

    return np.frombuffer(base64.b64decode(text), dtype="<u4")


def _first(leader: dict[str, str], article: str) -> str:
    while (above := leader.setdefault(article, article)) != article:
        article = above
    return article


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_first(leader, one), _first(leader, other)))
    leader[second] = first
