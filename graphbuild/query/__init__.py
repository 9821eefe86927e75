"""Full-text search over names and quotes: an SQLite file beside the store, brought up to date when asked.

`open_index` finds out what has changed in the store since the file was written and reads only that.
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
