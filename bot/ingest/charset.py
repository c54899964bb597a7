"""From bytes to text: byte-order mark, HTTP charset, the document's own claim, strict UTF-8, then a guess. Pure."""

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import resolve_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CLAIM = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_UTF8 = "utf-8"
_SHIFTS = (b"\0", b"\x1b", b"~{")  # bytes by which ASCII stands for something else: UTF-16, ISO-2022, HZ
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"})
_ANYTHING_FITS = frozenset({"cp1252", "iso8859-1", "ascii", "latin-1"})
_MARKUP = re.compile(rb"<[^<>]*>")
_ASCII = bytes(range(128))
_NO_LETTERS = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_SAMPLE = 100_000
_WESTERN = 0.25


def decode(body: bytes, *declared: str | None) -> str:
    """Return `body` as text, never failing; `declared` are the charsets HTTP and the document named, best first."""
    return _read(body, declared)[0]


def to_utf8(body: bytes, *declared: str | None) -> bytes:
    """Return `body` as valid UTF-8 without byte-order mark: itself, where it is that already."""
    if body.isascii() and not any(mark[:1] in body and mark in body for mark in _SHIFTS):
        return body  # whatever it says it is
    text, codec = _read(body, declared)
    return body if codec == _UTF8 else text.encode(_UTF8, "replace")


def _read(body: bytes, declared: tuple[str | None, ...]) -> tuple[str, str]:
    """Return the text and the codec that gave it, or "" for one that had to mend something."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), ""
    for pattern, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(pattern):
            return body.decode(codec, "replace"), ""
    claim = _CLAIM.search(body[:1024])
    for claimed in (*declared, claim.group(1).decode("ascii") if claim else None):
        found = _as(claimed, body)
        if found is not None:
            return found
    text = _strict(body, _UTF8)
    return (text, _UTF8) if text is not None else (_mostly_utf8(body) or _guess(body), "")


def _as(name: str | None, body: bytes) -> tuple[str, str] | None:
    """Decode by a claim. Latin-1 fits every byte, so a body that is strict UTF-8 overrules that claim."""
    codec = resolve_encoding(name) if name else None
    if codec is None or codec in _NO_CHARSETS or codec.startswith(("utf-16", "utf-32")):
        return None  # no charset at all, or one that would show by a mark or by NUL bytes
    for tried in (_UTF8, codec) if codec in _ANYTHING_FITS else (codec,):
        text = _strict(body, tried)
        if text is not None:
            return text, tried
    return None


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _mostly_utf8(body: bytes) -> str | None:
    """Accept UTF-8 with a few damaged bytes: at most one for every ten good characters beyond ASCII."""
    text = body.decode(_UTF8, "replace")
    damaged = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore")) - damaged
    return text if damaged * 10 <= beyond else None


def _guess(body: bytes) -> str:
    """Take cp1252 where few letters lie beyond ASCII, as in Western languages; else ask charset-normalizer."""
    sample = _MARKUP.sub(b" ", body[:_SAMPLE])
    beyond, letters = len(sample.translate(None, _ASCII)), len(sample.translate(None, _NO_LETTERS))
    best = None if beyond <= letters * _WESTERN else from_bytes(sample).best()
    return body.decode("cp1252" if best is None else best.encoding, "replace")
