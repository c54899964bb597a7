"""The one place where text becomes Slack text: escaped, without control characters of mrkdwn, links checked."""

import re
from urllib.parse import quote

from bot.chat.tidy import ELLIPSIS, tidy, web_address

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Slack has no escape for these: left in, a title could turn bold, strike out a figure or break a link's label.
_STRIPPED = str.maketrans({"*": "", "~": "", "`": "", "_": " "})
# A colon of a time of day, 07:30:15, starts no emoji.
_SHORTCODE = re.compile(r"(?<!\d):(?=[a-z0-9+'_-]+:)|:(?=[0-9]*[a-z+'_-][a-z0-9+'_-]*:)", re.I)
_WITHIN_A_WORD = re.compile(r"(?<=[^\W_])_(?=[^\W_])")
_KEPT = "\ue000"
_BLANKS = re.compile(r"\s+")
_MAX_URL = 1500
_ZERO_WIDTH_SPACE = "\u200b"


def escape(text: str) -> str:
    """Return `text` with the three characters escaped that Slack decodes: &, < and >."""
    return "".join(_ENTITIES.get(char, char) for char in text)


def foreign(text: str) -> str:
    """Return text from outside with nothing left in it that mrkdwn would act on, but not yet escaped."""
    plain = _BLANKS.sub(" ", tidy(text).translate(_STRIPPED)).strip().lstrip("> ")
    return _SHORTCODE.sub(f":{_ZERO_WIDTH_SPACE}", plain)


def mrkdwn(text: str, limit: int) -> str:
    """Return text from outside for a mrkdwn object, at most `limit` characters long after escaping."""
    return _escaped(foreign(text), limit)


def line(text: str, limit: int) -> str:
    """Return a line of a note for a mrkdwn object: as `mrkdwn`, but names such as America/New_York stay whole.

    Slack takes no underscore within a word for italics.
    """
    whole = _WITHIN_A_WORD.sub(_KEPT, text.replace(_KEPT, ""))
    return _escaped(foreign(whole).replace(_KEPT, "_"), limit)


def label(text: str, limit: int) -> str:
    """Return text from outside as the label of a link: as mrkdwn, without the bar that would end the address."""
    return _escaped(foreign(text.replace("|", "¦")), limit)


def plain(text: str, limit: int) -> str:
    """Return text from outside for a plain_text object with `emoji` off, at most `limit` characters long."""
    return _escaped(tidy(text), limit)


def code(text: str, limit: int) -> str:
    """Return lines of text for between two fences of backticks, at most `limit` characters after escaping.

    Within fences mrkdwn does nothing, so the text is copied as it stands; a fence in it is taken apart.
    """
    lines = (tidy(line) for line in text.replace("```", "'''").split("\n"))
    return _escaped("\n".join(lines).strip("\n`"), limit)


def link(url: str | None, text: str, limit: int) -> str:
    """Return a link labelled with text from outside; only the label where the address is not a web address."""
    address, shown = safe_url(url), label(text, limit)
    return f"<{address}|{shown}>" if address and shown else shown


def safe_url(url: str | None) -> str | None:
    """Return `url` percent-encoded where Slack's link syntax needs it, or None unless it is a plain http(s) address."""
    address = web_address(url, _MAX_URL)
    if address is None:
        return None
    encoded = escape(quote(address, safe=":/?#[]@!$&'()*+,;=%~-._"))
    return encoded if len(encoded) <= _MAX_URL else None


def _escaped(text: str, limit: int) -> str:
    """Escape `text` and cut it so that the result, ellipsis included, has at most `limit` characters."""
    escaped = escape(text)
    if len(escaped) <= limit:
        return escaped
    kept, room = [], limit - len(ELLIPSIS)
    for char in text:
        piece = _ENTITIES.get(char, char)
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    cut = "".join(kept)
    border = cut.rfind(" ")
    return (cut[:border] if border > limit * 2 // 3 else cut).rstrip() + ELLIPSIS
