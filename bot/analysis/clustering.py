"""Stories formed as articles come: the same ones whatever the order, the size of a batch, or a restart between.

Who belongs together is a function of the set of articles alone: pairs worth comparing (`blocking`), those likely of one
event (`pairing`), the blocks they connect (`blocks`), the stories in a block (`grouping`). An article that comes makes
its own block be grouped anew and no other. What stories are called follows what they were called before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.analysis.blocking import Key, Neighbours, keys_of
from bot.analysis.blocks import Blocks
from bot.analysis.grouping import grouped
from bot.analysis.naming import Named, named
from bot.analysis.pairing import likelihood
from bot.analysis.signatures import Signature, sign
from bot.analysis.weights import EventWeights
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
_REMEMBERED = 500_000
Pair = tuple[Article, Analysis]


@dataclass(slots=True)
class _Held:
    """An article in the index."""

    signature: Signature
    keys: tuple[Key, ...]
    story: StoryId | None = None


class Clusterer:
    """An index of the articles of a while and of the stories they stand in; it is filled again from what is stored.

    It knows all articles from `since` on, none where that is `END`. Nothing is written: `add` says what changes, and
    after it `reached_back` whether articles from before `since` may belong to that: then more must be held.
    """

    def __init__(self, window: timedelta, *, model: EventWeights) -> None:
        """Join articles at most `window` apart; `model` says how likely two tell of one event."""
        self._window, self._model = window, model
        self.clear()

    def clear(self, since: datetime = END) -> None:
        """Forget everything; what is held from now on are all articles from `since` on."""
        self.since, self.reached_back = since, False
        self._held: dict[str, _Held] = {}
        self._stories: dict[StoryId, set[ArticleId]] = {}
        self._neighbours, self._blocks = Neighbours(), Blocks()
        self._likely: dict[tuple[str, str], float] = {}

    def __len__(self) -> int:
        """Count the articles held."""
        return len(self._held)

    def story_of(self, article: ArticleId) -> StoryId | None:
        """Return the story in which a held article stands."""
        held = self._held.get(article)
        return held.story if held else None

    def hold(self, pairs: Iterable[Pair], told: Mapping[ArticleId, StoryId]) -> None:
        """Take in articles that stand in stories already, as `told` has it; nothing is grouped anew."""
        fresh = [pair for pair in pairs if pair[0].id not in self._held]
        self._blocks.around(self._taken_in(fresh))
        for article, _ in fresh:
            if (story := told.get(article.id)) is not None:
                self._put(article.id, story)

    def add(self, pairs: Iterable[Pair]) -> tuple[Named, ...]:
        """Take in articles, new or read anew; return the stories that are new, grown, united or split by that."""
        unique = {article.id: (article, analysis) for article, analysis in pairs}
        edited = [name for name in unique if name in self._held]
        changed: set[str] = {name for one in edited for name in self._beside(one)}
        changed |= self._let_go(edited, stay=True) | self._taken_in(unique.values())
        blocks = self._blocks.around(changed)
        self.reached_back = self._at_edge(blocks)
        groups = [group for block in blocks for group in self._grouped(block)]
        return self._renamed(groups, read=unique.keys())

    def forget(self, before: datetime) -> None:
        """Let articles from before `before` go: memory stays bounded, and late ones make the caller hold them again."""
        self._let_go([name for name, held in self._held.items() if held.signature.moment < before], stay=False)
        if self.since != END:
            self.since = max(self.since, before)

    def keep(self, most: int) -> None:
        """Let the oldest articles go where more than `most` are held, and a tenth more, so that it is seldom done."""
        if len(self._held) > most:
            moments = sorted(held.signature.moment for held in self._held.values())
            self.forget(moments[len(moments) - most * 9 // 10])

    def _beside(self, name: str) -> set[ArticleId]:
        """Return the articles of the story in which an article stands."""
        story = self._held[name].story
        return self._stories.get(story, set()) if story is not None else set()

    def _at_edge(self, blocks: Iterable[frozenset[str]]) -> bool:
        """Whether articles older than what is held could be near the articles of `blocks`."""
        if self.since in (BEGINNING, END):
            return False
        edge = self.since + self._window
        return any(self._held[name].signature.moment < edge for block in blocks for name in block)

    def _taken_in(self, pairs: Iterable[Pair]) -> set[str]:
        """Index articles and connect the likely pairs; return whose connections changed."""
        changed: set[str] = set()
        signed = [sign(article, analysis, self._model.rarity) for article, analysis in pairs]
        for one in sorted(signed, key=lambda signature: signature.key):
            keys = keys_of(one, self._model.rarity)
            before = self._held.get(one.id)
            self._held[one.id] = _Held(one, keys, before.story if before else None)
            self._blocks.add(one.id)
            near, parted = self._neighbours.add(one.key, keys)
            for other in near:
                self._connect(one, self._held[other].signature)
            changed |= {one.id} | self._parted(parted)
        return changed

    def _connect(self, one: Signature, other: Signature) -> bool:
        """Connect two neighbours if they are likely of one event; return whether they are."""
        if abs(one.moment - other.moment) > self._window:
            return False
        likely = likelihood(one, other, self._model)
        if likely < self._model.threshold:
            return False
        self._blocks.join(one.id, other.id, likely)
        return True

    def _parted(self, pairs: Iterable[tuple[str, str]]) -> set[str]:
        """Disconnect the pairs that are neighbours under no key any more; return whom that touches."""
        touched: set[str] = set()
        for first, second in pairs:
            if second in self._blocks.joined(first) and not self._near(first, second):
                self._blocks.part(first, second)
                touched |= {first, second}
        return touched

    def _near(self, first: str, second: str) -> bool:
        one, other = self._held[first], self._held[second]
        shared = [key for key in one.keys if key in other.keys]
        return self._neighbours.near(one.signature.key, other.signature.key, shared)

    def _let_go(self, names: Sequence[str], *, stay: bool) -> set[str]:
        """Take articles out of the index; those that `stay` keep their story. Return whose connections changed."""
        changed: set[str] = set()
        gone = set(names)
        for name in names:
            held = self._held[name]
            changed |= self._blocks.remove(name)
            joined = self._neighbours.remove(held.signature.key, held.keys)
            for first, second in joined:
                if first in gone or second in gone or second in self._blocks.joined(first):
                    continue
                if self._near(first, second):
                    one, other = self._held[first].signature, self._held[second].signature
                    if self._connect(one, other):
                        changed |= {first, second}
            if not stay:
                self._leave(name)
                del self._held[name]
        if names:
            self._likely.clear()
        return changed - gone

    def _grouped(self, block: frozenset[str]) -> list[list[Signature]]:
        members = [self._held[name].signature for name in block]
        if len(members) == 1:
            return [members]
        if len(self._likely) > _REMEMBERED:
            self._likely.clear()
        return grouped(members, self._likelihood, threshold=self._model.threshold, window=self._window)

    def _likelihood(self, first: Signature, second: Signature) -> float:
        pair = (first.id, second.id) if first.id < second.id else (second.id, first.id)
        known = self._likely.get(pair)
        if known is None:
            known = self._likely[pair] = likelihood(first, second, self._model)
        return known

    def _renamed(self, groups: Sequence[Sequence[Signature]], *, read: Iterable[ArticleId]) -> tuple[Named, ...]:
        """Give the groups their names and keep them; return those that changed or hold an article just `read`."""
        articles = [tuple(one.id for one in group) for group in groups]
        before = {name: held.story for group in articles for name in group if (held := self._held[name])}
        result = named(articles, {name: story for name, story in before.items() if story is not None})
        changed = [one for one in result if self._stories.get(one.story) != set(one.articles) or one.absorbed]
        fresh = set(read)
        same = [one for one in result if one not in changed and not fresh.isdisjoint(one.articles)]
        for one in changed:
            for name in one.articles:
                self._put(name, one.story)
        order = {one.story: place for place, one in enumerate(result)}
        return tuple(sorted([*changed, *same], key=lambda one: order[one.story]))

    def _put(self, name: ArticleId, story: StoryId) -> None:
        held = self._held[name]
        if held.story != story:
            self._leave(name)
            held.story = story
        self._stories.setdefault(story, set()).add(name)

    def _leave(self, name: str) -> None:
        held = self._held[name]
        if held.story is None:
            return
        members = self._stories.get(held.story, set())
        members.discard(ArticleId(name))
        if not members:
            self._stories.pop(held.story, None)
        held.story = None
