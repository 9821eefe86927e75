"""Mails (EML, MBOX) and pages saved as mails (MHTML) -> Articles.

Of a mail is read what its sender wrote: quoted mails, the signature and attachments are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.fragments import fragment_text
from graphbuild.ingest.html import read_html
from graphbuild.ingest.input_file import LARGEST, InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.ingest.urls import usable
from graphbuild.model import Article

QUOTED = frozenset(("blockquote",))
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|antw)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
# What stands above a quoted mail; all below is that mail.
_WROTE = re.compile(
    r"^(?:On\s.{6,200}\swrote:|-{2,}\s*Original Message\s*-{2,}|_{20,})\s*$", re.IGNORECASE | re.S
)
_SIGNATURE = re.compile(r"^-- ?$")
_FROM = b"From "  # begins each mail of an MBOX, at the start of a line


def read(file: InputFile) -> Iterator[Article]:
    """The article of a mail, or of a page saved as MHTML."""
    data = file.content()
    with one_record():
        article, n_attached = _read(data, file.stem)
    if n_attached:
        file.note(f"{n_attached} attachment{'s' * (n_attached > 1)} not read")
    yield article


def read_mailbox(file: InputFile) -> Iterator[Article]:
    """The articles of an MBOX; a bad mail is reported as `name:number` and left out."""
    number = 0
    for number, data in enumerate(_mails(file), start=1):
        try:
            if len(data) > LARGEST:
                raise InputError(f"larger than {LARGEST // 2**20} MiB: not a news article")
            with one_record():
                article, _ = _read(data, f"{file.stem}-{number}")
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if not number:
        raise NoArticle("no mail in it")


def _mails(file: InputFile) -> Iterator[bytes]:
    """The mails of an MBOX; of one that is too large only as much as shows it."""
    held: list[bytes] = []
    size, started, blank = 0, False, True
    for line in file.lines():
        if blank and line.startswith(_FROM):
            if started:
                yield b"".join(held)
            held, size, started = [], 0, True
        elif started and size <= LARGEST:
            held.append(line[1:] if re.match(rb">+From ", line) else line)
            size += len(line)
        blank = not line.strip()
    if started:
        yield b"".join(held)


def _read(data: bytes, name: str) -> tuple[Article, int]:
    """The article of a mail, and its number of attachments."""
    if not data.strip():
        raise NoArticle("empty file")
    try:
        mail = message_from_bytes(data, policy=policy.default)
        if mail.get_content_type() == "multipart/related" and mail["Snapshot-Content-Location"]:
            return _page(mail, name), 0
        return _mail(mail, name), sum(1 for _ in mail.iter_attachments())
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as exc:
        # email's parser defers faults of headers to the one who asks for them
        raise InputError(f"not a readable mail ({exc})") from exc


def _page(mail: EmailMessage, name: str) -> Article:
    """The page of an MHTML file: its first part of HTML."""
    part = next((p for p in mail.walk() if p.get_content_type() == "text/html"), None)
    if part is None:
        raise NoArticle("no page in this MHTML file")
    url = usable(clean(str(part["Content-Location"] or mail["Snapshot-Content-Location"])))
    return read_html(_content(part), name, {"url": url} if url else {})


def _mail(mail: EmailMessage, name: str) -> Article:
    part = mail.get_body(("plain", "html"))
    if part is None or not (mail["From"] or mail["Subject"] or mail["Date"]):
        raise NoArticle("no mail with a text")
    if part.get_content_type() == "text/html":
        text = fragment_text(_content(part), without=QUOTED)
    else:
        text = _unflowed(_content(part), str(part.get_param("format", "")).casefold() == "flowed")
    address = parseaddr(str(mail["From"] or ""))
    told = {
        "title": _PREFIX.sub("", " ".join(str(mail["Subject"] or "").split())),
        "publisher": address[0] or address[1],
        "published": _day(str(mail["Date"] or "")),
    }
    known = {key: clean(value) for key, value in told.items() if value}
    return read_text(_own(clean(text)), name, known)


def _content(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise NoArticle("no mail with a text")
    return decode(data, part.get_content_charset())


def _day(value: str) -> str:
    """The day of a Date header, as its sender's clock had it."""
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError):
        return ""


def _unflowed(text: str, flowed: bool) -> str:
    """Text with the soft line breaks of format=flowed (RFC 3676) taken out."""
    if not flowed:
        return text
    return re.sub(r"(?m)(?<!^--)[ ]\n(?=[^\n>])", " ", text)


def _own(text: str) -> str:
    """What the sender wrote: no lines with ">", no quoted mail below, no signature."""
    lines = text.split("\n")
    kept: list[str] = []
    for i, line in enumerate(lines):
        both = f"{line} {lines[i + 1]}" if i + 1 < len(lines) else line
        if (
            _SIGNATURE.match(line)
            or _WROTE.match(line.strip())
            or (line.startswith("On ") and _WROTE.match(both.strip()))
        ):
            break
        if not line.startswith(">"):
            kept.append(line)
    return "\n".join(kept)
