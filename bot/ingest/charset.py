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
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_ANYTHING_FITS = frozenset({"cp1252", "iso8859-1", "ascii", "latin-1"})
_MARKUP = re.compile(rb"<[^<>]*>")
_SAMPLE = 100_000
_WESTERN = 0.25


def decode(body: bytes, *declared: str | None) -> str:
    """Return `body` as text, never failing; `declared` are the charsets HTTP and the document named, best first."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for pattern, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(pattern):
            return body.decode(codec, "replace")
    claim = _CLAIM.search(body[:1024])
    for claimed in (*declared, claim.group(1).decode("ascii") if claim else None):
        text = _as(claimed, body)
        if text is not None:
            return text
    return _strict(body, "utf-8") or _mostly_utf8(body) or _guess(body)


def without_declaration(text: str) -> str:
    """Return the XML document `text` without its declaration, whose encoding no longer holds."""
    return _DECLARATION.sub("", text, count=1)


def _as(name: str | None, body: bytes) -> str | None:
    """Decode by a claim. Latin-1 fits every byte, so a body that is strict UTF-8 overrules that claim."""
    codec = resolve_encoding(name) if name else None
    if codec is None or codec.startswith(("utf-16", "utf-32")):  # without a mark or NUL bytes these claims are wrong
        return None
    if codec in _ANYTHING_FITS:
        return _strict(body, "utf-8") or _strict(body, codec)
    return _strict(body, codec)


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _mostly_utf8(body: bytes) -> str | None:
    """Accept UTF-8 with a few damaged bytes: at most one for every ten good characters beyond ASCII."""
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    beyond = sum(1 for character in text if character > "\x7f") - damaged
    return text if damaged * 10 <= beyond else None


def _guess(body: bytes) -> str:
    """Take cp1252 where few letters lie beyond ASCII, as in Western languages; else ask charset-normalizer."""
    sample = _MARKUP.sub(b" ", body[:_SAMPLE])
    beyond = sum(1 for byte in sample if byte > 0x7F)
    letters = sum(1 for byte in sample if chr(byte).isalpha() and byte <= 0x7F)
    best = None if beyond <= letters * _WESTERN else from_bytes(sample).best()
    return body.decode("cp1252" if best is None else best.encoding, "replace")
