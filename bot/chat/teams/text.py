"""The one place where text becomes text of a card: nothing in it is markdown, a mention or a link. Pure.

Clients do not agree on escapes: some show the backslash or the entity. So what markdown would act on is written with
letters that look alike and mean nothing to it.
"""

import re
from urllib.parse import quote

from bot.chat.tidy import clip, isolate, tidy, web_address

_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_ALIKE = {**_ANGLES, **str.maketrans({"*": "∗", "`": "'", "\\": "∖"})}
_EDGE_OF_WORD = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FIRST = re.compile(r"^(#{1,6}|[-+]|\d+[.)])(?= |$)")
_RULE = re.compile(r"[-=\s]+")
_SCHEME = re.compile(r"(?i)(?<![a-z0-9+.-])[a-z0-9+.-]*:/{2,}|\bmailto:")
"""What makes an address of a word."""
_BRACKETS = str.maketrans({"[": "(", "]": ")"})
_MAX_URL = 1_500
_UNBROKEN = "\N{NO-BREAK SPACE}"


# Marks of a direction that words were given on the way here, each piece of a line its own; none is a source's.
_KEPT = str.maketrans({"\u2068": "\ue000", "\u2069": "\ue001", "\ue000": " ", "\ue001": " "})
_BACK = str.maketrans({"\ue000": "\u2068", "\ue001": "\u2069"})
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")


def foreign(text: str) -> str:
    """Return text from outside on one line, with nothing left in it that a client would act on."""
    plain = _SCHEME.sub("", _tidied(text)).translate(_ALIKE)
    plain = _ENTITY.sub("＆", _EDGE_OF_WORD.sub(" ", plain))
    plain = re.sub(r"~{2,}", "~", plain)
    # A link, a picture, a definition of a link, and a date that the client writes in its own way.
    plain = re.sub(r"\](?=[(:])", "] ", plain).replace("{{", "{ {")
    plain = " ".join(plain.split())
    # A heading, a list or a line across: the blank behind the mark is what makes it one.
    if _RULE.fullmatch(plain):
        return plain.replace("-", "–").replace("=", "＝")
    return _FIRST.sub(rf"\1{_UNBROKEN}", plain).replace(f"{_UNBROKEN} ", _UNBROKEN)


def shown(text: str, limit: int) -> str:
    """Return text from outside in at most `limit` characters; letters from right to left stay among themselves."""
    return _directed(clip(foreign(text), limit))


def plain(text: str, limit: int) -> str:
    """Return text from outside for where there is no markdown: titles of buttons, what is read aloud."""
    return clip(tidy(text).translate(_ANGLES), limit)


def code(text: str, limit: int) -> str:
    """Return lines of text to be copied as they stand, in at most `limit` characters."""
    lines = "\n".join(tidy(line) for line in text.split("\n")).strip("\n")
    return clip(lines, limit) if lines else ""


def spoken(text: str, limit: int) -> str:
    """Return a line of what a lock screen shows: no address is left in it, and no mention."""
    return _directed(clip(_tidied(_SCHEME.sub("", text)).translate(_ANGLES), limit))


def link(url: str | None, text: str, limit: int) -> str:
    """Return a link labelled with text from outside; only the label where the address is not a web address."""
    address, label = safe_url(url), shown(text.translate(_BRACKETS), limit)
    return f"[{label}]({address})" if address and label else label


def safe_url(url: str | None, limit: int = _MAX_URL) -> str | None:
    """Return `url` percent-encoded where a link in a text needs it, or None unless it is a plain http(s) address."""
    address = web_address(url, _MAX_URL)
    if address is None or "[" in address.partition("?")[0]:
        return None
    encoded = re.sub(r"&#?\w+;", _unentitled, quote(address, safe=":/?#@!$&'+,;=%~-._"))
    return encoded if len(encoded) <= limit else None


def _tidied(text: str) -> str:
    return tidy(text.translate(_KEPT)).translate(_BACK)


def _directed(text: str) -> str:
    """Return `text` with all that runs from right to left kept apart: by piece where it is so, else as a whole."""
    rest = _ISOLATED.sub("", text)
    if isolate(rest) == rest and not re.search("[\u2068\u2069]", rest):
        return text
    return isolate(re.sub("[\u2068\u2069]", "", text))


def _unentitled(found: re.Match[str]) -> str:
    return found[0].replace(";", "%3B")
