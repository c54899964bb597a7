"""Fitting the head of the extractive summariser on pairs of article and human summary."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from nltk.stem.porter import PorterStemmer
from sklearn.linear_model import LogisticRegression, Ridge

from summarizers.base import WORD_BUDGET, Passage
from summarizers.choice import Limits
from summarizers.quoting import quotables
from summarizers.salience import SENTENCE, Likely, expected, holdings, learned_from, sentence_features
from summarizers.salience_words import WordTable, function_words, table
from summarizers.selecting import Material, Selector, prepared

FOLDS = 10
_SETS = 400
_C, _ALPHA = 0.3, 1000.0
_LEAST_SHARE, _MOST_COUNT = 0.03, 6
_SENTENCES = 16
_NEUTRAL = dict.fromkeys(SENTENCE, 0.0)
_STEMMER = PorterStemmer()
Head = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An article and what a reader made of it, with what does not depend on the fold."""

    title: str
    text: str
    summary: Counter[str]
    small: Counter[str]
    words: WordTable
    held: tuple[bool, ...]
    cache: dict[str, Any] = field(default_factory=dict)

    @property
    def passage(self) -> Passage:
        """The article, free to be quoted."""
        return Passage(id="a", title=self.title, text=self.text, quote_chars=10**6)

    def rouge(self, text: str, *, most: int = WORD_BUDGET) -> float:
        """Return ROUGE-1 (F-measure) of the first `most` words of `text`, stemmed as rouge-score does it."""
        ours = Counter(_stems(" ".join(text.split()[:most])))
        shared = (ours & self.summary).total()
        return 2 * shared / (ours.total() + self.summary.total()) if shared else 0.0


def prepare(row: Mapping[str, str]) -> Pair:
    """Read one line of the pairs."""
    passage = Passage(id="a", title=row["title"], text=row["text"])
    texts = [quotable.text for quotable in quotables(passage, limit=_SENTENCES)]
    words = table(texts, title=row["title"], text=row["text"])
    summary = Counter(_stems(row["summary"]))
    return Pair(
        title=row["title"],
        text=row["text"],
        summary=summary,
        small=function_words(row["summary"]),
        words=words,
        held=tuple(any(stem in summary for stem in _stems(word)) for word in words.words),
    )


def fitted(pairs: Sequence[Pair]) -> Head:
    """Return the head learned from `pairs`."""
    words = _word_model(pairs)
    neutral = {"told": 1.0, "extra": [0.0] * len(words["word"]["coef"]), "sentence": _NEUTRAL}
    head = {**words, "small": _small(pairs), **neutral}
    return {**head, **_corrections(pairs, head)}


def summary_of(pair: Pair, head: Head) -> str:
    """Return what would be quoted of the article of `pair` with `head`."""
    quoted, _ = Selector(None, head=learned_from(head)).select([pair.passage], focus=(), budget=WORD_BUDGET)
    return " ".join(sentence.text for sentence in quoted)


def folds(size: int, *, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of ten parts to learn from and the part held out."""
    parts = np.array_split(np.random.default_rng(seed).permutation(size), FOLDS)
    for number, part in enumerate(parts):
        yield [int(p) for other, rest in enumerate(parts) if other != number for p in rest], [int(p) for p in part]


def lead_of(text: str) -> str:
    """Return the lead as the scorer has it: whole sentences from the first on."""
    found = re.split(r'(?<=[.!?])["”’)]?\s+(?=[A-Z"“‘(])', re.sub(r"\s+", " ", text))
    chosen: list[str] = []
    for sentence in (one for one in found if len(one.split()) > 4):
        told = sum(len(one.split()) for one in chosen)
        if chosen and told + len(sentence.split()) > WORD_BUDGET:
            continue
        chosen.append(sentence)
        if told + len(sentence.split()) >= 0.8 * WORD_BUDGET:
            break
    return " ".join(chosen)


def _word_model(pairs: Sequence[Pair]) -> Head:
    rows = np.concatenate([pair.words.features for pair in pairs if pair.words.words])
    held = np.concatenate([np.array(pair.held) for pair in pairs if pair.words.words])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=_C, max_iter=1000).fit((rows - mean) / scale, held)
    rounded = {"mean": mean, "scale": scale, "coef": model.coef_[0]}
    word = {key: [round(float(value), 5) for value in values] for key, values in rounded.items()}
    return {"word": {**word, "bias": round(float(model.intercept_[0]), 5)}}


def _small(pairs: Sequence[Pair]) -> Mapping[str, list[float]]:
    """Return, for each small word, the share of summaries that hold it once, twice and so on."""
    every = sorted({word for pair in pairs for word in pair.small})
    found = {}
    for word in every:
        shares = [float(np.mean([pair.small[word] >= count for pair in pairs])) for count in range(1, _MOST_COUNT + 1)]
        kept = [round(share, 3) for share in shares if share >= _LEAST_SHARE]
        if kept:
            found[word] = kept
    return found


def _corrections(pairs: Sequence[Pair], head: Head) -> Head:
    """Return what words, place, trimming and brackets are worth beside what is expected, by ridge regression."""
    drawn = [found for pair in pairs if (found := _drawn(pair, head)) is not None]
    rows = np.concatenate([one[0] for one in drawn])
    scores = np.concatenate([one[1] for one in drawn])
    scale = rows.std(axis=0) + 1e-9
    model = Ridge(alpha=_ALPHA * len(scores) / 1000, fit_intercept=False).fit(rows / scale, scores)
    told, *rest = (round(float(value), 6) for value in model.coef_ / scale)
    sentence = dict(zip(SENTENCE, rest, strict=False))
    return {"told": told, "sentence": sentence, "extra": rest[len(SENTENCE) :]}


def _drawn(pair: Pair, head: Head) -> tuple[Any, Any] | None:
    """Return features and scores, both less their mean, of sets of sentences drawn from one article."""
    known = learned_from(head)
    limits = Limits(budget=WORD_BUDGET, quotes={"a": 10**6})
    if "material" not in pair.cache:
        pair.cache["material"] = prepared([pair.passage], focus=(), limits=limits, head=known)
        pair.cache["sets"] = list(_sets(pair.cache["material"]))
        forms = pair.cache["material"].forms
        pair.cache["scores"] = np.array([pair.rouge(" ".join(forms[p].text for p in s)) for s in pair.cache["sets"]])
    material, sets = pair.cache["material"], pair.cache["sets"]
    if len(sets) < 2:
        return None
    chance = dict(zip(pair.words.words, known.chances(pair.words.features), strict=True))
    held = holdings([form.text for form in material.forms], Likely(chance=chance, bonus=chance), known)
    features = pair.words.features[np.argsort(pair.words.words)]
    rows = []
    for chosen in sets:
        places, forms = list(chosen), [material.forms[place] for place in chosen]
        content_held = held.content[places].max(axis=0)
        told = expected(
            held,
            content_held[None],
            held.small[places].sum(axis=0)[None],
            held.length[places].sum()[None],
            budget=WORD_BUDGET,
        )
        each = [
            sentence_features(rank=form.of, words=form.words, cut=form.cut, resolved=form.resolved) for form in forms
        ]
        rows.append((float(told[0]), *np.sum(each, axis=0), *(content_held @ features)))
    table_, scores = np.array(rows), pair.cache["scores"]
    return table_ - table_.mean(axis=0), scores - scores.mean()


def _sets(material: Material) -> Iterator[tuple[int, ...]]:
    """Yield sets of two or three forms that fill at least half of the budget, drawn evenly from all there are."""
    forms = material.forms
    every = []
    for count in (1, 2, 3):
        for chosen in itertools.combinations(range(len(forms)), count):
            words = sum(forms[place].words for place in chosen)
            apart = len({forms[place].of for place in chosen}) == count
            if apart and WORD_BUDGET / 2 <= words <= WORD_BUDGET:
                every.append(chosen)
    draw = np.random.default_rng(len(every))
    some = draw.choice(len(every), min(_SETS, len(every)), replace=False) if every else []
    return iter([every[int(place)] for place in sorted(some)])


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in re.sub(r"[^a-z0-9]+", " ", text.lower()).split()]


@cache
def _stem(word: str) -> str:
    return str(_STEMMER.stem(word)) if len(word) > 3 else word
