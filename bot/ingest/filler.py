"""What stands for words and addresses where a publisher's own may not be kept. Pure."""

import re
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.ingest.urls import same_site

_LETTER = re.compile(r"[^\W\d_]|[^\x00-\x7f]")
_DIGIT = re.compile(r"\d")
_ZONE = r"\s*(?:Z|UTC|GMT|[ECMP][SD]T|[+-]\d\d:?\d\d)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)"
MOMENT = re.compile(
    rf"\s*(?:\d{{4}}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?)?{_ZONE}"
    rf"|\d{{8}}T\d{{6}}Z|\d\d[./]\d\d[./]\d{{4}}"
    rf"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)?\d{{1,2}}\s+{_MONTH}\s+\d{{4}}(?:\s+\d\d:\d\d(?::\d\d)?)?{_ZONE})\s*"
)
_SMALL = re.compile(r"\s*\d{1,4}(?:\.\d{1,2})?\s*", re.ASCII)
_ENDING = re.compile(r"\.(?:html?|xml|pdf|aspx?|php|rss|atom|json|jpe?g|png|gz)$", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def filler(text: str) -> str:
    """Return as many x as `text` has letters, and zeros for its digits; dates and small numbers stay as they are."""
    if MOMENT.fullmatch(text) or _SMALL.fullmatch(text):
        return text
    return _DIGIT.sub("0", _LETTER.sub(lambda letter: "X" if letter[0].isupper() else "x", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Replaces addresses seen at `base`, so that two that differed still do; the parts in `keep` stay."""

    base: str
    keep: frozenset[str] = frozenset()

    def hidden(self, text: str) -> str:
        """Return an address of `example.invalid` (`elsewhere.invalid` for other sites) with as many parts."""
        bare = text.strip()
        web = _WEB.match(bare)
        if not web:
            return "#" if _OTHER_SCHEME.match(bare) else self._rest(bare, bare)
        _host, slash, rest = bare[web.end() :].partition("/")
        own = _same(self.base, bare if bare[0] != "/" else f"https:{bare}")
        return f"{web[0].lower()}{'example' if own else 'elsewhere'}.invalid{slash}{self._rest(rest, bare)}"

    def named(self, text: str) -> str:
        """Return what stands for an id that may be no address."""
        bare = text.strip()
        return self.hidden(bare) if _WEB.match(bare) else f"p{_number(bare)}"

    def _rest(self, rest: str, whole: str) -> str:
        rest, mark, fragment = rest.partition("#")
        path, question, _query = rest.partition("?")
        parts = path.split("/")
        last = next((n for n in range(len(parts) - 1, -1, -1) if parts[n]), -1)
        shown = [self._part(part, whole if n == last else part) for n, part in enumerate(parts)]
        asked = f"?q={_number(whole)}" if question else ""
        return f"{'/'.join(shown)}{asked}{'#' + self._part(fragment, fragment) if mark else ''}"

    def _part(self, part: str, seed: str) -> str:
        if not part or part in (".", "..") or part.lower() in self.keep:
            return part
        ending = _ENDING.search(part)
        return f"p{_number(seed)}{ending[0].lower() if ending else ''}"


def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


def _same(base: str, other: str) -> bool:
    try:
        return same_site(base, other) or urlsplit(base).hostname == urlsplit(other).hostname
    except ValueError:
        return False
