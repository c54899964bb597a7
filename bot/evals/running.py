"""All parts in turn, or those asked for; what predicts is passed in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np

from bot.evals import gold as files
from bot.evals.baselines import country_finder
from bot.evals.encoders import Encoded, encoders_part
from bot.evals.gold import Gold, Keyed, Row, Scorer, keyed
from bot.evals.keyfacts import ALLOWANCES, keyfacts_table
from bot.evals.labelled import general_part, general_rows, labelled_rows, reading_measures, unlabelled_rows
from bot.evals.measures import Part
from bot.evals.tagging import events_part, tagging_part
from bot.evals.texts import entfa_part, qags_part, qags_summary, summaries_part
from summarizers.base import Encoder, Vectors
from summarizers.errors import ModelError

Predict = Callable[[Sequence[Row]], Sequence[Row]]
Ground = Callable[[str, str], Mapping[str, Any]]
Tell = Callable[[str], None]


class PartName(StrEnum):
    """What can be evaluated alone."""

    ARTICLES = "articles"
    HEADLINES = "headlines"
    LABELLED = "labelled"
    GENERAL = "general"
    SUMMARIES = "summaries"
    GROUNDING = "grounding"
    ENCODERS = "encoders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What is evaluated: `analyse` and `summarise` take rows without labels and return one row with id for each.

    `ground` takes a source and a summary and returns `consistency` and `flags`. `beside` makes, by name, the same tools
    with other forms of the encoder, the exact one first; `bounded` analyses where sources allow to quote so many
    characters and no more.
    """

    analyse: Predict
    summarise: Predict
    ground: Ground
    encoder: Encoder
    countries: Mapping[str, Mapping[str, Any]]
    beside: Mapping[str, Callable[[], "Tools"]] = field(default_factory=dict)
    bounded: Callable[[Sequence[Row], int], Sequence[Row]] | None = None


class RememberingEncoder:
    """An encoder that asks another for each text only once, so that baselines and the analyser share the work."""

    def __init__(self, encoder: Encoder) -> None:
        """Ask `encoder`."""
        self._encoder = encoder
        self._known: dict[str, Any] = {}

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(fresh, self._encoder.encode(fresh), strict=True))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


def evaluate(gold: Gold, tools: Tools, *, only: Collection[PartName], tell: Tell) -> tuple[Part, ...]:
    """Return the parts named in `only`, in their fixed order; `tell` hears what begins."""
    scorer, parts = gold.scorer(), []
    for name, measure in _PARTS.items():
        if name in only:
            tell(name.value)
            parts += measure(gold, tools, scorer)
    return tuple(parts)


def _articles(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    rows = gold.rows(files.ARTICLES)
    part, pred = _tagging("articles", rows, tools, scorer)
    return [_with_keyfacts(part, rows, pred, tools, scorer)]


def _headlines(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    rows = gold.rows(files.HEADLINES)
    part, pred = _tagging("headlines", rows, tools, scorer)
    return [part, events_part(rows, pred, scorer=scorer, encoder=tools.encoder)]


def _labelled(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    rows = labelled_rows(unlabelled_rows(gold))
    if not rows:
        return []
    part, pred = _tagging("labelled", rows, tools, scorer)
    part = _with_keyfacts(part, rows, pred, tools, scorer)
    return [replace(part, measures=(*part.measures, *reading_measures(rows, pred)))]


def _general(gold: Gold, tools: Tools, _: Scorer) -> list[Part]:
    rows = general_rows(unlabelled_rows(gold))
    return [general_part(rows, keyed(tools.analyse(files.unlabelled(rows))))] if rows else []


def _tagging(name: str, rows: Sequence[Row], tools: Tools, scorer: Scorer) -> tuple[Part, Keyed]:
    pred = keyed(tools.analyse(files.unlabelled(rows)))
    finder = country_finder(tools.countries)
    return tagging_part(name, rows, pred, scorer=scorer, finder=finder, encoder=tools.encoder), pred


def _with_keyfacts(part: Part, rows: Sequence[Row], pred: Keyed, tools: Tools, scorer: Scorer) -> Part:
    core = files.unlabelled([row for row in rows if row["relevance"] == "core"])
    bounded = {chars: keyed(tools.bounded(core, chars)) for chars in ALLOWANCES} if tools.bounded else {}
    table = keyfacts_table(rows, pred, bounded, scorer=scorer)
    return replace(part, tables=(*part.tables, table)) if table else part


def _summaries(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    rows = gold.rows(files.SUMMARIES)
    pred = keyed(tools.summarise(files.unlabelled(rows)))
    return [summaries_part(rows, pred, scorer=scorer, encoder=tools.encoder)]


def _encoders(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    """Return what each form of the encoder makes of the core articles and the pairs."""
    every = (*gold.rows(files.ARTICLES), *labelled_rows(unlabelled_rows(gold)))
    core = [row for row in every if row["relevance"] == "core" and row.get("keyfacts")]
    pairs = gold.rows(files.SUMMARIES)
    made, lacking = {}, []
    for name, make in tools.beside.items():
        try:
            made[name] = _encoded(make(), core, pairs)
        except ModelError:
            lacking.append(name)
    return [encoders_part(core, pairs, made, lacking, scorer=scorer)] if made else []


def _encoded(tools: Tools, core: Sequence[Row], pairs: Sequence[Row]) -> Encoded:
    return Encoded(
        analysed=keyed(tools.analyse(files.unlabelled(core))),
        summarised=keyed(tools.summarise(files.unlabelled(pairs))),
    )


def _grounding(gold: Gold, tools: Tools, scorer: Scorer) -> list[Part]:
    parts = []
    for name in files.QAGS:
        rows = gold.rows(name)
        pred: Keyed = {str(n): tools.ground(row["article"], qags_summary(row)) for n, row in enumerate(rows)}
        parts.append(qags_part(name.removeprefix("grounding_").removesuffix("_dev.jsonl"), rows, pred, scorer=scorer))
    rows = gold.rows(files.ENTFA)
    pred = {str(n): tools.ground(row["source"], row["prediction"]) for n, row in enumerate(rows)}
    return [*parts, entfa_part(rows, pred, scorer=scorer)]


_PARTS: Mapping[PartName, Callable[[Gold, Tools, Scorer], list[Part]]] = {
    PartName.ARTICLES: _articles,
    PartName.HEADLINES: _headlines,
    PartName.LABELLED: _labelled,
    PartName.GENERAL: _general,
    PartName.SUMMARIES: _summaries,
    PartName.GROUNDING: _grounding,
    PartName.ENCODERS: _encoders,
}
