"""The sample edition is read as an analyst would read it: what the demo shows stays right."""

from dataclasses import dataclass, field

import pytest

from bot.analysis.analyser import Analyser
from bot.analysis.lexicon import build_lexicon
from bot.analysis.tables import load_tables
from bot.domain.analysis import Analysis
from bot.domain.vocabulary import Certainty, FactKind, PartyRole, Stage
from bot.sample.edition import edition_from
from bot.settings import shipped, shipped_table
from support.values import make_article

GIVES, GETS, WITH = PartyRole.SUPPLIER, PartyRole.RECIPIENT, PartyRole.PARTNER


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What an analyst would note of an item."""

    roles: dict[str, PartyRole]
    stage: Stage
    certainty: Certainty
    quantities: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    dates: tuple[str, ...] = field(default=())


BOTH, ONE = Certainty.BOTH_PARTIES, Certainty.ONE_PARTY
EXPECTED = {
    "poland-korea-k2-second-contract": Expected(
        roles={"KR": GIVES, "PL": GETS},
        stage=Stage.CONTRACT,
        certainty=BOTH,
        quantities=("180 tanks", "116 tanks"),
        values=("about US$6.5 billion",),
        dates=("first Polish-made tanks 2028",),
    ),
    "gliwice-k2pl-assembly": Expected(
        roles={"KR": GIVES, "PL": GETS},
        stage=Stage.CONTRACT,
        certainty=BOTH,
        quantities=("61 K2PL", "180 K2 tanks"),
        values=("$6.5bn",),
    ),
    "norway-type-26": Expected(
        roles={"GB": GIVES, "NO": GETS},
        stage=Stage.SELECTED,
        certainty=ONE,
        quantities=("at least five Type 26",),
        values=("£10 billion",),
        dates=("first delivery 2029",),
    ),
    "australia-mogami": Expected(
        roles={"JP": GIVES, "AU": GETS},
        stage=Stage.SELECTED,
        certainty=ONE,
        quantities=("11 frigates",),
        values=("A$10 billion",),
        dates=("first frigate 2029", "in service 2030"),
    ),
    "india-rafale-m": Expected(
        roles={"FR": GIVES, "IN": GETS},
        stage=Stage.CONTRACT,
        certainty=BOTH,
        quantities=("26 Rafale M",),
        values=("about Rs 63,000 crore",),
        dates=("delivery by 2030",),
    ),
    "leonardo-baykar-joint-venture": Expected(roles={"IT": WITH, "TR": WITH}, stage=Stage.CONTRACT, certainty=BOTH),
    "pakistan-milgem": Expected(
        roles={"TR": GIVES, "PK": GETS},
        stage=Stage.PRODUCTION,
        certainty=BOTH,
        quantities=("four MILGEM corvettes", "two ships"),
        dates=("signed 2018",),
    ),
    "sweden-ukraine-gripen": Expected(
        roles={"SE": GIVES, "UA": GETS}, stage=Stage.MOU, certainty=BOTH, quantities=("up to 150 Gripen E",)
    ),
    "philippines-fa50": Expected(
        roles={"KR": GIVES, "PH": GETS},
        stage=Stage.CONTRACT,
        certainty=ONE,
        quantities=("12 FA-50",),
        values=("about $700 million",),
        dates=("delivery by 2030",),
    ),
    "indonesia-kaan": Expected(
        roles={"TR": GIVES, "ID": GETS}, stage=Stage.CONTRACT, certainty=BOTH, quantities=("48 KAAN",)
    ),
    "turkiye-typhoon": Expected(
        roles={"GB": GIVES, "TR": GETS},
        stage=Stage.CONTRACT,
        certainty=BOTH,
        quantities=("20 Eurofighter Typhoon",),
        values=("£8 billion",),
        dates=("first delivery 2030",),
    ),
    "denmark-sampt": Expected(roles={"FR": GIVES, "IT": GIVES, "DK": GETS}, stage=Stage.SELECTED, certainty=ONE),
    "netherlands-austria-c390": Expected(
        roles={"BR": GIVES, "NL": GETS, "AT": GETS},
        stage=Stage.CONTRACT,
        certainty=ONE,
        quantities=("nine C-390",),
        dates=("first delivery 2027",),
    ),
    "philippines-brahmos": Expected(
        roles={"IN": GIVES, "PH": GETS},
        stage=Stage.DELIVERY,
        certainty=ONE,
        quantities=("three batteries",),
        values=("$375 million",),
        dates=("signed 2022",),
    ),
}


@pytest.fixture(scope="module")
def read() -> dict[str, Analysis]:
    """The kept items of the sample edition as the words alone are read; the encoder decides on relevance only."""
    items = [item for item in edition_from(shipped("sample/edition.yaml")).items if item.expect == "kept"]
    analyser = Analyser(build_lexicon(load_tables(shipped, shipped_table)), None)
    articles = [make_article(id=item.slug, title=item.title, text=item.body) for item in items]
    return dict(zip((item.slug for item in items), analyser.analyse(articles), strict=True))


def test_every_kept_item_is_expected_here(read: dict[str, Analysis]) -> None:
    assert set(read) == set(EXPECTED)


@pytest.mark.parametrize("slug", sorted(EXPECTED))
def test_parties_play_their_parts(read: dict[str, Analysis], slug: str) -> None:
    assert {party.country: party.role for party in read[slug].parties} == EXPECTED[slug].roles


@pytest.mark.parametrize("slug", sorted(EXPECTED))
def test_stage_and_certainty_are_those_of_the_news(read: dict[str, Analysis], slug: str) -> None:
    stage = read[slug].stage
    assert stage is not None
    assert (stage.stage, read[slug].certainty) == (EXPECTED[slug].stage, EXPECTED[slug].certainty)


@pytest.mark.parametrize("slug", sorted(EXPECTED))
def test_figures_and_dates_can_be_shown_alone(read: dict[str, Analysis], slug: str) -> None:
    def values(kind: FactKind) -> tuple[str, ...]:
        return tuple(fact.value for fact in read[slug].facts if fact.kind is kind)

    expected = EXPECTED[slug]
    assert values(FactKind.QUANTITY) == expected.quantities
    assert values(FactKind.VALUE) == expected.values
    assert values(FactKind.DATE) == expected.dates
