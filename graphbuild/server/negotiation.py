"""Content negotiation: the media type that a client prefers (RFC 9110, section 12)."""

from __future__ import annotations

import re
from collections.abc import Sequence


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that an Accept header prefers, the first among equals; None if it accepts none.

    Without a header, the first one.
    """
    wanted = [_range(part) for part in (accept or "*/*").split(",") if part.strip()]
    ranked = [(_quality(media, wanted), media) for media in offered]
    top = max((quality for quality, _ in ranked), default=0.0)
    return next((media for quality, media in ranked if quality == top), None) if top else None


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (p.strip().lower() for p in part.split(";"))
    quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    # `float` would take nan and inf, too, by which nothing can be put in order.
    return media, float(quality) if re.fullmatch(r"[01](\.[0-9]{0,3})?", quality) else 0.0


def _quality(media: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that the media type is in."""
    for pattern in (media, media.split("/")[0] + "/*", "*/*"):
        for own, quality in wanted:
            if own == pattern:
                return quality
    return 0.0
