"""What the forms of an exported answer share: its moments, its sources, texts without what cannot be written."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from bot.domain.brief import Citation
from bot.domain.dossier import Dossier, Line

# Control signs, lone surrogates, and signs that turn the direction of all that follows.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]+")
_SPACES = re.compile(r"\s+")
_UNSAFE = re.compile(r"[\s\"'<>\\^`{|}\x00-\x1f\x7f]")


def plain(text: str) -> str:
    """Return `text` in one line, without signs that a file or a reader's terminal could trip over."""
    return _SPACES.sub(" ", _UNWRITABLE.sub(" ", text)).strip()


def day(moment: datetime) -> str:
    """Return the day of `moment`, such as 23 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"


def as_of(dossier: Dossier) -> str:
    """Return what an answer is and until when it holds."""
    return f"Machine-compiled from public sources, as of {day(dossier.asked_at)}, {dossier.asked_at:%H:%M} UTC."


def basis(dossier: Dossier) -> str:
    """Return what an answer is made of: span, stories, sources, and since when the archive has watched."""
    stories, sources = len(dossier.stories), dossier.sources_covering
    told = f"{stories} {'story' if stories == 1 else 'stories'} from {day(dossier.since)} to {day(dossier.until)}"
    covering = f"{sources} {'source covers' if sources == 1 else 'sources cover'} this"
    since = dossier.archive_since
    watched = f"; the archive has watched without a gap since {day(since)}" if since else ""
    return f"{told}; {covering}{watched}."


def numbers(line: Line) -> tuple[int, ...]:
    """Return the numbers of the sources behind a line, each once, in their order."""
    return tuple(dict.fromkeys(line.cites))


def public_link(line: Line) -> str:
    """Return the public page a line leads on to, "" for none: of a story told, the link is its thread in chat."""
    return "" if line.stories else web_address(line.link)


def web_address(url: str) -> str:
    """Return `url` where it is an address of the web, with unsafe signs escaped, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return ""
    told = parts._replace(scheme=parts.scheme.lower()).geturl()
    shown = "".join(sign for sign in told if not 0xD800 <= ord(sign) <= 0xDFFF)
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), shown)


def source_line(citation: Citation) -> tuple[str, str, str]:
    """Return title, outlet and day of a source; the day is "" where it is not known."""
    title = plain(citation.title) or plain(citation.url)
    return title, plain(citation.outlet), day(citation.published) if citation.published else ""
