"""What is forgotten and is not to come back: known by keyed digests alone, never by its words. Pure."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.article import Article, Drop, DropReason, Entry
from bot.domain.forgetting import Name, masked

ADDRESS = "address"
"""The kind of a forgotten address; those of names say how they are looked for."""
_DIGEST_BYTES = 20
FORGOTTEN = "a report that was taken out on request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """The key of this archive, and how an address is spelt: what digests are made with."""

    key: bytes = field(repr=False)
    canonical: Callable[[str], str]

    def address(self, url: str) -> str:
        """Return the digest of an address; http and https are one."""
        return self._digest(ADDRESS, self.canonical(url).partition("://")[2] or url)

    def name(self, name: Name) -> str:
        """Return the digest of a name."""
        return self.phrase(name.phrase)

    def phrase(self, folded: str) -> str:
        """Return the digest of a folded phrase."""
        return self._digest("name", folded)

    def _digest(self, kind: str, text: str) -> str:
        said = f"{kind}\x1f{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, key=self.key, digest_size=_DIGEST_BYTES).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Keeps out what is forgotten; `kinds` are those of each digest."""

    keeper: Keeper
    kinds: Mapping[str, str]

    def forgets(self, url: str) -> bool:
        """Whether an address is not to be collected."""
        return self.kinds.get(self.keeper.address(url)) == ADDRESS

    def text(self, text: str) -> str:
        """Return `text` with forgotten names masked at their length."""
        names = {kind for kind in self.kinds.values() if kind != ADDRESS}
        return masked(text, names, lambda phrase: self.keeper.phrase(phrase) in self.kinds)

    def entry(self, entry: Entry) -> Entry:
        """Return `entry` without forgotten names."""
        author = self.text(entry.author) if entry.author else entry.author
        return replace(entry, title=self.text(entry.title), text=self.text(entry.text), author=author)

    def article(self, article: Article) -> Article:
        """Return `article` without forgotten names; every span of it holds as before."""
        author = self.text(article.author) if article.author else article.author
        return replace(article, title=self.text(article.title), text=self.text(article.text), author=author)

    def drop(self, drop: Drop) -> Drop:
        """Return `drop` without forgotten names; one of a forgotten address says no more than that."""
        if self.forgets(drop.url):
            return self.dropped(drop)
        return replace(drop, title=self.text(drop.title), detail=self.text(drop.detail))

    def dropped(self, item: Entry | Drop) -> Drop:
        """Return the drop of an item whose address is forgotten, under a name that tells nothing of it."""
        url = f"urn:forgotten:{self.keeper.address(item.url)}"
        return Drop(source_id=item.source_id, url=url, title="", reason=DropReason.FORGOTTEN)
