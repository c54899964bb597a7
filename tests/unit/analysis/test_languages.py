"""Nineteen languages beside English: relevance, parties and a sector from title and lead, on sentences of our own.

The first half of every language was looked at while its lexicon was written, the second was not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bot.analysis.analyser import Analyser
from bot.analysis.language import language_of
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.scripts import RULES
from bot.analysis.tables import load_tables
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.vocabulary import Relevance
from bot.settings import shipped, shipped_table
from summarizers.base import Vectors
from support.values import make_article

LANGUAGES = ("en", *RULES)
_HALF = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A title and lead with what is to be read out of them."""

    language: str
    seen: bool
    core: bool
    parties: frozenset[str]
    sector: str
    title: str
    lead: str


class Deaf:
    """An encoder that must not be asked."""

    dimension = 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"an English encoder was asked about {texts}")


class Knowing:
    """An encoder of many languages that keeps what it was asked and finds everything unlike a deal."""

    dimension = 2

    def __init__(self, texts_of_deals: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._deals = frozenset(texts_of_deals)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[1.0, 0.0] if text in self._deals else [0.0, 1.0] for text in texts], dtype=np.float32)


def sentences(name: str) -> Iterator[Told]:
    """Yield the rows of a table beside this file."""
    language, number = "", {"core": 0, "no": 0}
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language, number = line.strip("[]"), {"core": 0, "no": 0}
        elif line and not line.startswith("#"):
            kind, parties, sector, title, lead = line.split("|")
            number[kind] += 1
            yield Told(
                language=language, seen=number[kind] <= _HALF, core=kind == "core", sector=sector,
                title=title, lead=lead, parties=frozenset(filter(None, parties.split(","))),
            )  # fmt: skip


TOLD = tuple(sentences("languages.psv"))
LATER = tuple(sentences("languages_later.psv"))


@pytest.fixture(scope="module")
def spoken() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table, languages=LANGUAGES))


@pytest.fixture(scope="module")
def read_out(spoken: Lexicon) -> dict[Told, Analysis]:
    """Every sentence read; the encoder knows English alone."""
    analyser = Analyser(spoken, Deaf(), languages=LANGUAGES)
    told = (*TOLD, *LATER)
    articles = [article(one, number) for number, one in enumerate(told)]
    return dict(zip(told, analyser.analyse(articles), strict=True))


def article(told: Told, number: int) -> Article:
    return make_article(f"told-{number}", title=told.title, text=told.lead, language=told.language)


def f1(*, hits: float, wrong: float, missed: float) -> float:
    return 2 * hits / (2 * hits + wrong + missed) if hits else 0.0


def relevance(told: Sequence[Told], read_out: dict[Told, Analysis]) -> float:
    said = {one for one in told if read_out[one].relevance is Relevance.CORE}
    core = {one for one in told if one.core}
    return f1(hits=len(said & core), wrong=len(said - core), missed=len(core - said))


def parties(told: Sequence[Told], read_out: dict[Told, Analysis]) -> float:
    pairs = [(one.parties, frozenset(party.country for party in read_out[one].parties)) for one in told if one.core]
    return f1(
        hits=sum(len(gold & said) for gold, said in pairs),
        wrong=sum(len(said - gold) for gold, said in pairs),
        missed=sum(len(gold - said) for gold, said in pairs),
    )


def sectors(told: Sequence[Told], read_out: dict[Told, Analysis]) -> float:
    pairs = [(one.sector, [tag.sector.value for tag in read_out[one].sectors]) for one in told if one.core]
    return f1(
        hits=sum(gold in said for gold, said in pairs),
        wrong=sum(len(said) - (gold in said) for gold, said in pairs),
        missed=sum(gold not in said for gold, said in pairs),
    )


@pytest.mark.parametrize("seen", [True, False], ids=["first half", "second half"])
def test_the_halves_together_are_read_well(read_out: dict[Told, Analysis], *, seen: bool) -> None:
    half = [told for told in TOLD if told.seen is seen]
    assert relevance(half, read_out) >= 0.93
    assert parties(half, read_out) >= 0.93
    assert sectors(half, read_out) >= 0.88


def test_arms_news_that_is_no_cooperation_is_told_apart(read_out: dict[Told, Analysis]) -> None:
    assert {told.language for told in LATER} == set(RULES)
    assert relevance(LATER, read_out) >= 0.93
    assert parties(LATER, read_out) >= 0.9
    assert sectors(LATER, read_out) >= 0.85


@pytest.mark.parametrize("language", RULES)
def test_no_language_is_left_behind(read_out: dict[Told, Analysis], language: str) -> None:
    told = [one for one in TOLD if one.language == language]
    assert len(told) == 4 * _HALF
    assert relevance(told, read_out) >= 0.85
    assert parties(told, read_out) >= 0.85
    assert sectors(told, read_out) >= 0.75


def test_every_proof_quotes_the_text(read_out: dict[Told, Analysis]) -> None:
    for number, (told, analysis) in enumerate(read_out.items()):
        text = article(told, number).full_text
        proofs = [
            proof for part in (analysis.parties, analysis.sectors, analysis.types) for t in part for proof in t.evidence
        ]
        assert all(text[proof.start : proof.end] == proof.quote and proof.quote.strip() for proof in proofs)


def test_a_feed_that_names_no_language_is_told_by_title_and_lead() -> None:
    heard = [told for told in TOLD if language_of(told.title, told.lead, languages=LANGUAGES) == told.language]
    assert len(heard) >= 0.98 * len(TOLD)


@pytest.mark.parametrize(
    ("language", "title", "lead"),
    [
        ("tr", "Roma, derbide Lazio'yu yendi", "Savunma oyuncusu iki gol attı."),
        ("ru", "Того, кто потерял паспорт, ждут в полиции", "Документы нашли в парке."),
        ("pl", "Czad zabił dwie osoby w bloku", "Strażacy ostrzegają przed tlenkiem węgla."),
        ("ko", "인도 위의 자전거 사고 늘어", "보행자 안전 대책이 필요하다."),
        ("ja", "タイトル戦で若手棋士が勝利", "マリーンズの選手も観戦した。"),
        ("ar", "خبير مالي يحذر من ارتفاع الأسعار", "البنك المركزي يراقب السوق."),
        ("hi", "माली ने बगीचे में लगाए सौ पौधे", "शहर के लोगों ने सराहना की।"),
        ("ur", "چینی کی قیمت میں اضافہ", "شہریوں نے تشویش ظاہر کی۔"),
    ],
)
def test_common_words_are_no_countries(spoken: Lexicon, language: str, title: str, lead: str) -> None:
    tongue = spoken.tongues[language]
    named = {hit.key for hit in tongue.names(f"{title}. {lead}") if hit.kind in ("name", "demonym")}
    assert not named


def test_an_encoder_of_many_languages_is_asked_about_doubtful_texts_in_them_alone(spoken: Lexicon) -> None:
    knowing = Knowing(spoken.core_prototypes)
    core = [told for told in TOLD if told.core]
    articles = [article(told, number) for number, told in enumerate(core)]
    plain = Analyser(spoken, None, languages=LANGUAGES).analyse(articles)
    looked = Analyser(spoken, None, languages=LANGUAGES, tongue_encoder=knowing).analyse(articles)
    asked = [
        (by_words, by_both) for by_words, by_both in zip(plain, looked, strict=True) if by_both.settled_by == "encoder"
    ]
    assert asked
    assert all(by_both.score < by_words.score for by_words, by_both in asked)
    titles = [text.split(". ")[0] for text in knowing.asked]
    assert {told.title for told in core} >= set(titles[len(spoken.core_prototypes) + len(spoken.other_prototypes) :])


def test_english_is_not_shown_to_the_encoder_of_other_languages(spoken: Lexicon) -> None:
    knowing = Knowing(())
    text = make_article(
        "plain", title="Poland weighs a second order of K2 tanks", text="Talks with Seoul go on, it is said."
    )
    Analyser(spoken, None, languages=LANGUAGES, tongue_encoder=knowing).analyse([text])
    assert not knowing.asked
