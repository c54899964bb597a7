"""The benches do the work they say they do. How long it takes is told by a counter, not by a clock."""

import itertools
import re
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from bot import settings as configuration
from bot.analysis.lexicon import build_lexicon
from bot.app.reading import tables_of
from bot.bench import analyse, copies, deliveries, feeds, growth, ledger
from bot.bench.machine import Machine
from bot.bench.materials import Materials, Shared
from bot.bench.page import Chapter, page, with_chapters
from bot.bench.running import BENCHES, BenchName, run_benches
from bot.bench.timing import Case, measure
from bot.commands import bench as command
from bot.sample.edition import edition_from
from support.hashing import HashEncoder
from support.values import make_article

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def materials() -> Materials:
    """The sample edition, two articles and a body that is no feed, and an encoder without a model."""
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    shared = Shared(articles=(make_article("a"), make_article("b")), feeds=(b"<html><p>no feed</p></html>",))
    return Materials(edition=edition, shared=shared, encoder=HashEncoder(), now=NOW)


def once(case: Case) -> tuple[str, ...]:
    """Measure one round, each second a step of a counter, and return the notes."""
    ticks = itertools.count()
    measured = measure(case, repeats=1, timer=lambda: float(next(ticks)))
    assert set(measured.seconds.values()) == {(1.0,)}
    return case.notes(measured)


def test_analyse_tells_what_each_step_settled(materials: Materials) -> None:
    with analyse.cases(materials, count=8) as cases:
        assert [case.units for case in cases] == [2, 2, 8]
        notes = [once(case) for case in cases]
    assert [len(lines) for lines in notes] == [2, 1, 1]
    assert "Most memory held" in notes[0][1]
    steps = [int(number) for number in re.findall(r"(\d+) \(\d+%\)", notes[2][0])]
    assert sum(steps) == 8
    assert notes[2][0].startswith(f"The cascade encoded {steps[-1]} of 8 articles")


def test_every_article_is_encoded_in_some_cases_only(materials: Materials) -> None:
    with analyse.cases(materials, count=2) as cases:
        encoded = [any(one.name == "encode every article" for one in case.contenders) for case in cases]
    assert encoded == [False, True, True]


def test_the_encoder_alone_gets_title_and_lead() -> None:
    text = analyse.first_text(make_article(title="Title", text="x" * 3000))
    assert text == "Title. " + "x" * 2000


def test_regular_expressions_find_countries_and_terms(materials: Materials) -> None:
    lexicon = build_lexicon(tables_of(configuration.load()))
    countries, terms = analyse.regular_expressions(lexicon, ["joint ventur*"])
    assert countries.findall("Poland and a Turkish firm") == ["Poland", "Turkish"]
    assert terms.findall("Joint venture") == ["Joint ventur"]


def test_a_stream_is_measured_in_parts(materials: Materials) -> None:
    ticks = itertools.count()
    with growth.cases(materials, count=10, timer=lambda: float(next(ticks))) as cases:
        (notes,) = [once(case) for case in cases]
    assert notes == (
        "What an article cost in the last round: up to 1 1000.00 ms, up to 2 1000.00 ms, up to 10 125.00 ms.",
    )


def test_articles_of_a_stream_are_no_twins(materials: Materials) -> None:
    lexicon = build_lexicon(tables_of(configuration.load()))
    base = [make_article("a", title="Poland buys 180 tanks", text="Poland and Norway agreed on 42 of them.")]
    first, second, third = (growth.stream_article(base, place, lexicon) for place in range(3))
    assert first.title == base[0].title
    assert len({article.id for article in (first, second, third)}) == 3
    assert len({article.full_text for article in (first, second, third)}) == 3
    assert "Poland" not in second.full_text
    assert "181 tanks" in second.title
    assert first.moment < second.moment < third.moment


def test_feeds_names_which_tier_read(materials: Materials) -> None:
    with feeds.cases(materials, copies=(1, 2)) as cases:
        assert [case.units for case in cases] == [4, 1]
        assert once(cases[0]) == ("Read by the first tier: 4; by the second: 0; not a feed: 0.",)
        assert once(cases[1]) == ("Read by the first tier: 0; by the second: 0; not a feed: 1.",)


def test_generated_feeds_grow_with_their_copies(materials: Materials) -> None:
    one, four = materials.feeds((1,)), materials.feeds((4,))
    assert [four[n].count(b"<guid") for n in (0, 1)] == [4 * one[n].count(b"<guid") for n in (0, 1)]
    assert one[0].count(b"<guid") > 3
    assert b"<entry>" in one[1]


def test_ledger_delivers_everything_both_ways(materials: Materials) -> None:
    with ledger.cases(materials, briefs=1) as cases:
        (case,) = cases
        assert case.units == 21
        assert once(case) == ("The ledger costs 0.00 ms a message (0.00–0.00).",)


def test_deliveries_go_out_in_all_three_ways(materials: Materials) -> None:
    with deliveries.cases(materials, channels=2) as cases:
        (case,) = cases
        assert case.units == 20
        (note,) = once(case)
        assert note.startswith("Ledger, order and rate cost 0.00 ms a message")


async def test_the_null_gateway_counts_and_keeps_nothing(materials: Materials) -> None:
    gateway, articles = ledger.NullGateway(), materials.articles(3)
    brief = ledger.Press(articles, now=NOW).brief()
    await ledger.post_all(brief, ledger.console_over(gateway))
    assert gateway.posted == 4
    assert not gateway.can_look_up


def test_every_brief_has_stories_of_its_own(materials: Materials) -> None:
    press = ledger.Press(materials.articles(3), now=NOW)
    first, second = press.brief(), press.brief()
    assert first.key != second.key
    assert not {item.story_id for item in first.items} & {item.story_id for item in second.items}


def test_copies_are_found_among_variants_of_the_sample(materials: Materials) -> None:
    with copies.cases(materials, count=6) as cases:
        (case,) = cases
        assert case.units == 6 * len(copies.KINDS)
        notes = once(case)
    assert notes[0].startswith("containment: reprint ")
    assert notes[0].endswith(" false pairs.")
    assert notes[1].startswith("MinHash: reprint ")


def test_variants_are_the_same_at_every_call_and_counted_by_kind() -> None:
    bodies = [" ".join(f"body{n}word{m}" for m in range(200)) for n in range(3)]
    texts = copies.variants(bodies)
    assert texts == copies.variants(bodies)
    assert texts[0 :: len(copies.KINDS)] == bodies
    found = copies.appraise({(0, 2), (0, 3), (5, 7), (1, 2), (0, 5)}, bodies=3)
    assert found.recall == {"reprint": 0.0, "half": 2 / 3, "edited": 1 / 3, "new lead": 0.0}
    assert found.false == 1
    assert copies.through_index(texts)[1] == 0


def test_benches_run_in_their_order_and_only_those_asked_for(materials: Materials) -> None:
    told: list[str] = []
    ticks = itertools.count()
    chapters = run_benches(
        materials,
        only={BenchName.LEDGER, BenchName.FEEDS},
        repeats=1,
        timer=lambda: float(next(ticks)),
        tell=told.append,
    )
    assert [chapter.name for chapter in chapters] == ["feeds", "ledger"]
    assert [len(chapter.results) for chapter in chapters] == [2, 1]
    assert len(told) == 3
    assert set(BENCHES) == set(BenchName)


def test_without_corpora_only_the_sample_is_measured(materials: Materials) -> None:
    alone = Materials(edition=materials.edition, shared=Shared(), encoder=materials.encoder, now=NOW)
    with analyse.cases(alone, count=1) as cases:
        assert len(cases) == 1
    with feeds.cases(alone, copies=(1,)) as made:
        assert len(made) == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["bench", "nonsense"], "known are"),
        (["bench", "--repeats", "0"], "equal to 1"),
    ],
)
def test_wrong_wishes_are_refused(arguments: list[str], problem: str) -> None:
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert problem in result.output


def test_a_chapter_measured_by_itself_takes_its_place_on_the_page() -> None:
    machine = Machine(processor="Test CPU", cores=2, system="Linux", python="3.11")

    def chapter(name: str, says: str) -> Chapter:
        return Chapter(name=name, says=says, results=())

    def written(text: str, one: Chapter) -> str:
        return with_chapters(text, [one], machine=machine, day=NOW.date(), repeats=3, command="entente bench x --write")

    whole = page(
        [chapter("feeds", "Old feeds."), chapter("ticks", "Ticks.")],
        machine=machine,
        day=NOW.date(),
        repeats=5,
        command="entente bench --write",
    )
    text = written(whole, chapter("feeds", "New feeds."))
    assert "Old feeds." not in text
    assert text.index("New feeds.") < text.index("## ticks")
    assert "`entente bench x --write` on 2026-11-23, Test CPU, 2 cores" in text
    more = written(text, chapter("ask", "Questions."))
    assert more.startswith(text.rstrip("\n"))
    assert more.count("\n## ") == 3
    assert written(more, chapter("ask", "Questions.")) == more
