"""What an answer may say, and its proofs: the stories read for it, numbered sources, lines that cite them.

A story none of whose articles is kept any more is not told. Sources are numbered in the order in which lines cite them,
so lines are made in the order in which they are shown.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.briefing.items import Material, citation_of
from bot.briefing.labels import Labels
from bot.domain.analysis import Analysis, Evidence
from bot.domain.archive import LeanStory
from bot.domain.brief import Citation
from bot.domain.dossier import Line
from bot.domain.ids import ArticleId, DealId, StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import Certainty

MOST_CITES = 3
_MOST_PROOFS = 12
_WORD = {
    Certainty.RUMOUR: "reported only",
    Certainty.ONE_PARTY: "one party’s word",
    Certainty.BOTH_PARTIES: "both parties’ word",
    Certainty.PRIMARY_DOCUMENT: "from a document",
}


class Book:
    """The stories read, what proves them, and the numbers given to their articles so far."""

    def __init__(
        self, stories: Iterable[Story], material: Material, analyses: Mapping[ArticleId, Analysis] | None = None
    ) -> None:
        """Keep the living stories that an article in `material` still tells; `analyses` prove stages and whose word."""
        self.material = material
        self._analyses = analyses or {}
        self._stories = {
            story.id: story
            for story in stories
            if story.merged_into is None and any(name in material.articles for name in story.article_ids)
        }
        self._numbers: dict[ArticleId, int] = {}
        self._owners = {name: story.id for story in self._stories.values() for name in story.article_ids}

    @property
    def labels(self) -> Labels:
        """The words for ids."""
        return self.material.labels

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources cited so far, by number."""
        articles = self.material.articles
        return tuple(citation_of(number, articles[name], self.material) for name, number in self._numbers.items())

    def story(self, name: StoryId) -> Story | None:
        """Return a story that may be told."""
        return self._stories.get(name)

    def stories(self, leans: Iterable[LeanStory]) -> tuple[Story, ...]:
        """Return those of `leans` that may be told, in their order."""
        return tuple(story for lean in leans if (story := self._stories.get(lean.story_id)))

    def outlet(self, article: ArticleId) -> str:
        """Return who published an article, "" where it is not kept."""
        kept = self.material.articles.get(article)
        if kept is None:
            return ""
        source = self.material.sources.get(kept.source_id)
        return source.name if source else str(kept.source_id)

    def holds(self, proof: Evidence) -> bool:
        """Whether the article of a proof is kept."""
        return proof.article_id in self.material.articles

    def analysis(self, article: ArticleId) -> Analysis | None:
        """Return what was read out of an article, where it was looked up."""
        return self._analyses.get(article) if article in self.material.articles else None

    def learnt_at(self, story: Story) -> datetime | None:
        """Return when the first of its articles was fetched."""
        articles = self.material.articles
        return min((articles[name].fetched_at for name in story.article_ids if name in articles), default=None)

    def stage_proofs(self, story: Story) -> tuple[Evidence, ...]:
        """Return the words that prove the stage of a story."""
        found = (self.analysis(name) for name in story.article_ids)
        return tuple(
            proof
            for one in found
            if one and one.stage and one.stage.stage is story.stage
            for proof in one.stage.evidence
        )

    def stage_at(self, story: Story) -> datetime:
        """Return when the stage of a story was first told: by its proof, else when the story last changed."""
        articles = self.material.articles
        told = [articles[proof.article_id].moment for proof in self.stage_proofs(story) if self.holds(proof)]
        return min(told, default=story.last_changed)

    def word_proofs(self, story: Story) -> tuple[Evidence, ...]:
        """Return the words that prove whose word a story is."""
        found = (self.analysis(name) for name in story.article_ids)
        return tuple(
            proof for one in found if one and one.certainty is story.certainty for proof in one.certainty_evidence
        )

    def word(self, story: Story) -> str:
        """Return whose word a story is: "Pakistan says", "reported only"; "" where that is not known."""
        if story.certainty is None:
            return ""
        teller = self._teller(story) if story.certainty is Certainty.ONE_PARTY else ""
        return f"{teller} says" if teller else _WORD[story.certainty]

    def _teller(self, story: Story) -> str:
        """Return the one party named where somebody is quoted, "" where it is none or several."""
        for proof in self.word_proofs(story):
            named = [code for code in story.countries if self._names(story, code, proof.quote)]
            if len(named) == 1:
                return self.labels.country(named[0])
        return ""

    def _names(self, story: Story, code: str, quote: str) -> bool:
        organisations = (name for party in story.parties if party.country == code for name in party.organisations)
        forms = (self.labels.country(code), *self.labels.forms.get(code, ()), *organisations)
        said = f" {quote.casefold()} "
        return any(f" {form.casefold()}" in said for form in forms if form)

    def cite(self, articles: Iterable[ArticleId], *, most: int = MOST_CITES) -> tuple[int, ...]:
        """Return the numbers of the first `most` articles that are kept, giving them one where they have none."""
        kept = [name for name in dict.fromkeys(articles) if name in self.material.articles][:most]
        return tuple(sorted({self._numbers.setdefault(name, len(self._numbers) + 1) for name in kept}))

    def line(
        self,
        text: str,
        *,
        told: Iterable[Story] = (),
        proofs: Iterable[Evidence] = (),
        stories: Iterable[StoryId] = (),
        deal: DealId | None = None,
        link: str = "",
    ) -> Line:
        """Return a line on the stories `told`, each of which it cites, proved by `proofs`; `stories` were counted."""
        shown = tuple(told)
        kept = tuple(dict.fromkeys(proof for proof in proofs if self.holds(proof)))
        cited = [proof.article_id for proof in kept]
        covered = set(cited)
        for story in shown:
            if covered.isdisjoint(story.article_ids):
                newest = self.newest(story)
                cited += newest[:1]
        return Line(
            text=text,
            cites=self.cite(cited, most=max(MOST_CITES, len(shown))),
            stories=tuple(dict.fromkeys((*(story.id for story in shown), *stories, *self._telling(cited)))),
            proofs=kept[:_MOST_PROOFS],
            deal=deal,
            link=link,
        )

    def _telling(self, articles: Iterable[ArticleId]) -> Iterable[StoryId]:
        return (self._owners[name] for name in articles if name in self._owners)

    def newest(self, story: Story) -> list[ArticleId]:
        """Return the articles of a story that are kept, the newest first."""
        articles = self.material.articles
        kept = [name for name in story.article_ids if name in articles]
        return sorted(kept, key=lambda name: (articles[name].moment, name), reverse=True)
