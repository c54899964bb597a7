"""Two or three sentences on top of an answer, where a model is set to write: each held against the sentences it cites.

The model is given nothing but the cited sentences of the articles. What it writes passes its backend's own gate and
once more the gate here; a sentence that fails is left out, and where none is left there is no synthesis. It is waited
for a set time only: what comes later is kept for whoever asks the same again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.briefing.items import Material
from bot.domain.analysis import Evidence
from bot.domain.article import Article, PageKind
from bot.domain.dossier import DealRow, Dossier, Line, Section, SectionKind
from bot.domain.vocabulary import Certainty
from bot.log import get_logger
from bot.steps.writing import write
from summarizers.base import Passage, Sentence, Summarizer, Summary, SummaryRequest
from summarizers.grounding import verdicts
from summarizers.keys import summary_key
from summarizers.reading import Gazetteer, split_sentences

TITLE = "In short"
MOST_SENTENCES, WORDS = 3, 60
_MOST_PASSAGES, _MOST_CHARS, _KEPT, _AT_ONCE = 8, 1200, 64, 2
_UNCONFIRMED = frozenset({Certainty.ONE_PARTY, Certainty.RUMOUR, None})
log = get_logger("answers")


class Written:
    """Writes on top of answers with `summarizer`; readers are told `writer` as the model's name."""

    def __init__(
        self, summarizer: Summarizer, *, writer: str, seconds: float, gazetteer: Gazetteer | None = None
    ) -> None:
        """Wait `seconds` for each answer at most; `gazetteer` holds the names the gate knows."""
        self._summarizer, self._writer, self._seconds = summarizer, writer, seconds
        self._gazetteer = gazetteer
        self._kept: OrderedDict[str, Summary] = OrderedDict()
        self._running: dict[str, asyncio.Task[Summary]] = {}

    async def finished(self) -> None:
        """Wait until nothing is being written any more."""
        if self._running:
            await asyncio.wait(tuple(self._running.values()))

    async def __call__(self, dossier: Dossier, material: Material) -> Dossier:
        """Return `dossier` with the sentences that hold, or as it is."""
        request = request_of(dossier, material)
        if not request.passages or self._seconds <= 0:
            return dossier
        summary = await self._summary(request)
        if summary is None or summary.backend != self._summarizer.name:
            return dossier
        kept = tuple(one for one in summary.sentences if not one.verbatim and self._holds(one, request))
        return with_synthesis(dossier, kept[:MOST_SENTENCES], material, writer=self._writer)

    async def _summary(self, request: SummaryRequest) -> Summary | None:
        """Return what was written of `request`, now or before; None where it is late or the model is busy."""
        key = summary_key(request, backend_fingerprint=self._summarizer.fingerprint)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._running.get(key)
        if task is None:
            if len(self._running) >= _AT_ONCE:
                return None
            task = asyncio.create_task(asyncio.to_thread(self._write, request))
            self._running[key] = task
            task.add_done_callback(lambda done: self._keep(key, done))
        done, _ = await asyncio.wait({task}, timeout=self._seconds)
        if not done:
            log.info("the writer is late; answered without it", seconds=self._seconds)
            return None
        return task.result()

    def _write(self, request: SummaryRequest) -> Summary:
        return write(self._summarizer, [request])[0]

    def _keep(self, key: str, task: asyncio.Task[Summary]) -> None:
        self._running.pop(key, None)
        if task.cancelled() or task.exception() is not None or task.result().passing:
            return
        self._kept[key] = task.result()
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _holds(self, sentence: Sentence, request: SummaryRequest) -> bool:
        """Whether the passages that a sentence cites bear it out."""
        cited = [f"{one.title}\n\n{one.text}" for one in request.passages if one.id in sentence.sources]
        return bool(cited) and all(one.ok for one in verdicts(cited, sentence.text, gazetteer=self._gazetteer))


def request_of(dossier: Dossier, material: Material) -> SummaryRequest:
    """Return what may be written of: of each cited article that is not reserved its first and its proving sentences."""
    proofs: dict[str, list[Evidence]] = {}
    for section in dossier.sections:
        for line in section.lines:
            for proof in line.proofs:
                proofs.setdefault(proof.article_id, []).append(proof)
    by_url = {article.url: article for article in material.articles.values()}
    cited = (by_url[one.url] for one in dossier.citations if one.url in by_url)
    open_ = [article for article in cited if article.kind is not PageKind.RESERVED][:_MOST_PASSAGES]
    passages = (_passage(article, proofs.get(article.id, ()), material) for article in open_)
    focus = [row.designation for row in dossier.deals if row.designation]
    return SummaryRequest(
        passages=tuple(one for one in passages if one.text),
        focus=tuple(dict.fromkeys(focus)),
        budget=WORDS,
    )


def with_synthesis(dossier: Dossier, kept: Sequence[Sentence], material: Material, *, writer: str) -> Dossier:
    """Return `dossier` with the sentences `kept` on top, its sources numbered anew; as it is where there are none."""
    urls: dict[str, str] = {article.id: article.url for article in material.articles.values()}
    numbers = {one.url: one.number for one in dossier.citations}
    cited = ([numbers[url] for name in one.sources if (url := urls.get(name, "")) in numbers] for one in kept)
    lines = tuple(_line(one, cites, dossier) for one, cites in zip(kept, cited, strict=True) if cites)
    if not lines:
        return dossier
    section = Section(kind=SectionKind.SYNTHESIS, title=f"{TITLE}, by {writer}" if writer else TITLE, lines=lines)
    return renumbered(replace(dossier, sections=(section, *dossier.sections), writer=writer))


def renumbered(dossier: Dossier) -> Dossier:
    """Return `dossier` with its citations numbered in the order in which lines cite them."""
    lines = [line for section in dossier.sections for line in section.lines]
    told = [*(number for line in lines for number in line.cites), *(one.number for one in dossier.citations)]
    new = {old: number for number, old in enumerate(dict.fromkeys(told), start=1)}
    citations = sorted((replace(one, number=new[one.number]) for one in dossier.citations), key=lambda one: one.number)
    return replace(
        dossier,
        citations=tuple(citations),
        sections=tuple(
            replace(section, lines=tuple(replace(line, cites=_anew(line, new)) for line in section.lines))
            for section in dossier.sections
        ),
        deals=tuple(replace(row, cites=_anew(row, new)) for row in dossier.deals),
    )


def _anew(cited: Line | DealRow, new: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted(new[number] for number in cited.cites))


def _line(sentence: Sentence, cites: Iterable[int], dossier: Dossier) -> Line:
    """Return a sentence as a line: it stands on the stories and proofs of the lines that cite the same articles."""
    numbers = tuple(sorted(set(cites)))
    beside = [line for section in dossier.sections for line in section.lines if not set(numbers).isdisjoint(line.cites)]
    proofs = (proof for line in beside for proof in line.proofs if proof.article_id in sentence.sources)
    told = (line.stories[0] for line in beside if line.stories)
    return Line(
        text=f"{sentence.text}{_word(numbers, dossier)}",
        cites=numbers,
        stories=tuple(dict.fromkeys(told)),
        proofs=tuple(dict.fromkeys(proofs)),
    )


def _word(numbers: Sequence[int], dossier: Dossier) -> str:
    """Return that a sentence is hearsay or one party's word, where all deals told from its sources are."""
    said = {row.certainty for row in dossier.deals if not set(numbers).isdisjoint(row.cites)}
    if Certainty.RUMOUR in said and said <= {Certainty.RUMOUR, None}:
        return " (reported only)"
    return " (one party’s word)" if Certainty.ONE_PARTY in said and said <= _UNCONFIRMED else ""


def _passage(article: Article, proofs: Sequence[Evidence], material: Material) -> Passage:
    source = material.sources.get(article.source_id)
    return Passage(
        id=article.id,
        title=article.title,
        text=" ".join(_proving(article, proofs))[:_MOST_CHARS],
        outlet=source.name if source else "",
        quote_chars=0,
        language=article.language or (source.language if source else "en"),
    )


def _proving(article: Article, proofs: Sequence[Evidence]) -> Iterator[str]:
    """Yield the first sentence of an article and those that hold proofs; of a text let go with time, the quotations."""
    if article.text_dropped:
        yield from dict.fromkeys(proof.quote for proof in proofs)
        return
    body = len(article.title) + 2
    spans = [(proof.start - body, proof.end - body) for proof in proofs if proof.start >= body]
    for number, sentence in enumerate(split_sentences(article.text)):
        if number == 0 or any(start < sentence.end and end > sentence.start for start, end in spans):
            yield sentence.of(article.text)
