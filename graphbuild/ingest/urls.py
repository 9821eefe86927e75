"""Web addresses: taken apart without an exception for those that are none."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from graphbuild.ingest.identifiers import slug

NOWHERE = SplitResult("", "", "", "", "")


def split_address(url: str | None) -> SplitResult:
    """The parts of an address; all of them empty when it is malformed."""
    try:
        return urlsplit(url or "")
    except ValueError:  # a bracket that is no IPv6 host, a character that Unicode folds to "/"
        return NOWHERE


def usable(url: str | None) -> str | None:
    """An address with a scheme and a host and no white space, else None."""
    parts = split_address(url)
    return url if parts.scheme and parts.netloc and not re.search(r"\s", url or "") else None


def names_host(name: str, url: str | None) -> bool:
    """Whether a name is that of the address's host: "Example Daily" and www.example-daily.org."""
    squeezed = re.sub(r"[\W_]+", "", name.casefold())
    labels = split_address(url).netloc.casefold().removeprefix("www.").split(".")[:-1]
    return len(squeezed) > 2 and squeezed in {re.sub(r"\W+", "", label) for label in labels}


def name_of(url: str | None) -> str:
    """An id for the article at an address: what of host, path and query tells articles apart."""
    parts = split_address(url)
    return slug(
        f"{parts.netloc.removeprefix('www.')}{parts.path}{parts.query and '-' + parts.query}"
    )
