"""`entente analyse`: articles or headlines in, what was read out of them out, one JSON object a line."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, TextIO

import typer

from bot.commands.common import load_settings
from bot.commands.items import article_of
from bot.commands.jsonl import InPath, OutPath, open_streams, run_batches, write_record
from bot.log import get_logger

if TYPE_CHECKING:
    from bot.analysis.analyser import Analyser
    from bot.analysis.clustering import Clusterer
    from bot.analysis.lexicon import Lexicon
    from bot.analysis.naming import Named
    from bot.briefing.labels import Labels
    from bot.domain.analysis import Analysis, Evidence, Fact
    from bot.domain.article import Article
    from bot.settings import Settings
    from summarizers.base import Encoder, Summarizer

BATCH = 128
HELD = 100_000
"""How many articles a stream remembers: one that comes later opens a story of its own rather than join an older one."""
FIELDS = {"title": str, "text": str}


class StoryMode(StrEnum):
    """When story ids are given: as items pass, or after all are read."""

    STREAM = "stream"
    FINAL = "final"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("analyse")(analyse)


def analyse(
    source: InPath = "-",
    target: OutPath = "-",
    *,
    stories: Annotated[StoryMode, typer.Option(help="Story ids as items pass, or after all are read.")] = (
        StoryMode.STREAM
    ),
    merges: Annotated[Path | None, typer.Option(help="File for stories found to be one, JSON Lines.")] = None,
    summary: Annotated[bool, typer.Option("--summary/--no-summary", help="Write headline and summary.")] = True,
) -> None:
    """Read {id, title, text, url?, published?} lines; write relevance, parties, sectors, types, stage and facts."""
    load_settings()
    with open_streams(source, target) as (reader, writer), _opened(merges, taken=(source, target)) as merged:
        work = build_work(summary=summary, merged=merged)
        if stories is StoryMode.STREAM:
            status = run_batches(reader, writer, work.stream, size=BATCH, required=FIELDS, label="analysing")
        else:
            with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as held:
                status = run_batches(reader, held, work.collect, size=BATCH, required=FIELDS, label="analysing")
                held.seek(0)
                work.finish(held, writer)
    get_logger("analysis").info("analysed", **work.settled)
    if status:
        raise typer.Exit(status)


def build_work(
    *,
    summary: bool,
    merged: IO[str] | None = None,
    encoder: "Encoder | None" = None,
    quote_chars: int | None = None,
) -> "Work":
    """Return the parts of the command put together from the shipped configuration, `encoder` being the shipped one.

    `quote_chars` bounds what is quoted of each article; by default nothing does.
    """
    from bot import settings  # noqa: PLC0415
    from bot.analysis.clustering import Clusterer  # noqa: PLC0415
    from bot.analysis.lexicon import build_lexicon  # noqa: PLC0415
    from bot.app.reading import analyser_of, labels_of, tables_of  # noqa: PLC0415
    from summarizers.encoder_quick import QuickEncoder  # noqa: PLC0415

    chosen = settings.load()
    lexicon = build_lexicon(tables_of(chosen))
    window = timedelta(hours=chosen.story_window_hours)
    return Work(
        analyser=analyser_of(chosen, lexicon, encoder or QuickEncoder()),
        clusterer=Clusterer(window, model=lexicon.weights.event),
        summarizer=_extractive(chosen, lexicon) if summary else None,
        labels=labels_of(chosen.wording_language),
        merged=merged,
        quote_chars=quote_chars,
    )


def _extractive(chosen: "Settings", lexicon: "Lexicon") -> "Summarizer":
    """Return the extractive backend without an encoder: over one article it chooses nearly as well, far sooner."""
    from bot.app.reading import gate_names, wording_of  # noqa: PLC0415
    from summarizers import registry  # noqa: PLC0415

    return registry.create("extractive", encoder=None, gazetteer=gate_names(lexicon), wording=wording_of(chosen))


class Work:
    """What the command does with items: analyse, summarise the relevant, group into stories."""

    def __init__(
        self,
        *,
        analyser: "Analyser",
        clusterer: "Clusterer",
        summarizer: "Summarizer | None",
        labels: "Labels",
        merged: IO[str] | None,
        quote_chars: int | None = None,
    ) -> None:
        """Keep the parts; nothing is loaded yet."""
        self._quote_chars = quote_chars
        self._analyser, self._clusterer = analyser, clusterer
        self._summarizer, self._labels, self._merged = summarizer, labels, merged
        self.settled: Counter[str] = Counter()

    def stream(self, items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the results of `items`, each with the story id known now."""
        pairs = self._pairs(items)
        for one in self._clusterer.add([pair for pair in pairs if _grouped(pair)]):
            self._tell(one)
        self._clusterer.keep(HELD)
        return [self._record(pair, self._clusterer.story_of(pair[0].id)) for pair in pairs]

    def collect(self, items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the results of `items` with the article's own key for `story`; `finish` puts the id in its place."""
        pairs = self._pairs(items)
        grouped = [pair for pair in pairs if _grouped(pair)]
        self._clusterer.add(grouped)
        return [self._record(pair, pair[0].id if _grouped(pair) else None) for pair in pairs]

    def finish(self, held: TextIO | IO[str], writer: TextIO) -> None:
        """Write the held results with the story ids that all of them together give."""
        for line in held:
            record = json.loads(line)
            if record.get("story"):
                record["story"] = self._clusterer.story_of(record["story"])
            write_record(writer, record)

    def _pairs(self, items: Sequence[Mapping[str, Any]]) -> list[tuple["Article", "Analysis"]]:
        from bot.analysis.cascade import fields  # noqa: PLC0415

        articles = [article_of(item) for item in items]
        analyses = self._analyser.analyse(articles)
        self.settled.update(fields(analyses))
        return list(zip(articles, analyses, strict=True))

    def _tell(self, one: "Named") -> None:
        """Write which stories are one, {merge: [kept, gone]}, and what left one for another, {split: [from, to]}."""
        if self._merged is None:
            return
        for gone in one.absorbed:
            self._merged.write(json.dumps({"merge": [one.story, gone]}) + "\n")
        left: dict[str, list[str]] = {}
        for article, story in one.moved:
            left.setdefault(story, []).append(article)
        for other, articles in left.items():
            line = {"split": [other, one.story], "articles": articles}
            self._merged.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._merged.flush()

    def _record(self, pair: tuple["Article", "Analysis"], story: str | None) -> Mapping[str, Any]:
        article, analysis = pair
        headline, summary = self._told(article, analysis)
        return {
            "relevance": analysis.relevance.value,
            "relevant": analysis.relevance.value == "core",
            "score": analysis.score,
            "parties": [party.country for party in analysis.parties],
            "sectors": [tag.sector.value for tag in analysis.sectors],
            "types": [tag.type.value for tag in analysis.types],
            "stage": analysis.stage.stage.value if analysis.stage else "none",
            "certainty": analysis.certainty.value if analysis.certainty else "none",
            "facts": [_fact(fact) for fact in analysis.facts],
            "headline": headline,
            "summary": summary,
            "evidence": list(_evidence(analysis)),
            "lang": analysis.language,
            "story": story,
        }

    def _told(self, article: "Article", analysis: "Analysis") -> tuple[str, str]:
        """Return headline and summary of a relevant article, empty for others."""
        if self._summarizer is None or analysis.relevance.value != "core":
            return "", ""
        from bot.steps.requests import article_request  # noqa: PLC0415

        request = article_request(article, analysis, labels=self._labels, quote_chars=self._quote_chars)
        told = self._summarizer.summarise(request)
        return told.headline, told.text


def _grouped(pair: tuple["Article", "Analysis"]) -> bool:
    """Whether an item may stand in a story: all but those the words alone ruled out."""
    from bot.analysis.cascade import may_be_told  # noqa: PLC0415

    return may_be_told(pair[1])


def _fact(fact: "Fact") -> Mapping[str, Any]:
    return {
        "kind": fact.kind.value,
        "value": fact.value,
        "amount": fact.amount,
        "lower": fact.lower,
        "currency": fact.currency,
        "bound": fact.bound.value if fact.bound else None,
        "scope": fact.scope.value if fact.scope else None,
        "evidence": _proof(fact.evidence),
    }


def _evidence(analysis: "Analysis") -> Iterator[Mapping[str, Any]]:
    """Yield every proof with the field and value it stands for."""
    for party in analysis.parties:
        for proof in party.evidence:
            yield {"field": "parties", "value": party.country, "role": party.role.value, **_proof(proof)}
    for sector in analysis.sectors:
        for proof in sector.evidence:
            yield {"field": "sectors", "value": sector.sector.value, **_proof(proof)}
    for kind in analysis.types:
        for proof in kind.evidence:
            yield {"field": "types", "value": kind.type.value, **_proof(proof)}
    for proof in analysis.stage.evidence if analysis.stage else ():
        yield {"field": "stage", "value": analysis.stage.stage.value if analysis.stage else "none", **_proof(proof)}
    for proof in analysis.certainty_evidence:
        yield {
            "field": "certainty",
            "value": analysis.certainty.value if analysis.certainty else "none",
            **_proof(proof),
        }


def _proof(proof: "Evidence") -> Mapping[str, Any]:
    return {"sentence": proof.sentence, "start": proof.start, "end": proof.end, "quote": proof.quote}


@contextmanager
def _opened(path: Path | None, *, taken: Sequence[str]) -> Iterator[IO[str] | None]:
    if path is None:
        yield None
        return
    try:
        if path.exists() and any(name != "-" and path.samefile(name) for name in taken):
            raise typer.BadParameter(f"{path}: is the input or output as well")
        writer = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from error
    with writer:
        yield writer
