"""What a page turned out to be: article, paywall, bot wall, cookie wall, error page or nothing. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.article import PageKind
from bot.ingest import walls

MIN_TEXT = 120
_SMALL = 1_500
_SHORT = 800
_TINY = 400
_TAIL = 400
_TITLE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kind of a page and, where it is no article, what gave it away."""

    kind: PageKind
    detail: str = ""


def kind_of(*, url: str, title: str, text: str, source: str, closed: bool) -> PageKind:
    """Return the kind of a page, as `judge` does."""
    return judge(url=url, title=title, text=text, source=source, closed=closed).kind


def judge(*, url: str, title: str, text: str, source: str, closed: bool) -> Verdict:
    """Return what the page at the final address `url` is.

    `text` is what extraction found, `source` the beginning of the markup, `closed` whether the page says of itself
    that it is not free to read. Walls are only believed where little text was found.
    """
    title = title.strip()
    return (
        _consent_host(url, text)
        or _bot_wall(title, text, source)
        or _not_found(title, text)
        or _cookie_wall(text)
        or _paywall(text, closed=closed)
        or Verdict(kind=PageKind.ARTICLE if len(text) >= MIN_TEXT else PageKind.EMPTY)
    )


def _consent_host(url: str, text: str) -> Verdict | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if walls.CONSENT_HOST.search(host) or (len(text) < _SMALL and walls.CONSENT_PATH.search(parts.path)):
        return Verdict(kind=PageKind.CONSENT, detail="a page that asks for consent")
    return None


def _bot_wall(title: str, text: str, source: str) -> Verdict | None:
    """Believe a vendor's marks where there is next to no text: protected pages that open hold them too."""
    if len(text) >= _SHORT:
        return None
    vendor = next((name for name, mark in walls.VENDORS if mark.search(source)), "")
    worded = len(title) <= _TITLE and walls.ROBOT.search(title)
    if worded or (len(text) < _TINY and walls.ROBOT.search(text)) or (len(text) < MIN_TEXT and vendor):
        return Verdict(kind=PageKind.BLOCKED, detail=f"a bot wall ({vendor})" if vendor else "a bot wall")
    return None


def _not_found(title: str, text: str) -> Verdict | None:
    worded = len(text) < _SHORT and walls.NOT_FOUND.search(title)
    if worded or (len(text) < _TINY and _says_not_found(text)):
        return Verdict(kind=PageKind.ERROR, detail="an error page that answers as if it were none")
    return None


def _says_not_found(text: str) -> bool:
    """Return whether a short text says so itself; a bare number in it is no proof."""
    found = walls.NOT_FOUND.search(text)
    return found is not None and not found.group()[:1].isdigit()


def _cookie_wall(text: str) -> Verdict | None:
    wanted = 1 if len(text) < _TINY else 2
    if len(text) < _SHORT and len(walls.COOKIES.findall(text)) >= wanted:
        return Verdict(kind=PageKind.CONSENT, detail="a cookie wall")
    return None


def _paywall(text: str, *, closed: bool) -> Verdict | None:
    if closed:
        return Verdict(kind=PageKind.PAYWALL, detail="its publisher says it is not free")
    if MIN_TEXT <= len(text) < _SMALL and walls.SUBSCRIBERS.search(text[-_TAIL:]):
        return Verdict(kind=PageKind.PAYWALL, detail="its text ends with an offer to subscribe")
    return None
