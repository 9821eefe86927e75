"""Every error graphbuild raises on purpose.

    GraphbuildError
    ├── OntologyError        the files under ontology/ cannot be right
    │   └── UnknownTerm      a file uses a name that graphbuild.ttl does not define
    ├── InputError           one input cannot be read (becomes an Issue, the run goes on)
    │   ├── UnknownKind      it is a file of a kind that is not read
    │   ├── NotEnglish       it is in another language
    │   ├── NoArticle        it is empty, or has no running text
    │   ├── Missing          there is nothing at the path
    │   ├── TooSlow          it took longer than an article may
    │   └── Unanswered       a large language model gave no answer about it that can be read
    ├── ModelError           the spaCy pipeline asked for is not installed or not usable
    ├── AskError             a large language model may not be asked, or refuses every request
    ├── WorkerError          a process that reads articles died, or is another version
    ├── StoreError           a store cannot be opened, read or written
    │   ├── StoreLocked      another process writes to it
    │   ├── StoreChanged     another process has changed it while it was read
    │   └── StoreVersion     it was written by another version of the layout
    ├── DecisionError        a decision about an entity cannot be read or carried out
    ├── QueryError           a query is malformed or failed
    │   ├── QueryRefused     it may not be asked here
    │   └── UnknownEntity    no entity has the name that was typed, or several have
    ├── ServerError          a server cannot be started, or a request not be answered
    │   ├── TimedOut         an answer was cut off at the time limit
    │   ├── Busy             all workers were taken for too long
    │   └── Died             a worker ended in the middle of an answer
    └── ExportError          a file cannot be written, or a format is unknown

A message names the file and row or the article and offset, the offending value, and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

# User and password in a URL, up to the last @ before its path.
LOGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}+://)[^/\s?#]*@")


def without_login(text: str) -> str:
    """The text with every user and password in a URL taken out."""
    return LOGIN.sub(r"\1", text)


class GraphbuildError(Exception):
    """Base of all errors that the command line turns into one line and exit code 1.

    Its message never has the password of a URL.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(without_login(str(message)))


class OntologyError(GraphbuildError):
    """A file under ontology/ is missing, malformed or inconsistent."""


class UnknownTerm(OntologyError):
    """A file uses a name that graphbuild.ttl does not define."""

    def __init__(self, term: str, where: str, known: Collection[str]) -> None:
        """Name the term, the place and, where there is one, the nearest known term."""
        self.term, self.where = term, where
        near = get_close_matches(term, sorted(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        super().__init__(f"{where}: graphbuild.ttl defines no term {term!r}{hint}")


class InputError(GraphbuildError):
    """One input file or record cannot be read as an article.

    reason: of what kind the fault is, in a word or two, by which a summary counts.
    """

    reason = "unreadable"


class UnknownKind(InputError):
    """A file of a kind that no reader is for."""

    reason = "unknown kind"


class NotEnglish(InputError):
    """A text in another language."""

    reason = "not English"


class NoArticle(InputError):
    """An input that is empty, or in which there is no running text."""

    reason = "no text"


class Missing(InputError):
    """A path at which there is nothing."""

    reason = "missing"


class TooSlow(InputError):
    """One article took longer than the limit."""

    reason = "too slow"


class Unanswered(InputError):
    """A large language model gave no answer about an article that can be read."""

    reason = "no answer"


class AskError(GraphbuildError):
    """A large language model may not be asked as things are, or its server refuses every request."""


class ModelError(GraphbuildError):
    """The spaCy pipeline asked for is missing or lacks a parser."""


class WorkerError(GraphbuildError):
    """A process that reads articles died, cannot be reached, or runs another version."""


class StoreError(GraphbuildError):
    """A store cannot be opened, read or written."""


class StoreLocked(StoreError):
    """Another process holds the store."""


class StoreChanged(StoreError):
    """A writer has taken away files of a store that was being read."""


class StoreVersion(StoreError):
    """A store was written with another layout."""


class DecisionError(GraphbuildError):
    """A decision about an entity is malformed, or names what is not there."""


class QueryError(GraphbuildError):
    """A SPARQL query is malformed or cannot be answered."""


class QueryRefused(QueryError):
    """A SPARQL query asks for something that is not allowed, such as to reach out or to write."""


class UnknownEntity(QueryError):
    """No entity has the name that somebody typed, or several have and one is needed."""


class ExportError(GraphbuildError):
    """An export cannot be written."""


class ServerError(GraphbuildError):
    """A server cannot be started, or cannot answer a request."""


class TimedOut(ServerError):
    """An answer took longer than the time limit and was cut off."""


class Busy(ServerError):
    """All workers were taken for too long."""


class Died(ServerError):
    """A worker process ended in the middle of an answer, mostly since it ran out of memory."""
