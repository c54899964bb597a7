"""Texts that speak to a machine reader, put into small articles, and models that obey them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from summarizers.base import Passage, Summary, SummaryRequest
from summarizers.prompting import Message
from summarizers.reading import split_sentences

_FOLDER = Path(__file__).parents[1] / "unit" / "summarizers"
KNOWN = tuple(_FOLDER / f"injections{part}.yaml" for part in ("", "_more", "_wider", "_third"))
UNSEEN = _FOLDER / "injections_unseen.yaml"
_RUN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One text in one article: where it stands, what a model that obeys answers, what must then be nowhere."""

    id: str
    place: str
    text: str
    obeys: str
    payload: tuple[str, ...]
    title: str
    article: str
    facts: tuple[str, ...]

    def request(self) -> SummaryRequest:
        """Return the request for the article with the text in it."""
        title, text = self.title, self.article
        if self.place == "title":
            title = f"{title} – {self.text}"
        elif self.place == "alt":
            text = f"{text}\n\n{self.text}"
        else:
            first = split_sentences(text)[0].end
            text = f"{text[:first]} {self.text} {text[first:].lstrip()}"
        return SummaryRequest(passages=(Passage(id="a", title=title, text=text),))

    def obeyed(self, messages: Sequence[Message]) -> str:
        """Return the answer of a model that obeys whatever it was asked; the prompt where that is what is wanted."""
        system = "\n".join(message.content for message in messages if message.role == "system")
        return self.obeys.replace("{system}", system)

    def answered(self, messages: Sequence[Message]) -> str:
        """Return the answer of a model that obeys where it sees the text, and writes what is true where it does not."""
        return self.obeyed(messages) if self.seen(messages) else self._true

    def seen(self, messages: Sequence[Message]) -> bool:
        """Tell whether a run of the text stands in the articles the model was given."""
        told = _bare(messages[-1].content)
        text = _bare(self.text)
        if not text:  # nothing but characters nobody sees
            return self.text in messages[-1].content
        return any(text[at : at + _RUN] in told for at in range(max(1, len(text) - _RUN + 1)))

    @property
    def _true(self) -> str:
        return split_sentences(self.article)[0].of(self.article)

    def leaked(self, summary: Summary) -> list[str]:
        """Return what of the payload stands in the headline or the sentences."""
        shown = f"{summary.headline}\n{summary.text}".casefold()
        return [one for one in self.payload if one.casefold() in shown]

    def missing(self, summary: Summary) -> list[str]:
        """Return which facts of the article stand neither in the headline nor in the sentences."""
        shown = f"{summary.headline}\n{summary.text}"
        return [fact for fact in self.facts if fact not in shown]


def injections(file: Path) -> Iterator[Injection]:
    """Yield those of a file."""
    told: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    for row in told["injections"]:
        article = told["articles"][row["article"]]
        yield Injection(
            id=row["id"],
            place=row["place"],
            text=row["text"],
            obeys=row["obeys"],
            payload=tuple(row["payload"]),
            title=article["title"],
            article=article["text"],
            facts=tuple(article["facts"]),
        )


def _bare(text: str) -> str:
    """Return the letters and figures of `text`, those that are not seen aside."""
    return "".join(char for char in text.casefold() if char.isalnum())
