"""The grounding gate: sentences a second with the sources read for each summary, and with them read once."""

from collections.abc import Callable, Sequence

from bot.app.reading import shipped_names
from bot.bench.encoders import sentences_of
from bot.bench.timing import Case, Contender
from bot.domain.article import Article
from summarizers.evidence import Evidence
from summarizers.grounding import check, verdicts

_SUMMARY = 3
Pair = tuple[str, Sequence[str]]
"""A source, and sentences to hold against it."""


def gate_case(on: str, articles: Sequence[Article]) -> Case:
    """Return a case of sentences held against `articles`; no encoder is asked."""
    pairs = gate_pairs(articles)
    names = shipped_names()
    kept = [Evidence((source,), gazetteer=names) for source, _ in pairs]

    def reused() -> None:
        _ask(check, kept, pairs)

    def alone() -> None:
        _ask(verdicts, kept, pairs)

    def cold() -> None:
        for source, sentences in pairs:
            for start in range(0, len(sentences), _SUMMARY):
                check((source,), " ".join(sentences[start : start + _SUMMARY]), gazetteer=names)

    def once() -> None:
        for source, sentences in pairs:
            evidence = Evidence((source,), gazetteer=names)
            for sentence in sentences:
                check(evidence, sentence)

    count = sum(len(sentences) for _, sentences in pairs)
    return Case(
        on=f"{on}: sentences merged of theirs and sentences of others, held against them ({count})",
        unit="sentences",
        units=count,
        contenders=(
            Contender(name="gate, verdicts alone, sources read before", run=alone),
            Contender(name="gate with flags and consistency, sources read before", run=reused),
            Contender(name=f"gate, sources read once for {count // len(pairs)} sentences", run=once),
            Contender(name=f"gate, sources read for every {_SUMMARY} sentences", run=cold),
        ),
    )


def _ask(ask: Callable[[Evidence, str], object], kept: Sequence[Evidence], pairs: Sequence[Pair]) -> None:
    for evidence, (_, sentences) in zip(kept, pairs, strict=True):
        for sentence in sentences:
            ask(evidence, sentence)


def gate_pairs(articles: Sequence[Article]) -> list[Pair]:
    """Return each article's text with sentences made of halves of its own, and as many of the next article's.

    Verbatim sentences would not be asked for anything; a model's are neither those nor all of them wrong.
    """
    told = [sentences_of(article)[1:] for article in articles]
    following = [*told[1:], told[0]]
    pairs = [
        (article.text, [*merged(own), *other[: len(own)]])
        for article, own, other in zip(articles, told, following, strict=True)
    ]
    return [pair for pair in pairs if pair[1]]


def merged(sentences: Sequence[str]) -> list[str]:
    """Return as many sentences, each the first half of one and the second half of the next."""
    halves = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in map(str.split, sentences)]
    following = [*halves[1:], *halves[:1]]
    return [" ".join((*first, *second)) for (first, _), (_, second) in zip(halves, following, strict=True)]
