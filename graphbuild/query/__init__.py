"""Full-text search over names and quotes, with an SQLite index beside the store.

`open_index` updates the index with what has changed in the store since it was written.
"""

from graphbuild.query.find import EntityHit, QuoteHit, find_entities, find_quotes
from graphbuild.query.index import Index, forget_in_index, open_index

__all__ = [
    "EntityHit",
    "Index",
    "QuoteHit",
    "find_entities",
    "find_quotes",
    "forget_in_index",
    "open_index",
]
