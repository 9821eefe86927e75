"""MBOX -> Articles: one a mail (see `mail.py`)."""

from __future__ import annotations

from graphbuild.ingest.mail import read_mailbox as read

__all__ = ["read"]
