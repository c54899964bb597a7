"""Sentences on top of an answer: none that its sources do not bear out, none that is waited for too long."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.briefing.dossier import compose_dossier, plan_for
from bot.briefing.items import Material
from bot.domain.analysis import Party, StageReading
from bot.domain.article import Article, PageKind
from bot.domain.dossier import Dossier, SectionKind
from bot.domain.ids import ArticleId, SourceId
from bot.domain.vocabulary import Certainty, PartyRole, Stage
from bot.steps.dossiers_synthesis import Written, request_of
from summarizers.base import Sentence, Summarizer, Summary, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from support.dossierworld import NOW, World, evidence, found_in
from support.scriptedmodel import ScriptedModel
from support.values import DAY, make_analysis, make_article, make_story

TRUE = "Türkiye signed a contract with Pakistan for 12 drones."
FALSE = "Türkiye signed a contract with Germany for 400 drones."
TEXT = "Türkiye and Pakistan signed a contract on Friday. Under the contract Türkiye supplies Pakistan with 12 drones."


def answered(
    kind: PageKind = PageKind.ARTICLE, certainty: Certainty = Certainty.BOTH_PARTIES
) -> tuple[Dossier, Material]:
    """Return the answer about one story of one article."""
    article: Article = make_article(
        "drones", source_id=SourceId("wire"), title="Pakistan buys drones", text=TEXT, published=NOW - DAY, kind=kind
    )
    proof = (evidence(article, "signed a contract"), evidence(article, "12 drones"))
    story = make_story(
        "drones",
        article_ids=(article.id,),
        first_seen=NOW - DAY,
        last_changed=NOW - DAY,
        previous_stage=None,
        certainty=certainty,
        facts=(),
        parties=(
            Party(country="TR", role=PartyRole.SUPPLIER, evidence=proof),
            Party(country="PK", role=PartyRole.RECIPIENT, evidence=proof),
        ),
    )
    analysis = make_analysis("drones", stage=StageReading(stage=Stage.CONTRACT, evidence=proof), facts=())
    world = World(stories=(story,), articles={article.id: article}, analyses={article.id: analysis})
    found = found_in(world)
    assert plan_for(found).ids == (story.id,)
    dossier = compose_dossier(found, stories=(story,), material=world.material, analyses=world.analyses)
    return dossier, world.material


def written(model: Summarizer, *, seconds: float = 30.0) -> Written:
    return Written(model, writer="tiny", seconds=seconds)


def generative(*answers: str) -> Generative:
    return Generative(lambda: ScriptedModel(*answers), extractive=Extractive(None))


def synthesis(dossier: Dossier) -> list[str]:
    section = dossier.section(SectionKind.SYNTHESIS)
    return [line.text for line in section.lines] if section else []


@dataclass
class Fake:
    """A backend that tells what it is handed, whatever the passages say, once it may."""

    tells: Callable[[SummaryRequest], str]
    gate: threading.Event = field(default_factory=threading.Event)
    asked: int = 0
    name: str = "fake"
    fingerprint: str = "fake-1"

    def summarise(self, request: SummaryRequest) -> Summary:
        self.asked += 1
        assert self.gate.wait(30)
        sentence = Sentence(text=self.tells(request), sources=(request.passages[0].id,), verbatim=False)
        return Summary(headline="", sentences=(sentence,), backend=self.name)


def test_a_sentence_that_holds_stands_on_top_with_its_source_and_the_models_name() -> None:
    dossier, material = answered()
    told = asyncio.run(written(generative(TRUE))(dossier, material))
    assert told.sections[0].kind is SectionKind.SYNTHESIS
    assert synthesis(told) == [TRUE]
    assert (told.writer, told.sections[0].title, told.sections[0].lines[0].cites) == ("tiny", "In short, by tiny", (1,))
    assert told.sections[0].lines[0].stories == dossier.stories
    assert told.sections[1:] == dossier.sections


@pytest.mark.parametrize(
    ("certainty", "said"),
    [
        (Certainty.RUMOUR, " (reported only)"),
        (Certainty.ONE_PARTY, " (one party’s word)"),
        (Certainty.BOTH_PARTIES, ""),
    ],
)
def test_hearsay_and_one_partys_word_are_said_to_be_so(certainty: Certainty, said: str) -> None:
    dossier, material = answered(certainty=certainty)
    told = asyncio.run(written(generative(TRUE))(dossier, material))
    assert synthesis(told) == [f"{TRUE}{said}"]


def test_a_sentence_that_fails_is_left_out_and_with_it_the_section() -> None:
    dossier, material = answered()
    told = asyncio.run(written(generative(f"{TRUE} {FALSE}", FALSE))(dossier, material))
    assert synthesis(told) == [TRUE]
    assert asyncio.run(written(generative(FALSE, FALSE))(dossier, material)) == dossier


def test_a_backend_without_a_gate_of_its_own_is_held_against_the_sources_all_the_same() -> None:
    dossier, material = answered()
    fake = Fake(lambda _: FALSE)
    fake.gate.set()
    assert asyncio.run(written(fake)(dossier, material)) == dossier


def test_quotations_that_stand_in_are_no_synthesis() -> None:
    dossier, material = answered()
    assert asyncio.run(written(Extractive(None))(dossier, material)) == dossier


def test_an_answer_does_not_wait_longer_than_is_set_and_what_comes_late_is_there_the_next_time() -> None:
    dossier, material = answered()
    fake = Fake(lambda _: TRUE)

    async def twice() -> tuple[Dossier, Dossier]:
        one = written(fake, seconds=0.01)
        first = await one(dossier, material)
        fake.gate.set()
        await one.finished()
        return first, await one(dossier, material)

    late, then = asyncio.run(twice())
    assert late == dossier
    assert synthesis(then) == [TRUE]
    assert fake.asked == 1


def test_nothing_is_written_of_what_its_publisher_reserves() -> None:
    dossier, material = answered(PageKind.RESERVED)
    assert request_of(dossier, material).passages == ()
    fake = Fake(lambda _: TRUE)
    assert asyncio.run(written(fake)(dossier, material)) == dossier
    assert fake.asked == 0


def test_only_the_first_and_the_proving_sentences_are_handed_to_the_model() -> None:
    dossier, material = answered()
    (passage,) = request_of(dossier, material).passages
    assert (passage.id, passage.quote_chars) == (ArticleId("article-drones"), 0)
    assert passage.text.startswith("Türkiye and Pakistan signed a contract on Friday.")
