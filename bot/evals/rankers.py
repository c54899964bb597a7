"""Summaries as simple means make them: sentences ranked by how central they are, the best whole ones within the budget.

TextRank (Mihalcea and Tarau 2004) and LexRank (Erkan and Radev 2004) are sumy's, over our sentences and words: its own
splitter wants data that must be downloaded. The centroid takes the sentences nearest to the mean of all vectors (Radev
et al. 2004, with an encoder for the words).
"""

import importlib
import importlib.util
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from summarizers.base import WORD_BUDGET, Encoder
from summarizers.chunking import sentences
from summarizers.reading import count_words, words

SUMY = "sumy"
FEWEST_WORDS = 5
Ranker = Callable[[str], str]
"""A text in, its summary of at most 60 words out."""
ItemT = TypeVar("ItemT")


def rankers(encoder: Encoder) -> Mapping[str, Ranker | None]:
    """Return the rankers by name; None where the library that makes one is not installed."""
    have = importlib.util.find_spec(SUMY) is not None
    return {
        "whole first sentences": lead,
        "TextRank": sumy_ranker("text_rank", "TextRankSummarizer") if have else None,
        "LexRank": sumy_ranker("lex_rank", "LexRankSummarizer") if have else None,
        "encoder centroid": lambda text: centroid(text, encoder),
    }


def whole_sentences(text: str) -> list[str]:
    """Return the sentences of `text` of five words or more: shorter ones are captions and crumbs."""
    found = (" ".join(sentence.split()) for sentence in sentences(text))
    return [sentence for sentence in found if count_words(sentence) >= FEWEST_WORDS]


def fitting(ranked: Iterable[ItemT], length: Callable[[ItemT], int], *, budget: int = WORD_BUDGET) -> list[ItemT]:
    """Return those of `ranked`, best first, that fit into what the ones before have left of `budget`."""
    kept: list[ItemT] = []
    for item in ranked:
        size = length(item)
        if size <= budget:
            kept.append(item)
            budget -= size
    return kept


def lead(text: str) -> str:
    """Return the first sentences that fit; what is too long for what is left is passed by."""
    return " ".join(fitting(whole_sentences(text), count_words))


def centroid(text: str, encoder: Encoder) -> str:
    """Return the sentences nearest to the mean of all sentences' vectors, in the text's order; '' where none fits."""
    every = list(dict.fromkeys(whole_sentences(text)))
    if not every:
        return ""
    vectors = encoder.encode(every)
    nearness = vectors @ np.mean(vectors, axis=0)
    best = sorted(range(len(every)), key=lambda place: (-float(nearness[place]), place))
    kept = fitting(best, lambda place: count_words(every[place]))
    return " ".join(every[place] for place in sorted(kept))


def sumy_ranker(module: str, name: str) -> Ranker:
    """Return sumy's summariser `name` of `module` with its stemmer and stop words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sumy and what it brings along
        made = getattr(importlib.import_module(f"sumy.summarizers.{module}"), name)
        stemmer = importlib.import_module("sumy.nlp.stemmers").Stemmer("english")
        stop_words = importlib.import_module("sumy.utils").get_stop_words("english")
        dom: Any = importlib.import_module("sumy.models.dom")
    summarizer: Any = made(stemmer)
    summarizer.stop_words = stop_words
    tokenizer = _Words()

    def summarise(text: str) -> str:
        paragraph = dom.Paragraph([dom.Sentence(sentence, tokenizer) for sentence in whole_sentences(text)])
        document = dom.ObjectDocumentModel([paragraph])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numpy's, where no two sentences share a word
            return " ".join(map(str, summarizer(document, _within_budget)))

    return summarise


class _Words:
    """What sumy asks of a tokenizer."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return words(sentence)


def _within_budget(ranked: Sequence[Any]) -> list[Any]:
    """Return what sumy is to keep of its sentences, best first."""
    return fitting(ranked, lambda info: count_words(str(info.sentence)))
