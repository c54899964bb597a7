"""Whose an item of the past is: a source that is known, by id or name, or one made for it that is never polled."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.domain.ids import SourceId, digest
from bot.domain.source import Source

_OWN = frozenset({"feed", "sitemap", "page_list"})
PREFIX = "past-"
"""How the ids of sources begin that were made for what was read in."""


class PastSources:
    """Finds sources by what an item says of its own; makes each that is missing once."""

    def __init__(self, known: Iterable[Source]) -> None:
        self._known: dict[str, Source] = {}
        self._hosts: dict[str, Source] = {}
        for source in known:
            self._known.setdefault(source.name.casefold(), source)
            self._known.setdefault(source.id, source)
            if source.kind in _OWN:
                self._hosts.setdefault(_site(source.url), source)

    def of(self, name: str, *, url: str = "") -> Source:
        """Return the source called `name`; of an item that names none, the one whose site `url` is on.

        A site that no source is of gives one named after its host.
        """
        if not name and (own := self._hosts.get(_site(url))) is not None:
            return own
        said = name or _host(url) or "Archive"
        found = self._known.get(said) or self._known.get(said.casefold())
        if found is None:
            found = self._known[said.casefold()] = _made(said, url)
        return found


def _made(name: str, url: str) -> Source:
    host = _host(url)
    slug = _slug(name)
    return Source(
        id=SourceId(f"{PREFIX}{slug or digest('source', name)}"),
        name=name,
        url=f"https://{host}/" if host else "https://archive.invalid/",
        country="INT",
        tier=3,
        enabled=False,
        terms="read in by entente backfill",
    )


def _site(url: str) -> str:
    return _host(url).removeprefix("www.") or " "


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:120]
    except ValueError:
        return ""


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")
