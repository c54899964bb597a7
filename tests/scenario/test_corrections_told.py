"""What was told and did not hold is edited where it stands, said once in its thread, and kept in the log."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.briefing.corrections import EDITS_PER_HOUR, MENDED_PER_DAY
from bot.chat.slack import limits
from bot.chat.slack.render import SlackRenderer
from bot.domain.article import PageKind
from bot.domain.desk import CorrectionKind
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Certainty, FactKind, Relevance, Stage
from bot.errors import OutcomeUnknown, RateLimited, Rejected
from bot.settings import shipped, shipped_table
from support.briefs import shipped_labels
from support.living import LinkedGateway, Living, link_of, living
from support.telling import part
from support.values import (
    DAY,
    HOUR,
    make_analysis,
    make_article,
    make_change,
    make_evidence,
    make_fact,
    make_parties,
    make_story,
    make_subscription,
)

MINUTE = timedelta(minutes=1)
BOTH = (ArticleId("article-a"), ArticleId("article-b"))


async def told(here: Living, *names: str, **fields: Any) -> None:
    """Tell the channel of stories."""
    await here.subscribe(make_subscription(timezone="UTC"))
    for name in names:
        await here.learn(name, **fields)
        await here.store.save_analyses("run", [make_analysis(name)] if "article_ids" not in fields else [])
    here.now += MINUTE
    outcomes = await here.brief("one")
    assert set(outcomes.values()) == {"sent"}
    here.now += DAY


def fixes(gateway: LinkedGateway) -> list[str]:
    """Return what threads were told of corrections."""
    return [message.text for message in gateway.messages("C-desk") if message.text.startswith(("Corr", "With"))]


async def test_a_stage_taken_back_is_edited_everywhere_and_said_once(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        await here.reread("k2", stage=Stage.MOU)
        ((outcomes,),) = [(await here.react()).values()]
        assert outcomes == {"reply-0": "sent", "root-0": "sent", "said": "sent"}
        note = "stage was contract, is memorandum"
        headline = "Poland and South Korea sign second K2 tank contract"
        root = gateway.messages("C-desk")[0]
        assert [(name, text.splitlines()[-1]) for name, text in gateway.edited] == [
            ("m2", f"corrected: {headline} ({note})"),
            ("m1", f"corrected: {headline} ({note})"),
        ]
        assert fixes(gateway) == [f"Corrected 24 Nov: {note}; source changed its report."]
        assert gateway.messages("C-desk")[-1].thread == root.id
        (logged,) = await here.store.corrections()
        assert (logged.kind, logged.detail, logged.said, logged.permalink) == (
            CorrectionKind.CORRECTED,
            note,
            True,
            link_of("m3"),
        )
        for _ in range(5):
            here.now += 10 * MINUTE
            assert await here.react() == {}
        assert await here.store.doubts() == ()
        assert await here.brief("two") == {"root": "sent"}, "what was corrected is not told again"


async def test_a_later_stage_by_another_article_is_no_correction(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        story = make_story("k2", revision=2, stage=Stage.DELIVERY, last_changed=here.now)
        await here.store.save_changes([make_change(story, kind=ChangeKind.GROWN)], heard=story.article_ids)
        assert await here.react() == {}
        assert gateway.edited == []
        assert (await here.brief("two"))[part("k2")] == "sent"


async def test_an_edit_that_takes_nothing_back_says_nothing(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        await here.reread("k2")
        assert await here.react() == {}
        assert gateway.edited == []


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"certainty": Certainty.ONE_PARTY}, "certainty was both parties' word, is one party's word"),
        ({"parties": make_parties("KR")}, "parties were KR–PL, are KR"),
        (
            {"facts": (make_fact(value="116", amount=116.0, evidence=make_evidence("article-k2")),)},
            "quantity was 180, is 116",
        ),
        ({"facts": ()}, "quantity was 180, none is told now"),
    ],
)
async def test_what_no_longer_holds_is_named(tmp_path: Path, fields: dict[str, Any], note: str) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2", facts=(make_fact(evidence=make_evidence("article-k2")),))
        kept = {"facts": (make_fact(evidence=make_evidence("article-k2")),)}
        await here.reread("k2", **{**kept, **fields})
        await here.react()
        (words,) = fixes(gateway)
        assert note in words


async def test_a_figure_another_article_still_gives_stands(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        one = make_fact(evidence=make_evidence("article-k2"))
        await told(here, "k2", facts=(one,))
        others = tuple(make_fact(value=f"{n}", amount=float(n), evidence=one.evidence) for n in (7, 8, 9))
        await here.reread("k2", facts=(*others, one))
        assert await here.react() == {}
        assert fixes(gateway) == []


async def test_a_corrected_figure_is_said_once_and_not_told_as_a_change(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        proof = make_evidence("article-k2")
        value = make_fact(FactKind.VALUE, value="US$6.5 billion", amount=6.5e9, currency="USD", evidence=proof)
        await told(here, "k2", facts=(value,))
        now = make_fact(FactKind.VALUE, value="US$5.6 billion", amount=5.6e9, currency="USD", evidence=proof)
        story = make_story("k2", revision=2, facts=(now,), last_changed=here.now)
        await here.store.save_changes([make_change(story, kind=ChangeKind.GROWN)], heard=story.article_ids)
        await here.react()
        assert ["value was US$6.5 billion, is US$5.6 billion" in words for words in fixes(gateway)] == [True]
        assert await here.brief("two") == {"root": "sent"}


async def test_all_articles_irrelevant_now_withdraws_the_story(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        await here.store.save_analyses("run", [make_analysis("k2", relevance=Relevance.NO)])
        await here.reread("k2", parties=())
        assert len(await here.react()) == 1
        assert fixes(gateway) == ["Withdrawn: its sources no longer tell of a cooperation (24 Nov)."]
        assert gateway.edited[0][1].startswith("withdrawn: ")
        (logged,) = await here.store.corrections()
        assert logged.kind is CorrectionKind.WITHDRAWN
        here.now += HOUR
        await here.store.save_analyses("run", [make_analysis("k2")])
        await here.reread("k2")
        await here.react()
        assert "stands again" in fixes(gateway)[-1]


async def test_what_its_publisher_reserves_now_is_withdrawn(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        (article,) = await here.store.articles([ArticleId("article-k2")])
        reserved = make_article("k2", id=article.id, kind=PageKind.RESERVED, text="")
        await here.store.save_articles("run", [], edited=[reserved])
        await here.store.save_analyses("run", [make_analysis("k2")])
        await here.reread("k2")
        await here.react()
        assert fixes(gateway) == ["Withdrawn: its publishers now reserve the text (24 Nov)."]


async def test_two_threads_of_one_story_are_tied_together(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        await here.learn("tanks")
        here.now += MINUTE
        await here.brief("two")
        survivor = make_story("k2", article_ids=(ArticleId("article-k2"), ArticleId("article-tanks")))
        absorbed = (StoryId("story-tanks"),)
        change = make_change(survivor, kind=ChangeKind.MERGED, material=False, absorbed=absorbed)
        await here.store.save_changes([change])
        await here.react()
        headline = "Poland and South Korea sign second K2 tank contract"
        assert fixes(gateway) == [f"Corrected 24 Nov: this is one story with “{headline}”. <{link_of('m1')}>"]
        assert gateway.messages("C-desk")[-1].thread == "m3", "in the thread of the one that is absorbed"
        here.now += HOUR
        assert await here.react() == {}


async def test_a_story_absorbed_by_one_nobody_here_was_told_of_is_only_another_name(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        survivor = make_story("tanks", article_ids=(ArticleId("article-k2"),))
        change = make_change(survivor, kind=ChangeKind.MERGED, material=False, absorbed=(StoryId("story-k2"),))
        await here.store.save_changes([change])
        assert await here.react() == {}
        assert fixes(gateway) == []


async def test_a_story_that_falls_apart_says_so_where_it_was_told_as_one(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2", article_ids=BOTH)
        kept = make_story("k2", article_ids=BOTH[:1])
        own = make_story("part", title="Poland buys shells", article_ids=BOTH[1:])
        split = make_change(own, kind=ChangeKind.SPLIT, parent=kept.id)
        await here.store.save_changes([make_change(kept, kind=ChangeKind.GROWN, material=False), split])
        await here.react()
        assert fixes(gateway) == ["Corrected 24 Nov: this was two stories, the other is “Poland buys shells”."]


async def test_a_storm_of_edits_does_not_flood_a_channel(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        names = [f"s{number:02}" for number in range(12)]
        await told(here, *names)
        for name in names:
            await here.reread(name, stage=Stage.MOU)
        assert len(await here.react()) == EDITS_PER_HOUR
        assert await here.react() == {}
        here.now += HOUR + MINUTE
        assert len(await here.react()) == len(names) - EDITS_PER_HOUR
        assert len(fixes(gateway)) == len(names)
        roots = [text for name, text in gateway.edited if name == "m1"]
        assert roots[-1].count("corrected: ") == len(names), "a root shows all that was mended of it"


async def test_a_claim_that_is_put_right_before_it_was_corrected_is_left_alone(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await told(here, "k2")
        await here.reread("k2", stage=Stage.MOU)
        ((name, date, slot, _),) = await here.due()
        await here.reread("k2")
        assert await here.tell.compose(name, date, slot, here.now.isoformat()) == []
        assert await here.store.open_corrections() == ()
        assert await here.react() == {}


async def test_a_correction_of_a_correction_starts_from_what_the_message_says_now(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        for stage in (Stage.MOU, Stage.TALKS):
            await here.reread("k2", stage=stage)
            await here.react()
            here.now += HOUR
        assert [words.partition(": ")[2].partition(";")[0] for words in fixes(gateway)] == [
            "stage was contract, is memorandum",
            "stage was memorandum, is talks",
        ]


async def test_a_source_that_goes_back_and_forth_waits_for_its_last_word(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2", parties=make_parties("KR", "PL", "TR"))
        for turn in range(8):
            codes = ("KR", "PL") if turn % 2 else ("KR", "TR")
            await here.reread("k2", parties=make_parties(*codes))
            await here.react()
            here.now += HOUR
        assert len(fixes(gateway)) == MENDED_PER_DAY
        here.now += DAY
        await here.react()
        assert len(fixes(gateway)) == MENDED_PER_DAY + 1
        assert fixes(gateway)[-1].endswith("are KR–PL; source changed its report.")
        assert await here.store.open_corrections() == ()


class Refusing(LinkedGateway):
    """Fails edits as scripted."""

    failures: tuple[Exception, ...] = ()

    async def edit(self, message: Any, payload: Any) -> None:
        if self.failures:
            first, *self_failures = self.failures
            self.failures = tuple(self_failures)
            raise first
        await super().edit(message, payload)


async def test_a_message_that_is_gone_is_noted_and_the_rest_goes_on(tmp_path: Path) -> None:
    async with living(tmp_path, gateway=Refusing()) as (here, gateway):
        assert isinstance(gateway, Refusing)
        gateway.failures = (Rejected("C-desk", "message_not_found"),)
        await told(here, "k2")
        await here.reread("k2", stage=Stage.MOU)
        ((outcomes),) = (await here.react()).values()
        assert outcomes == {"reply-0": "failed", "root-0": "sent", "said": "sent"}
        assert await here.store.open_corrections() == ()


async def test_an_edit_that_is_rate_limited_or_unanswered_is_done_again(tmp_path: Path) -> None:
    async with living(tmp_path, gateway=Refusing()) as (here, gateway):
        assert isinstance(gateway, Refusing)
        gateway.failures = (RateLimited("C-desk", 30.0), OutcomeUnknown("C-desk", "no answer"))
        await told(here, "k2")
        await here.reread("k2", stage=Stage.MOU)
        ((name, date, slot, _),) = await here.due()
        await here.tell.compose(name, date, slot, here.now.isoformat())
        said = [await here.tell.deliver(name, date, slot, "reply-0") for _ in range(3)]
        assert said == ["waiting:30", "waiting:5", "sent"]


async def test_where_the_thread_is_gone_nothing_is_said_and_the_log_knows(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await told(here, "k2")
        gateway.deleted.append("m1")
        await here.reread("k2", stage=Stage.MOU)
        ((outcomes),) = (await here.react()).values()
        assert outcomes["said"] == "failed"
        (logged,) = await here.store.corrections()
        assert (logged.done, logged.said) == (True, False)


MOU_TEXT = "Portugal and Embraer of Brazil have signed a memorandum of understanding on KC-390 transports."
CONTRACT_TEXT = "Portugal has signed a contract with Embraer of Brazil for six KC-390 transports worth €600 million."


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


async def test_an_article_that_takes_its_report_back_corrects_what_was_told(tmp_path: Path, lexicon: Lexicon) -> None:
    """From the edited words of the source, through reading and grouping, to the channel."""
    async with living(tmp_path) as (here, gateway):
        await here.subscribe(make_subscription(timezone="UTC"))
        before = await here.hear(
            lexicon, "kc", "Portugal and Brazil sign contract for KC-390 transports", CONTRACT_TEXT
        )
        assert before.stage is Stage.CONTRACT
        here.now += HOUR
        await here.brief("one")
        title = "Portugal and Brazil sign memorandum of understanding on KC-390 transports"
        after = await here.hear(lexicon, "kc", title, MOU_TEXT, edited=True)
        assert (after.id, after.stage) == (before.id, Stage.MOU)
        await here.react()
        (words,) = fixes(gateway)
        assert "stage was contract, is memorandum" in words
        assert "value was" in words
        here.now += DAY
        assert await here.brief("two") == {"root": "sent"}
        assert json.dumps(gateway.edited).count("corrected: ") == 2


@pytest.mark.parametrize("gone", [False, True], ids=["corrected", "withdrawn"])
async def test_on_slack_all_that_is_mended_fits_and_shows_hostile_words_as_text(tmp_path: Path, gone: bool) -> None:
    async with living(tmp_path, renderer=SlackRenderer(shipped_labels()), gateway=Drawn()) as (here, gateway):
        assert isinstance(gateway, Drawn)
        title = "<!channel> *Poland* signs <https://evil.example|here> `now` \u202e" + "x" * 5_000
        await told(here, "k2", title=title)
        await here.store.save_analyses("run", [make_analysis("k2", relevance=Relevance.NO if gone else Relevance.CORE)])
        await here.reread("k2", title=title, stage=Stage.MOU)
        await here.react()
        drawn = [*gateway.drawn, gateway.bodies[gateway.messages("C-desk")[-1].id]]
        assert len(drawn) == 3
        for body in drawn:
            assert not limits.problems(body["blocks"])
            shown = json.dumps(body, ensure_ascii=False)
            assert "<!channel>" not in shown
            assert "<https://evil" not in shown
            assert "\u202e" not in shown


class Drawn(LinkedGateway):
    """Keeps what messages look like once they were edited."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[Any] = []

    async def edit(self, message: Any, payload: Any) -> None:
        self.drawn.append(payload.body)
        await super().edit(message, payload)
