"""A file that is one JSON array or object -> Articles (see `jsonl.py`)."""

from __future__ import annotations

from graphbuild.ingest.jsonl import read_document as read

__all__ = ["read"]
