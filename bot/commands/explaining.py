"""Everything the archive knows of one article, gathered, and as one JSON object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.analysis.tense import Tense, tense_of
from bot.briefing.labels import Labels
from bot.commands.explainsummary import summary_record
from bot.domain.analysis import Analysis, Evidence, Fact
from bot.domain.article import Article
from bot.domain.deal import Deal
from bot.domain.ids import ArticleId, article_id
from bot.domain.story import Story, StorySummary, StoryWay
from bot.ingest.urls import canonical
from bot.steps.look import Look
from bot.store import Store
from summarizers.reading import is_modal, is_negated, split_sentences
from summarizers.reading.spans import Span

_TENSES = {
    Tense.DONE: "told as done or under way",
    Tense.AHEAD: "told as still ahead",
    Tense.BACKGROUND: "told as background",
    Tense.CAUSE: "told as a cause",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The words that prove something: `sentence` holds them from `at` on, "" where the text is no longer kept."""

    evidence: Evidence
    sentence: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An article with what was read out of it, the story and deal it stands in, and its way through the house."""

    steps: tuple[str, ...]
    article: Article | None = None
    analysis: Analysis | None = None
    story: Story | None = None
    way: StoryWay | None = None
    deal: Deal | None = None
    summary: StorySummary | None = None
    why: str = ""

    def proof(self, evidence: Evidence) -> Proof:
        """Return `evidence` with the sentence around it."""
        text = self.article.full_text if self.article else ""
        if text[evidence.start : evidence.end] != evidence.quote:
            return Proof(evidence=evidence, sentence="", at=0)
        start, end = self._sentence(evidence)
        return Proof(evidence=evidence, sentence=text[start:end], at=evidence.start - start)

    def tense(self) -> str:
        """Return how the stage is told: done, ahead, possible or denied; "" where that cannot be seen."""
        stage = self.analysis.stage if self.analysis else None
        proof = self.proof(stage.evidence[0]) if stage and stage.evidence else None
        if proof is None or not proof.sentence or self.article is None:
            return ""
        span = Span(proof.at, proof.at + len(proof.evidence.quote))
        published = self.article.published
        told = _TENSES[tense_of(proof.sentence, span, year=published.year if published else None)]
        possible = ", as possible or planned" if is_modal(proof.sentence, span) else ""
        return told + possible + (", denied" if is_negated(proof.sentence, span) else "")

    def _sentence(self, evidence: Evidence) -> tuple[int, int]:
        article = self.article
        if article is None or evidence.sentence == 0 or evidence.start < len(article.title):
            return 0, len(article.title) if article else 0
        body = len(article.full_text) - len(article.text)
        for span in split_sentences(article.text):
            if span.start + body <= evidence.start < span.end + body:
                return span.start + body, max(span.end + body, evidence.end)
        return evidence.start, evidence.end


async def explain(store: Store, name: str, *, look: Look | None = None) -> Explanation | None:
    """Return what is known of the article `name`, an id or an address; None where it was never seen.

    `look` tells how its story stands in the archive.
    """
    known = [ArticleId(name), article_id(canonical(name)), *await store.articles_at(name)]
    articles = await store.articles(known)
    article = articles[0] if articles else None
    steps = await store.why(article.url if article else name)
    if not steps:
        return None
    if article is None:
        return Explanation(steps=steps)
    analyses = await store.analyses([article.id])
    standing = await store.stories_of([article.id])
    stories = await store.stories(list(standing.values()))
    story = stories[0] if stories else None
    deals = await store.deals([story.deal_id]) if story and story.deal_id else {}
    return Explanation(
        steps=steps,
        article=article,
        analysis=analyses[0] if analyses else None,
        story=story,
        way=await store.story_way(story.id) if story else None,
        deal=next(iter(deals.values()), None),
        summary=(await store.summaries([story.id])).get(story.id) if story else None,
        why=(await look.why([story]))[0] if look and story else "",
    )


def record_of(explanation: Explanation, labels: Labels) -> Mapping[str, Any]:
    """Return `explanation` as one JSON object; what is not known is null."""
    article = explanation.article
    return {
        "id": article.id if article else None,
        "url": article.url if article else None,
        "title": article.title if article else None,
        "published": article.published.isoformat() if article and article.published else None,
        "source": article.source_id if article else None,
        "steps": list(explanation.steps),
        "analysis": _analysis(explanation, labels) if explanation.analysis else None,
        "story": _story(explanation) if explanation.story else None,
        "summary": summary_record(explanation.summary) if explanation.summary else None,
        "why": explanation.why or None,
        "deal": _deal(explanation.deal) if explanation.deal else None,
    }


def _analysis(explanation: Explanation, labels: Labels) -> Mapping[str, Any] | None:
    analysis = explanation.analysis
    if analysis is None:
        return None

    def proved(evidence: Sequence[Evidence]) -> list[Mapping[str, Any]]:
        return [_proof(explanation.proof(each)) for each in evidence]

    stage = analysis.stage
    return {
        "relevance": analysis.relevance,
        "score": analysis.score,
        "settled_by": analysis.settled_by,
        "reasons": list(analysis.reasons),
        "language": analysis.language,
        "fingerprint": [f"{one:08x}" for one in analysis.fingerprint],
        "parties": [
            {
                "country": party.country,
                "name": labels.country(party.country),
                "role": party.role,
                "organisations": list(party.organisations),
                "evidence": proved(party.evidence),
            }
            for party in analysis.parties
        ],
        "sectors": [
            {"sector": tag.sector, "weight": tag.weight, "evidence": proved(tag.evidence)} for tag in analysis.sectors
        ],
        "types": [{"type": tag.type, "weight": tag.weight, "evidence": proved(tag.evidence)} for tag in analysis.types],
        "stage": {"stage": stage.stage, "told": explanation.tense(), "evidence": proved(stage.evidence)}
        if stage
        else None,
        "certainty": {"certainty": analysis.certainty, "evidence": proved(analysis.certainty_evidence)}
        if analysis.certainty
        else None,
        "facts": [{**_fact(fact), "evidence": proved([fact.evidence])} for fact in analysis.facts],
    }


def _fact(fact: Fact) -> Mapping[str, Any]:
    return {
        "kind": fact.kind,
        "value": fact.value,
        "amount": fact.amount,
        "lower": fact.lower,
        "currency": fact.currency,
        "bound": fact.bound,
        "scope": fact.scope,
    }


def _proof(proof: Proof) -> Mapping[str, Any]:
    evidence = proof.evidence
    return {
        "sentence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "text": proof.sentence or None,
    }


def _story(explanation: Explanation) -> Mapping[str, Any] | None:
    story, way = explanation.story, explanation.way
    if story is None:
        return None
    return {
        "id": story.id,
        "revision": story.revision,
        "title": story.title,
        "articles": list(story.article_ids),
        "stage": story.stage,
        "certainty": story.certainty,
        "revisions": [{"revision": number, "stage": stage} for number, stage in way.revisions] if way else [],
        "merged_into": story.merged_into,
        "absorbed": list(way.absorbed) if way else [],
        "split_from": way.split_from if way else None,
        "split_off": list(way.split_off) if way else [],
    }


def _deal(deal: Deal) -> Mapping[str, Any]:
    return {
        "id": deal.id,
        "programme": deal.programme,
        "countries": list(deal.countries),
        "stage": deal.stage,
        "aside": deal.aside,
        "stories": [{"story": step.story_id, "stage": step.stage} for step in deal.history],
    }


def facts_by_kind(facts: Sequence[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the kinds of `facts` in their order, each with its facts."""
    for kind in dict.fromkeys(fact.kind for fact in facts):
        yield kind.value.replace("_", " "), [fact for fact in facts if fact.kind is kind]
