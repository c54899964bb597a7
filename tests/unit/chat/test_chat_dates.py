"""Moments as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import dates
from bot.settings import LANGUAGES

MOMENT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "date"),
    [
        ("en", "Mon 23 Nov", "23 Nov 2026"),
        ("de", "Mo., 23. Nov.", "23. Nov. 2026"),
        ("fr", "lun. 23 nov.", "23 nov. 2026"),
        ("tr", "23 Kas Pzt", "23 Kas 2026"),
        ("pl", "pon., 23 lis", "23 lis 2026"),
        ("ja", "11月23日(月)", "2026年11月23日"),
        ("xx", "Mon 23 Nov", "23 Nov 2026"),
    ],
)
def test_days_speak_the_language(language: str, day: str, date: str) -> None:
    assert dates.day(MOMENT, "UTC", language=language) == day
    assert dates.date(MOMENT, "UTC", language=language) == date


def test_days_are_those_of_the_zone() -> None:
    assert dates.day(MOMENT, "Asia/Kathmandu") == "Tue 24 Nov"
    assert dates.clock(MOMENT, "Asia/Kathmandu") == "05:15"
    assert dates.place("America/Argentina/Buenos_Aires") == "Buenos Aires"


def test_a_week_away_the_date_stands_with_the_weekday() -> None:
    before = MOMENT - timedelta(days=3)
    assert dates.weekday_clock(before, "UTC", now=MOMENT, language="de") == "Fr. 23:30"
    assert dates.weekday_clock(MOMENT - timedelta(days=9), "UTC", now=MOMENT) == "Sat 14 Nov 23:30"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_weekdays(language: str) -> None:
    week = [dates.weekday(MOMENT + timedelta(days=n), "UTC", language=language) for n in range(7)]
    assert len(set(week)) == 7
    if language not in ("ar", "ur"):
        assert "پیر" not in week


@pytest.mark.parametrize(
    ("iso", "told"),
    [
        ("delivery 2026-11-21", "delivery 21 Nov 2026"),
        ("signed by 2027-06", "signed by Jun 2027"),
        ("production 2030/2031", "production 2030–2031"),
        ("delivery from 2027-07/2027-09", "delivery from Jul 2027–Sep 2027"),
        ("first delivery 2027", "first delivery 2027"),
        ("delivery 2027-13-40", "delivery 2027-13-40"),
        ("AB-2026-11 and 2026-11-21T10", "AB-2026-11 and 2026-11-21T10"),
    ],
)
def test_dates_of_a_deal_are_told_as_people_write_them(iso: str, told: str) -> None:
    assert dates.spelt(iso) == told


def test_dates_of_a_deal_speak_the_language_of_dates() -> None:
    assert dates.spelt("delivery 2026-10-21", language="de") == "delivery 21. Okt. 2026"
