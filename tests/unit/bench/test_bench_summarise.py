"""The bench of summaries measures articles of the length it names, tells the slow ones, and says what it left out."""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import settings as configuration
from bot.bench import alone, encoders, generating, graphics, summarise
from bot.bench.gate import gate_case, merged
from bot.bench.latency import Stopwatch, percentile, told
from bot.bench.longreads import SLACK, WORDS, cut, long_articles
from bot.bench.materials import Materials, Shared
from bot.bench.timing import Case, measure
from bot.domain.article import Article
from bot.sample.edition import edition_from
from summarizers.encoder_quick import QuickEncoder
from summarizers.loading_shapes import Graphics, Shape, build
from summarizers.reading import count_words
from support.hashing import HashEncoder
from support.values import make_article

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
WORD = "The yard of Gdynia has begun work on frigate number "
TINY = Shape(
    name="tiny",
    family="Qwen2",
    config={
        "num_hidden_layers": 2, "hidden_size": 32, "intermediate_size": 48, "num_attention_heads": 4,
        "num_key_value_heads": 2, "vocab_size": 300,
    },
)  # fmt: skip


def article(key: str, *, sentences: int) -> Article:
    return make_article(key, title=f"Frigates {key}", text=" ".join(f"{WORD}{n}." for n in range(sentences)))


@pytest.fixture(scope="module")
def materials() -> Materials:
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    return Materials(edition=edition, shared=Shared(), encoder=HashEncoder(), now=NOW, quick=HashEncoder())


def counter() -> Iterator[float]:
    return map(float, itertools.count())


def once(case: Case) -> tuple[str, ...]:
    ticks = counter()
    return case.notes(measure(case, repeats=1, timer=lambda: next(ticks)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 150), min_size=1, max_size=12), st.integers(1, 5))
def test_articles_are_cut_or_joined_to_their_length(lengths: list[int], count: int) -> None:
    given_articles = [article(str(n), sentences=length) for n, length in enumerate(lengths)]
    made = long_articles(given_articles, count=count)
    assert len(made) <= count
    assert all(abs(count_words(one.text) - WORDS) <= SLACK for one in made)
    assert len({one.id for one in made}) == len(made)
    if min(lengths) * count_words(f"{WORD}1.") >= WORDS - SLACK:
        assert len(made) == min(count, len(lengths))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["word", "word,", "end.", "Dr.", "U.S.", "“so", "he"]), max_size=120))
def test_a_text_is_cut_to_its_length_and_stays_a_beginning(words: list[str]) -> None:
    text = "\n".join(words)
    said = cut(text, words=60, slack=6)
    assert text.startswith(said)
    assert abs(count_words(said) - 60) <= 6 or len(words) <= 66


def test_a_text_is_cut_where_a_sentence_ends_nearest_to_its_length() -> None:
    text = " ".join(f"{WORD}{n}." for n in range(100))
    said = cut(text)
    assert said.endswith("54.")
    assert count_words(said) == 605


@given(st.lists(st.floats(0, 10), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_enough_do_not_pass(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_percentiles_of_a_hundred() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 1.0)] == [50.0, 95.0, 100.0]
    with pytest.raises(ValueError, match="share"):
        percentile([], 0.5)


def test_a_stopwatch_keeps_every_time() -> None:
    ticks = counter()
    watch = Stopwatch(timer=lambda: next(ticks))
    done: list[int] = []
    for number in range(3):
        watch.time(lambda number=number: done.append(number))  # type: ignore[misc]
    assert done == [0, 1, 2]
    assert watch.seconds == [1.0, 1.0, 1.0]
    assert told([0.1, 0.2, 0.4]) == "p50 200 ms, p95 400 ms, at most 400 ms (3 measured)"


def test_the_bench_summarises_encodes_and_gates(materials: Materials) -> None:
    asked: list[tuple[str, int]] = []

    def by_itself(form: str, stories: Sequence[summarise.Story]) -> alone.Alone:
        asked.append((form, len(stories)))
        if form == alone.NONE:
            raise RuntimeError("no memory")
        return alone.Alone(megabytes=120.0, seconds=0.5)

    forms = {"ours": HashEncoder(), encoders.EXACT: HashEncoder()}
    ticks = counter()
    with summarise.cases(
        materials, count=2, encoders=lambda: forms, by_itself=by_itself, writing=False, timer=lambda: next(ticks)
    ) as cases:
        notes = [once(case) for case in cases]
        made = {contender.name: contender.run() for contender in cases[0].contenders}
    assert [case.unit for case in cases] == ["summaries", "summaries", "sentences", "sentences"]
    assert notes[0] == ("extractive: p50 1000 ms, p95 1000 ms, at most 1000 ms (1 measured).",)
    assert "at most 120 MB held; the first summary 0.5 s" in notes[1][1]
    assert notes[1][-1] == "extractive in a process of its own, words alone: not measured (no memory)."
    assert asked == [(form, many) for form in (encoders.OURS, "ONNX Runtime, 8 bits") for many in (1, 2)] + [
        (alone.NONE, 1)
    ]
    assert any("in 100% of the articles" in line for line in notes[2])
    assert made["lead"]


def test_a_process_of_its_own_tells_its_memory_and_its_start() -> None:
    found = alone.measured_alone(alone.NONE, [(article("a", sentences=3),)])
    assert 10 < found.megabytes < 1_000
    assert 0 < found.seconds < 60
    with pytest.raises(RuntimeError, match="nonsense"):
        alone.measured_alone("nonsense", [])


def test_the_top_three_agree_where_order_does(materials: Materials) -> None:
    title, near, nearer, far, other = np.eye(5, dtype=np.float32)
    ours = np.stack([title, title, title + near, title + 2 * nearer, far, other])
    swapped = ours[[0, 1, 3, 2, 4, 5]]
    worse = ours[[0, 4, 5, 1, 2, 3]]
    assert encoders.same_top([ours, ours], [swapped, ours]) == 1.0
    assert encoders.same_top([ours, ours], [worse, ours]) == 0.5


def test_forms_that_cannot_be_loaded_are_left_out_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "entente").write_text("no folder for a cache", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forms = encoders.forms()
    assert list(forms) == [encoders.OURS, encoders.EXACT, "packed, 32-bit floats"]
    assert isinstance(forms[encoders.OURS], QuickEncoder)
    case = encoders.encoders_case("one", [article("a", sentences=2)], {encoders.EXACT: HashEncoder()})
    assert once(case)[0].startswith("ONNX Runtime is not measured")


def test_the_gate_is_asked_for_sentences_that_are_none_of_the_source() -> None:
    case = gate_case("articles", [article("a", sentences=8), article("b", sentences=8)])
    assert case.units == 2 * 2 * 8
    assert once(case) == ()
    assert merged(["One two three four.", "Five six seven eight."]) == ["One two seven eight.", "Five six three four."]


def test_without_memory_nothing_is_written_and_that_is_said() -> None:
    with ExitStack() as stack:
        case = generating.generating_case(
            "two", [article("a", sentences=3)] * 2, lambda each: each.title, stack=stack, free_mb=lambda: 2_999.0
        )
        assert [contender.name for contender in case.contenders] == ["extractive"]
        notes = once(case)
    assert notes[0] == "Greedy generation is not measured: 2,999 MB of memory are free, 3,000 are needed."


def test_a_writer_writes_what_it_is_asked_for_in_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        case = generating.generating_case(
            "one", [article("a", sentences=3)], lambda each: each.title, stack=stack, shape="tiny", timer=lambda: 0.0
        )
        notes = once(case)
    assert notes[0].startswith("Greedy 1.0 s an article (90 tokens/s); with 4 beams 0.0 s, once.")
    assert notes[1].endswith("missed with 1 times.")


@pytest.mark.parametrize(
    ("text", "free"), [("MemTotal: 9 kB\nMemAvailable:  2048 kB\n", 2.0), ("MemTotal: 9 kB", None)]
)
def test_free_memory_is_read_from_the_system(tmp_path: Path, text: str, free: float | None) -> None:
    (tmp_path / "meminfo").write_text(text, encoding="ascii")
    assert generating.free_memory_mb(tmp_path / "meminfo") == free
    assert generating.free_memory_mb(tmp_path / "none") is None


def test_an_article_is_read_in_tokens_up_to_what_the_model_takes() -> None:
    assert generating.tokens_of(article("a", sentences=1)) == 15
    assert generating.tokens_of(article("a", sentences=500)) == 1_000


class Fake:
    """A model of a card that writes as fast as its memory allows, but for batches of 64, which do not fit."""

    weight_bytes, token_bytes = 3_000_000_000, 28_672

    def __init__(self) -> None:
        self.clock = 0.0

    def generate(self, lengths: Sequence[int], *, new_tokens: int, beams: int = 1) -> int:
        if len(lengths) == 64:
            raise RuntimeError("CUDA out of memory.\nMuch more")
        self.clock += 2 * new_tokens * len(lengths) / graphics.most_tokens(self, CARD, batch=len(lengths))
        return new_tokens * len(lengths) * beams


CARD = Graphics(name="A card", bytes_per_second=3e12)


def test_without_a_card_one_line_says_so() -> None:
    assert graphics.graphics_lines(find=lambda: None) == ("GPU: none found, not measured.",)


def test_a_card_is_told_by_batch_beside_what_its_memory_allows() -> None:
    model = Fake()
    lines = graphics.graphics_lines(find=lambda: CARD, make=lambda _: model, timer=lambda: model.clock)
    assert lines[0].startswith("GPU: A card, a chat model of 1.5 B with random weights")
    assert [line.split(":")[0] for line in lines[1:]] == [f"Batch {n}" for n in graphics.BATCHES]
    assert lines[1].endswith("the card's memory allows 991 (50%).")
    assert lines[4] == "Batch 64: not measured (CUDA out of memory.)."


def test_more_texts_a_batch_allow_more_tokens_until_their_keys_outweigh_the_weights() -> None:
    limits = [graphics.most_tokens(Fake(), CARD, batch=batch) for batch in (1, 8, 32, 64, 10_000)]
    assert limits == sorted(limits)
    ceiling = CARD.bytes_per_second / ((graphics.PROMPT + graphics.NEW_TOKENS / 2) * Fake.token_bytes)
    assert limits[-1] < ceiling


def test_a_shape_writes_as_many_tokens_as_it_is_asked_for() -> None:
    model = build(TINY)
    assert model.generate([5, 9], new_tokens=4) == 8
    assert model.token_bytes == 2 * 2 * 2 * 8 * 4
    assert model.weight_bytes > 4 * 300 * 32


def test_the_lead_is_whole_first_sentences_within_the_budget() -> None:
    text = "One two three. Four five six. Seven eight nine."
    assert summarise.lead(text, budget=7) == "One two three. Four five six."
    assert summarise.lead(text, budget=2) == ""
    assert count_words(summarise.lead(" ".join(f"Word number {n} stands here." for n in range(40)))) <= 60
