"""Which large language model is asked, where, how much and how: one record, checked when it is made."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graphbuild.errors import AskError

KEY = "GRAPHBUILD_LLM_KEY"  # the environment variable that holds the key, the only place for one
TIMEOUT = 600.0  # seconds for one answer; a large model on a processor takes minutes
CONCURRENCY = 4
TOKENS, ARTICLES = "tokens", "articles"
BUDGET = re.compile(r"([1-9][0-9_]*) ?(tokens|articles)?")
PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be asked: so many tokens, question and answer together, or so many articles."""

    limit: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Budget:
        """The budget that "200000", "200000 tokens" or "50 articles" says; AskError for anything else."""
        found = BUDGET.fullmatch(text.strip())
        if found is None:
            raise AskError(
                f'{text!r} is no budget: write "200000 tokens" or "50 articles" (a bare number is tokens)'
            )
        return cls(int(found[1].replace("_", "")), found[2] or TOKENS)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a large language model is asked.

    model: its name, as the server knows it. url: the server's base (".../v1"), or None where nothing is to be sent.
    cache: the file of answers; None for one that is gone with the run. cache_only: ask nobody, whatever
    url says. timeout: seconds for one answer. key: of the server, never printed.
    """

    model: str
    url: str | None = None
    allow_remote: bool = False
    concurrency: int = CONCURRENCY
    budget: Budget | None = None
    cache: Path | None = None
    cache_only: bool = False
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        """Refuse a remote server that was not allowed, and settings that can give no answer."""
        if not self.model:
            raise AskError("name the model with --llm-model: answers are kept under its name")
        if self.url is None:
            if not self.cache_only:
                raise AskError(
                    "say with --llm-url where the model is (http://localhost:8080/v1), or take only answers "
                    "that are there with --llm-cache-only"
                )
            return
        parts = _split(self.url)
        if not self.cache_only and not is_loopback(parts[1]) and not self.allow_remote:
            raise AskError(
                f"{parts[1]} is another machine: the articles would be sent there; "
                "add --allow-remote if that is meant"
            )

    @property
    def host(self) -> str | None:
        """The host that is asked, or None where nothing is sent."""
        return None if self.url is None or self.cache_only else _split(self.url)[1]

    @property
    def remote(self) -> bool:
        """Whether articles are sent to another machine."""
        return self.host is not None and not is_loopback(self.host)

    @property
    def endpoint(self) -> str:
        """The URL that requests are posted to."""
        base = (self.url or "").rstrip("/")
        if base.endswith(PATH):
            return base
        return base + (PATH if urlsplit(base).path.rstrip("/") else f"/v1{PATH}")


def key_of(environment: Mapping[str, str] = os.environ) -> str | None:
    """The key for the server, or None."""
    return environment.get(KEY) or None


def is_loopback(host: str) -> bool:
    """Whether a host's name or number is this machine; no name is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> tuple[str, str]:
    """Scheme and host of a server's URL; AskError where it is none, or holds a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as exc:
        raise AskError(f"--llm-url {url}: {exc}") from exc
    if parts.scheme not in ("http", "https") or not host:
        raise AskError(f"--llm-url {url}: not the http or https address of a server")
    if parts.username or parts.password:
        raise AskError(f"--llm-url holds a login: put the key into the variable {KEY} instead")
    if parts.query or parts.fragment:
        raise AskError(f"--llm-url {url}: an address without ? and #")
    return parts.scheme, host
