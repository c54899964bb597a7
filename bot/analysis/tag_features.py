"""What speaks for a tag, as numbers: where its triggers stand, of what kind they are, and how it compares to others.

Sectors and types are chosen alike (`bot.analysis.tags.picked`): each key with at least one trigger in the text is a
candidate, and a small logistic model weighs it. Counts are capped and logarithmic, so that length does not decide.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.analysis.document import Document
from bot.analysis.heads import Scores
from bot.analysis.tags import TagCandidate, Tally, Vote
from bot.analysis.weights import Features
from summarizers.reading import is_modal, is_negated
from summarizers.reading.spans import Span

_CAP = 3
_READ = 4  # so many triggers of a key are read in their clauses: it costs more than all the rest
_FAINT = 0.1
# Kinds that name the thing itself; the others only hint at it.
PLAIN = frozenset({"cue", "own_cue", "equipment", "shared"})
_ZONES = {"title": 3.0, "first": 1.5, "lead": 1.2, "body": 0.35}


class Hit(NamedTuple):
    """A trigger of `key` at a place of the full text; `kind` says whether cue, equipment, weak word or other."""

    key: str
    start: int
    end: int
    sentence: int
    kind: str


def tag_candidates(
    document: Document,
    hits: Iterable[Hit],
    *,
    ruled: Sequence[Tally],
    said: frozenset[str],
    heads: Scores | None,
    family: str,
    by_clause: bool = False,
) -> tuple[TagCandidate, ...]:
    """Return one candidate per key that has a trigger, sorted by key.

    `ruled` are the keys by the strength the rules give them, `said` those the rules would choose; `heads` are the
    log-odds of the encoder's heads by "family:key", where the encoder was asked. With `by_clause` it also
    counts whether a trigger is denied or only possible in its clause, and whether countries share its sentence: that
    tells of what is done, not of what it is about.
    """
    by_key: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.key].append(hit)
    reading = _Reading(document, by_key, ruled, said, heads=_own_heads(heads, family), by_clause=by_clause)
    return tuple(
        TagCandidate(key=key, features=reading.features(key), votes=reading.votes(key)) for key in sorted(by_key)
    )


def _own_heads(heads: Scores | None, family: str) -> Scores:
    prefix = f"{family}:"
    return {name.removeprefix(prefix): score for name, score in (heads or {}).items() if name.startswith(prefix)}


class _Reading:
    """The triggers of one document, asked for the features of one key after the other."""

    def __init__(
        self,
        document: Document,
        by_key: Mapping[str, Sequence[Hit]],
        ruled: Sequence[Tally],
        said: frozenset[str],
        *,
        heads: Scores,
        by_clause: bool,
    ) -> None:
        self._document, self._by_key, self._said = document, by_key, said
        self._heads, self._by_clause = heads, by_clause
        self._deals = document.deal_sentences
        self._homes: defaultdict[int, set[str]] = defaultdict(set)
        for mention in document.mentions:
            self._homes[mention.sentence].update(mention.homes[:1])
        self._rank = {tally.key: place for place, tally in enumerate(ruled)}
        self._strength = {tally.key: tally.strength for tally in ruled}
        self._top = max(self._strength.values(), default=1.0)
        self._total = sum(self._strength.values()) or 1.0
        plain = [hit for hits in by_key.values() for hit in hits if hit.kind in PLAIN]
        self._first = min((hit.start for hit in plain), default=-1)
        self._title = frozenset(hit.key for hit in plain if hit.sentence == 0)
        self._plain = frozenset(hit.key for hit in plain)

    def votes(self, key: str) -> tuple[Vote, ...]:
        """Return the triggers of `key`, the most telling first."""
        votes = (Vote(key=key, strength=self._weight(hit), start=hit.start, end=hit.end) for hit in self._by_key[key])
        return tuple(sorted(votes, key=lambda vote: (-vote.strength, vote.start, vote.end)))

    def features(self, key: str) -> Features:
        """Return what speaks for `key` and against it."""
        hits = self._by_key[key]
        return {
            f"is_{key}": 1.0,
            **self._placed(hits),
            **self._ruled(key),
            **self._compared(key, hits),
            **({**self._told(hits), **self._joined(hits)} if self._by_clause else {}),
            **self._headed(key),
        }

    def _zone(self, sentence: int) -> str:
        if sentence <= 1:
            return "title" if sentence == 0 else "first"
        return "lead" if sentence <= self._document.lead_end else "body"

    def _weight(self, hit: Hit) -> float:
        near = 1.0 if hit.sentence in self._deals else 0.6
        return _ZONES[self._zone(hit.sentence)] * near * (1.0 if hit.kind in PLAIN else _FAINT)

    def _placed(self, hits: Sequence[Hit]) -> Features:
        counts = Counter(f"{self._zone(hit.sentence)}_{hit.kind}" for hit in hits)
        placed = {spot: math.log1p(min(count, _CAP)) for spot, count in counts.items()}
        placed |= {f"{self._zone(hit.sentence)}_deal": 1.0 for hit in hits if hit.sentence in self._deals}
        return placed

    def _ruled(self, key: str) -> Features:
        strength, rank = self._strength.get(key, 0.0), self._rank.get(key, _CAP)
        return {
            "mass": math.log1p(strength),
            "of_top": strength / self._top,
            "of_all": strength / self._total,
            f"rank_{min(rank, _CAP)}": 1.0,
            "rule": float(key in self._said),
        }

    def _compared(self, key: str, hits: Sequence[Hit]) -> Features:
        brief = float(self._document.lead_end == 0)
        others = self._plain - {key}
        return {
            "earliest": float(any(hit.start == self._first for hit in hits)),
            "forms": math.log1p(len({self._document.text[hit.start : hit.end].casefold() for hit in hits})),
            "others": math.log1p(len(others)),
            "alone": float(not others),
            "title_other": float(bool(self._title) and key not in self._title),
            "brief": brief,
            "brief_of_top": brief * self._strength.get(key, 0.0) / self._top,
        }

    def _told(self, hits: Sequence[Hit]) -> Features:
        """Return the share of the first plain triggers in title, lead and deals that are denied, or only possible."""
        near = [hit for hit in self._near(hits) if hit.kind in PLAIN][:_READ]
        if not near:
            return {}
        denied = sum(is_negated(*self._within(hit)) for hit in near)
        maybe = sum(is_modal(*self._within(hit)) for hit in near)
        return {"denied": denied / len(near), "maybe": maybe / len(near)}

    def _joined(self, hits: Sequence[Hit]) -> Features:
        """Return whether a trigger shares its sentence with two countries: it is more likely what they do together."""
        near = self._near(hits)
        if not near:
            return {}
        plain = [len(self._homes[hit.sentence]) for hit in near if hit.kind in PLAIN]
        every = [len(self._homes[hit.sentence]) for hit in near]
        return {
            "joined": float(max(every) > 1),
            "joined_share": sum(homes > 1 for homes in every) / len(near),
            "joined_plain": float(max(plain, default=0) > 1),
            "named_plain": float(max(plain, default=0) > 0),
        }

    def _near(self, hits: Sequence[Hit]) -> list[Hit]:
        return [h for h in hits if h.sentence <= self._document.lead_end or h.sentence in self._deals]

    def _within(self, hit: Hit) -> tuple[str, Span]:
        region = self._document.sentences[hit.sentence]
        return self._document.slice(region), Span(hit.start - region.start, hit.end - region.start)

    def _headed(self, key: str) -> Features:
        if key not in self._heads:
            return {}
        top = max(self._heads.values())
        return {
            "head": self._heads[key],
            "head_gap": self._heads[key] - top,
            "head_top": float(self._heads[key] == top),
        }
