"""Where key facts stand: in the headline, in the summary, in both; beside title, first words and best sentences."""

import itertools
from collections.abc import Mapping, Sequence

from bot.evals.baselines import first_words
from bot.evals.bootstrap import over_items
from bot.evals.gold import Figures, Keyed, Row, Scorer, keyed
from bot.evals.measures import Table, told
from summarizers.base import WORD_BUDGET
from summarizers.reading import count_words, split_sentences

FIGURE = "keyfacts.coverage"
MOST_SENTENCES = 3
ALLOWANCES = (200, 0)
"""Characters that most sources of the shipped list allow to quote of an article, and those that are linked only."""
_COLUMNS = ("headline and summary", "headline alone", "summary alone")


def keyfacts_table(rows: Sequence[Row], pred: Keyed, bounded: Mapping[int, Keyed], *, scorer: Scorer) -> Table | None:
    """Return the share of key facts told by `pred` on the core items of `rows`, taken apart; None where none has any.

    `bounded` is the same where a source allows to quote so many characters of an article.
    The last row knows the key facts, and takes the three whole sentences within 60 words that tell most beside the
    title: what choosing sentences can reach.
    """
    core = keyed([row for row in rows if row["relevance"] == "core" and row.get("keyfacts")])
    if not core:
        return None
    given: Mapping[str, Keyed] = {
        "Entente, all may be quoted": pred,
        **{f"Entente, {chars} characters may be quoted": said for chars, said in bounded.items()},
        "title, first 60 words": {
            key: _line(row, headline=row["title"], summary=first_words(row["text"])) for key, row in core.items()
        },
        "title, best three whole sentences": {
            key: _line(row, headline=row["title"], summary=best_sentences(row, scorer)) for key, row in core.items()
        },
    }
    return Table(
        title="Share of key facts",
        columns=_COLUMNS,
        rows=tuple((name, *_cells(core, said, scorer)) for name, said in given.items()),
    )


def best_sentences(row: Row, scorer: Scorer) -> str:
    """Return the at most three whole sentences of an item within 60 words that tell most key facts beside its title."""
    facts = [tuple(scorer.plain(form) for form in forms) for forms in row["keyfacts"]]
    text = first_words(row["text"], words=len(row["text"]))
    titled = _facts_in(row["title"], facts, scorer)
    shortest: dict[frozenset[int], str] = {}
    for span in split_sentences(text):
        sentence = span.of(text)
        news = _facts_in(sentence, facts, scorer) - titled
        known = shortest.get(news)
        if news and count_words(sentence) <= WORD_BUDGET and (not known or count_words(sentence) < count_words(known)):
            shortest[news] = sentence
    best: tuple[int, tuple[str, ...]] = (0, ())
    for size in range(1, MOST_SENTENCES + 1):
        for kinds in itertools.combinations(shortest, size):
            sentences = tuple(shortest[kind] for kind in kinds)
            gain = len(frozenset().union(*kinds))
            if gain > best[0] and sum(map(count_words, sentences)) <= WORD_BUDGET:
                best = (gain, sentences)
    return " ".join(best[1])


def _facts_in(text: str, facts: Sequence[Sequence[str]], scorer: Scorer) -> frozenset[int]:
    plain = scorer.plain(text)
    return frozenset(place for place, forms in enumerate(facts) if any(form in plain for form in forms))


def _line(row: Row, *, headline: str, summary: str) -> Row:
    return {"id": row["id"], "relevant": True, "headline": headline, "summary": summary}


def _cells(core: Keyed, pred: Keyed, scorer: Scorer) -> tuple[str, ...]:
    def figures(gold: Keyed, said: Keyed) -> Figures:
        return {
            name: scorer.articles(gold, {key: {**said[key], **empty} for key in gold})[FIGURE]
            for name, empty in zip(_COLUMNS, ({}, {"summary": ""}, {"headline": ""}), strict=True)
        }

    shown = {key: {**pred[key], "score": None} for key in core}  # the AUC is dear and not asked for here
    intervals = over_items(core, shown, figures, seed=1)
    return tuple(told(intervals[name]) for name in _COLUMNS)
