"""Articles out of a store again, with everything that only they say and with their texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graphbuild.identity.update import bring_up_to_date
from graphbuild.store import Store
from graphbuild.store.texts import forget_texts


class Forgotten(NamedTuple):
    """The articles (ids) that were taken out, and how many statements went with them."""

    articles: tuple[str, ...]
    n_statements: int


def forget_articles(store: Store, articles: Iterable[str]) -> Forgotten:
    """Remove articles (ids) from an open store, and their texts; unknown ones are passed over."""
    wanted = list(dict.fromkeys(articles))
    before = sum(store.counts().values())
    gone = tuple(article for article in wanted if store.forget(article))
    forget_texts(store.url, wanted)
    bring_up_to_date(store)
    return Forgotten(gone, before - sum(store.counts().values()))
