"""Bytes -> text: UTF-8 first, then what the bytes declare, then what charset-normalizer finds."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from encodings import normalize_encoding
from encodings.aliases import aliases

from charset_normalizer import from_bytes

from graphbuild.errors import InputError, NoArticle, UnknownKind

SAMPLE = 4096
MOSTLY, SELDOM = 0.5, 0.05  # share of NUL among every second byte of UTF-16 in Latin letters
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"RIFF", "audio or video"),
    (b"OggS", "audio or video"),
    (b"{\\rtf", "an RTF document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of Python's own names, those of the encodings of the WHATWG's list with the one that pages are really
# in (Latin-1 is declared for Windows-1252). Python has more, and some of those run code, fail on every
# input or give bytes: none of them is what a page is in. Source: https://encoding.spec.whatwg.org/#names-and-labels
_CODECS = {
    **{name: name for name in ("utf_8", "cp866", "koi8_r", "koi8_u")},
    **{f"iso8859_{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"cp{n}": f"cp{n}" for n in (874, *range(1250, 1259), 932, 949, 950)},
    **{name: name for name in ("mac_roman", "mac_cyrillic", "gbk", "gb18030", "big5hkscs")},
    **{name: name for name in ("euc_jp", "iso2022_jp", "shift_jis", "euc_kr", "big5")},
    **{"ascii": "cp1252", "latin_1": "cp1252", "iso8859_1": "cp1252"},
    **{"iso8859_9": "cp1254", "iso8859_11": "cp874", "tis_620": "cp874", "gb2312": "gbk"},
    **{"x_sjis": "cp932", "x_gbk": "gbk", "iso_8859_8_i": "iso8859_8", "x_cp1252": "cp1252"},
    **{"windows_874": "cp874", "windows_31j": "cp932", "x_mac_cyrillic": "mac_cyrillic"},
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w.:-]{2,40})", re.IGNORECASE)
# Control characters have no place in RDF or XML; a space keeps every offset where it was.
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\t\n\r"} | {127: " "}
MOST_HIGH = 0.05  # share of bytes above 127 in English with accents and typographic quotes
# UTF-8 lead bytes with what follows them, both read as Windows-1252 or Latin-1.
_MOJIBAKE = re.compile(
    "[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€\x80]|[ÐÑ][\x80-\xbf‘’“”•–—°±²µ]|ï»¿|ðŸ"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes, told: str | None = None) -> str:
    """Text of a file, line breaks as `\\n`; InputError for an empty or a binary one.

    told: the charset of an HTTP or mail header, which outranks what the bytes say but a mark.
    """
    if not data.strip():
        raise NoArticle("empty file")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UnknownKind(f"not text: {what}")
    text = _declared(data)
    if text is None and told and (codec := _codec(told)):
        with suppress(UnicodeError):
            text = data.decode(codec)
    if text is None:
        text = _wide(data) if b"\0" in data[:SAMPLE] else None
    if text is None:
        if b"\0" in data:
            raise UnknownKind("not text: binary data (NUL bytes)")
        text = _undeclared(data)
    text = clean(text)
    if not text.strip():
        raise NoArticle("empty file")
    return text


def clean(text: str) -> str:
    """Lone surrogates replaced, control characters made spaces, all line breaks `\\n`, in NFC.

    In NFC a name is the same name, and a file the same article, whoever wrote it: macOS writes the
    letters of "Zoë" in four characters, others in three.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATES.sub("\ufffd", text).translate(_CONTROLS)
    return unicodedata.normalize("NFC", text)


def _declared(data: bytes) -> str | None:
    """Text by byte order mark."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeError as exc:
                reason = exc.reason if isinstance(exc, UnicodeDecodeError) else str(exc)
                raise InputError(f"not text: broken {encoding} ({reason})") from exc
    return None


def _wide(data: bytes) -> str | None:
    """Text in UTF-16 without a byte order mark: of each pair of bytes, one is mostly NUL."""
    head = data[:SAMPLE]
    even, odd = (head[start::2].count(0) * 2 / len(head) for start in (0, 1))
    if max(even, odd) < MOSTLY or min(even, odd) > SELDOM:
        return None
    try:
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeError:
        return None


def _undeclared(data: bytes) -> str:
    """Text by trial: UTF-8, a `<meta charset>`, statistics."""
    declared = _CHARSET.search(data[:SAMPLE])
    for codec in ("utf-8", _codec(declared.group(1).decode("ascii")) if declared else None):
        try:
            if codec is not None:
                return data.decode(codec)
        except UnicodeError:
            continue
    if declared is None and (text := _western(data)) is not None:
        return text
    best = from_bytes(data[:1_000_000]).best()
    if best is None:
        raise UnknownKind("not text: no character encoding fits")
    return data.decode(best.encoding, "replace")


def _western(data: bytes) -> str | None:
    """Text in Windows-1252, as English without a declaration is; None where other letters prevail."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if high > MOST_HIGH * len(data):
        return None
    try:
        return data.decode("cp1252")
    except UnicodeError:
        return None


def mend(text: str) -> tuple[str, int]:
    """Text without mojibake (UTF-8 that was read as Windows-1252), and the number of repaired lines."""
    if not _MOJIBAKE.search(text):
        return text, 0
    import ftfy

    lines = text.split("\n")
    right = [ftfy.fix_encoding(line) if _MOJIBAKE.search(line) else line for line in lines]
    right = [clean(line).replace("\n", " ") for line in right]
    return "\n".join(right), sum(a != b for a, b in zip(lines, right, strict=True))


def _codec(label: str) -> str | None:
    """Python's name for the encoding that a page declares; None for one that no page is in."""
    name = normalize_encoding(label).lower()
    return _CODECS.get(aliases.get(name, name))
