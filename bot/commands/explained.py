"""An explanation as it is read in a terminal: what was decided first, then each tag with its sentence."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.briefing.labels import Labels
from bot.chat.tidy import tidy
from bot.commands.explaining import Explanation, Proof, facts_by_kind
from bot.commands.explainsummary import summary_lines
from bot.domain.analysis import Analysis, Evidence, Fact
from bot.domain.story import Story, StoryWay

_LEAST = 40
_OPEN, _CLOSE = "«", "»"
_INDENT = 4
_SECTIONS = ("parties", "sectors", "types", "stage", "certainty", "facts")


def lines_of(explanation: Explanation, labels: Labels, *, width: int) -> Iterator[Text]:
    """Yield the lines of `explanation`, each at most `width` columns (at least 40); the proving words stand in « »."""
    page = _Page(explanation, labels, width=max(width, _LEAST))
    yield from page.head()
    if explanation.analysis:
        yield from page.tags(explanation.analysis)
    if explanation.story:
        yield from page.story(explanation.story)
    yield from page.steps()


class _Page:
    """The lines of one explanation, section by section."""

    def __init__(self, explanation: Explanation, labels: Labels, *, width: int) -> None:
        self._told, self._labels, self._width = explanation, labels, width

    def head(self) -> Iterator[Text]:
        """Yield title, address, and how relevant it was found, why, and by which step."""
        article, analysis = self._told.article, self._told.analysis
        if article:
            yield from self._wrapped(tidy(article.title), style="bold")
            published = f"{article.published:%Y-%m-%d %H:%M} UTC" if article.published else "no date"
            language = analysis.language if analysis else tidy(article.language or "language unknown")
            yield from self._wrapped(f"{tidy(article.url)}")
            yield from self._wrapped(f"{article.source_id} · {published} · {language} · {article.id}", style="dim")
        if analysis:
            yield Text()
            found = f"{analysis.relevance.value.upper()}  score {analysis.score:.2f}, settled by {analysis.settled_by}"
            yield Text(found, style="bold green" if analysis.relevance.value == "core" else "bold yellow")
            for reason in analysis.reasons:
                yield from self._wrapped(f"- {tidy(reason)}", hanging=2)
            yield from self._wrapped(_fingerprint(analysis), style="dim")

    def tags(self, analysis: Analysis) -> Iterator[Text]:
        """Yield parties, sectors, types, stage, certainty and facts, each with the sentences that prove it."""
        if analysis.parties:
            yield from self._heading("PARTIES")
        for party in analysis.parties:
            firms = f" ({', '.join(party.organisations)})" if party.organisations else ""
            yield from self._tag(f"{self._labels.country(party.country)}, {party.role}{firms}", party.evidence)
        if analysis.sectors:
            yield from self._heading("SECTORS")
        for sector in analysis.sectors:
            yield from self._tag(f"{self._labels.sectors[sector.sector]}, {sector.weight:.2f}", sector.evidence)
        if analysis.types:
            yield from self._heading("TYPES")
        for kind in analysis.types:
            yield from self._tag(f"{self._labels.types[kind.type]}, {kind.weight:.2f}", kind.evidence)
        yield from self._standing(analysis)
        yield from self._facts(analysis.facts)
        missing = [name for name in _SECTIONS if not getattr(analysis, name)]
        if missing:
            yield Text()
            yield from self._wrapped(f"None found: {', '.join(missing)}", style="dim")

    def _facts(self, told: Sequence[Fact]) -> Iterator[Text]:
        if told:
            yield from self._heading("FACTS")
        for kind, facts in facts_by_kind(told):
            for fact in facts:
                yield from self._tag(f"{kind}: {_figure(fact)}", [fact.evidence])

    def _standing(self, analysis: Analysis) -> Iterator[Text]:
        """Yield how far it has got and whose word that is."""
        if analysis.stage:
            yield from self._heading("STAGE")
            tense = self._told.tense()
            name = self._labels.stages[analysis.stage.stage]
            yield from self._tag(f"{name}, {tense}" if tense else name, analysis.stage.evidence)
        if analysis.certainty:
            yield from self._heading("CERTAINTY")
            nobody = "" if analysis.certainty_evidence else ", nobody is quoted"
            yield from self._tag(f"{self._labels.certainty[analysis.certainty]}{nobody}", analysis.certainty_evidence)

    def story(self, story: Story) -> Iterator[Text]:
        """Yield the story, how it came about, and the deal it is a step of."""
        yield from self._heading("STORY")
        count = len(story.article_ids)
        articles = "1 article" if count == 1 else f"{count} articles"
        yield from self._wrapped(f"{tidy(story.title)}", indent=2)
        yield from self._wrapped(f"{story.id}, revision {story.revision}, {articles}", indent=_INDENT)
        if self._told.way:
            for line in _way(story, self._told.way):
                yield from self._wrapped(line, indent=_INDENT)
        if self._told.why:
            yield from self._wrapped(f"Why it matters: {tidy(self._told.why)}", indent=2, hanging=2)
        if self._told.summary:
            yield from self._heading("SUMMARY")
            for line, depth in summary_lines(self._told.summary):
                yield from self._wrapped(line, indent=2 * depth, hanging=2)
        deal = self._told.deal
        if deal:
            yield from self._heading("DEAL")
            stage = self._labels.stages[deal.stage] if deal.stage else "stage unknown"
            aside = f", {self._labels.stages[deal.aside]}" if deal.aside else ""
            named = "–".join(self._labels.country(country) for country in deal.countries)
            yield from self._wrapped(f"{named}: {tidy(deal.programme)}, {stage}{aside}", indent=2)
            for step in deal.history:
                reached = self._labels.stages[step.stage] if step.stage else "stage unknown"
                here = " (this story)" if step.story_id == story.id else ""
                yield from self._wrapped(f"{step.began:%Y-%m-%d} {reached}: {step.story_id}{here}", indent=_INDENT)
        elif story.deal_id:
            yield from self._wrapped(f"part of deal {story.deal_id}", indent=_INDENT)

    def steps(self) -> Iterator[Text]:
        """Yield its way through the house: seen, fetched, read, told, or dropped and why."""
        if self._told.article:
            yield Text()
        yield Text("WHAT HAPPENED", style="bold")
        for step in self._told.steps:
            yield from self._wrapped(tidy(step), indent=2, hanging=2, style="red" if " dropped at " in step else "")

    def _heading(self, name: str) -> Iterator[Text]:
        yield Text()
        yield Text(name, style="bold")

    def _tag(self, name: str, evidence: Sequence[Evidence]) -> Iterator[Text]:
        yield from self._wrapped(tidy(name), indent=2, hanging=2)
        for each in evidence:
            yield self._quoted(self._told.proof(each))

    def _quoted(self, proof: Proof) -> Text:
        """Return one line: the number of the sentence and the words in their surroundings, cut to the width."""
        place = "title" if proof.evidence.sentence == 0 else f"s.{proof.evidence.sentence}"
        label = f"{'':{_INDENT}}{place:>5}  "
        words = tidy(proof.evidence.quote)
        before, after = _around(proof)
        room = self._width - len(label) - len(words) - len(_OPEN + _CLOSE)
        if room < 0:
            words, room = words[: room - 1] + "…", 0
        lead = min(len(before), max(room // 2, room - len(after)))
        line = Text(label, style="dim")
        line.append(_last(before, lead), style="default")
        line.append(f"{_OPEN}{words}{_CLOSE}", style="bold")
        line.append(_first(after, room - lead), style="default")
        return line

    def _wrapped(self, text: str, *, indent: int = 0, hanging: int = 0, style: str = "") -> Iterator[Text]:
        blank = " " * indent
        for line in textwrap.wrap(
            text, self._width, initial_indent=blank, subsequent_indent=blank + " " * hanging, break_on_hyphens=False
        ):
            yield Text(line, style=style)


def _around(proof: Proof) -> tuple[str, str]:
    """Return what stands before and behind the proving words in their sentence, on one line."""
    before, after = proof.sentence[: proof.at], proof.sentence[proof.at + len(proof.evidence.quote) :]
    left = " " if before[-1:].isspace() else ""
    right = " " if after[:1].isspace() else ""
    return tidy(before) + left, right + tidy(after)


def _last(text: str, room: int) -> str:
    return text if len(text) <= room else "…" + text[len(text) - room + 1 :] if room > 0 else ""


def _first(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…" if room > 0 else ""


def _fingerprint(analysis: Analysis) -> str:
    if not analysis.fingerprint:
        return "fingerprint: too short for one"
    first = " ".join(f"{one:08x}" for one in analysis.fingerprint[:2])
    return f"fingerprint: {len(analysis.fingerprint)} samples, {first} …"


def _figure(fact: Fact) -> str:
    """Return the fact with its plain number: "Rs 48k crore = 480,000,000,000 INR, at least"."""
    told = fact.value
    if fact.amount is not None:
        low = f"{_plain(fact.lower)} to " if fact.lower is not None else ""
        told += f" = {low}{_plain(fact.amount)}{f' {fact.currency}' if fact.currency else ''}"
    marks = (fact.bound, fact.scope)
    return ", ".join([told, *(mark.value.replace("_", " ") for mark in marks if mark)])


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _way(story: Story, way: StoryWay) -> Iterator[str]:
    if len(way.revisions) > 1:
        yield "revisions: " + ", ".join(f"{number} {stage or 'stage unknown'}" for number, stage in way.revisions)
    if way.absorbed:
        yield f"took over {', '.join(way.absorbed)}"
    if story.merged_into:
        yield f"lives on in {story.merged_into}"
    if way.split_from:
        yield f"was once part of {way.split_from}"
    if way.split_off:
        yield f"parted from it: {', '.join(way.split_off)}"
