"""Articles of 600 words, sixty more or less: long ones cut where a sentence ends, short ones joined. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bot.domain.article import Article
from bot.domain.ids import ArticleId
from summarizers.reading import count_words, split_sentences

WORDS = 600
SLACK = 60
_WORD = re.compile(r"\S+")


def long_articles(articles: Sequence[Article], *, count: int, words: int = WORDS) -> tuple[Article, ...]:
    """Return at most `count` articles of `words` words, made of `articles` in their order, each used once.

    What is joined keeps title, id and address of its first article.
    """
    return tuple(islice(_joined(articles, words=words, slack=words * SLACK // WORDS), count))


def cut(text: str, *, words: int = WORDS, slack: int = SLACK) -> str:
    """Return the beginning of `text` up to the sentence end nearest to `words` words, at most `slack` away.

    Where no sentence ends there it is cut behind the last word that counts; a shorter text stays as it is.
    """
    ends = [found.end() for found in _WORD.finditer(text)]
    if len(ends) <= words + slack:
        return text
    window = text[: ends[words + slack]]
    lengths = {span.end: count_words(window[: span.end]) for span in split_sentences(window)}
    stops = [end for end, length in lengths.items() if abs(length - words) <= slack]
    return text[: min(stops, key=lambda end: abs(lengths[end] - words), default=ends[words - 1])]


def _joined(articles: Sequence[Article], *, words: int, slack: int) -> Iterator[Article]:
    first: Article | None = None
    texts: list[str] = []
    for article in articles:
        first = first or article
        texts.append(article.text)
        text = "\n\n".join(texts)
        if count_words(text) >= words - slack:
            yield replace(first, id=ArticleId(f"{first.id}-{len(texts)}"), text=cut(text, words=words, slack=slack))
            first, texts = None, []
