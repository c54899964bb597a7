"""Numbers to draw, by hand and at random."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.briefing.charts_values import Frame
from bot.domain.dossier import MonthCount, PartnerCount, Series, StagePoint
from bot.domain.vocabulary import Sector, Stage
from support.values import DAY, NOW

NUMBERS = st.one_of(st.integers(0, 30), st.integers(0, 10**12))
TITLES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "$x^2$ \\frac{1}{0}",
            "W" * 400,
            "中国与巴基斯坦",
            "باكستان وتركيا",
            "🇵🇰🇹🇷🚀",
            "a\x00b\u202ec",
            " ",
            "é̂́" * 50,
            "\\",
            "%s {}",
        ]
    ),
)


def make_frame(**fields: Any) -> Frame:
    """Return the frame of an answer on Pakistan and Türkiye over a year."""
    made: dict[str, Any] = {"subject": "Pakistan–Türkiye", "slug": "pk-tr", "since": NOW - 365 * DAY, "until": NOW}
    return Frame(**{**made, "stories": 42, **fields})


def points(
    deal: str, *stages: Stage, until: datetime = NOW, apart: timedelta = timedelta(days=30)
) -> tuple[StagePoint, ...]:
    """Return the stages a deal reached one after another, the last `until`."""
    first = len(stages) - 1
    return tuple(
        StagePoint(deal=deal, title=f"Deal {deal}", at=until - (first - number) * apart, stage=stage)
        for number, stage in enumerate(stages)
    )


def some_series() -> st.SearchStrategy[Series]:
    """Return any numbers: none, many, absurd."""
    moments = st.datetimes(timezones=st.just(UTC))
    stages = st.builds(
        StagePoint, deal=st.sampled_from("abcdefghijklmn"), title=TITLES, at=moments, stage=st.sampled_from(Stage)
    )
    partners = st.builds(
        PartnerCount,
        country=st.one_of(st.sampled_from(["TR", "CN", "BA", "EU", "NATO", "ZZ"]), TITLES),
        stories=NUMBERS,
        earlier=NUMBERS,
        later=NUMBERS,
        furthest=st.none() | st.sampled_from(Stage),
    )
    months = st.builds(
        MonthCount,
        month=st.one_of(
            st.builds("{:04d}-{:02d}".format, st.integers(1, 9999), st.integers(0, 13)),
            st.builds("{:04d}-{:02d}".format, st.integers(2024, 2026), st.integers(1, 12)),
        ),
        sector=st.none() | st.sampled_from(Sector),
        stories=NUMBERS,
    )
    return st.builds(
        Series,
        stages=st.lists(stages, max_size=30).map(tuple),
        partners=st.lists(partners, max_size=15).map(tuple),
        months=st.lists(months, max_size=30).map(tuple),
    )
