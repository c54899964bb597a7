"""Dates without a brief out of calendar files: what they hold, and what hostile ones may cost."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.skip_dates import AHEAD, MAX_DATES, skip_dates

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def calendar(*events: str) -> str:
    """Return a calendar of events, each given by its lines."""
    listed = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{listed}END:VCALENDAR\n".replace("\n", "\r\n")


def read(*events: str, zone: str = "Europe/Berlin") -> list[str]:
    return [day.isoformat() for day in skip_dates(calendar(*events), timezone=zone, today=TODAY)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20261224\nDURATION:P2D", ["2026-12-24", "2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261224", ["2026-12-24"]),
        ("DTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261125", ["2026-11-23", "2026-11-24"]),
        ("DTSTART;VALUE=DATE:20201225", []),
        ("DTSTART:20261201T230000Z\nDTEND:20261202T010000Z", ["2026-12-02"]),  # after midnight in Berlin
        ("DTSTART:20261201T220000Z\nDTEND:20261201T230000Z", ["2026-12-01"]),  # ends at midnight
        ("DTSTART:20261201T100000\nDTEND:20261203T100000", ["2026-12-01", "2026-12-02", "2026-12-03"]),
        ("DTSTART;TZID=Asia/Tokyo:20261202T030000", ["2026-12-01"]),
        ("DTSTART;TZID=Home Made:20261202T030000", ["2026-12-02"]),
        ("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20261225\nRDATE;VALUE=DATE:20270101,20270106", ["2026-12-25", "2027-01-01", "2027-01-06"]),
        (
            "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY",
            ["2026-12-25", "2027-12-25"],
        ),
        (
            "DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20261207",
            ["2026-11-30", "2026-12-14"],
        ),
        ("DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=DAILY;UNTIL=20261202", ["2026-11-30", "2026-12-01", "2026-12-02"]),
        (
            "DTSTART;TZID=Europe/Berlin:20261130T090000\nRRULE:FREQ=DAILY;UNTIL=20261202T080000Z",
            ["2026-11-30", "2026-12-01", "2026-12-02"],
        ),
        ("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", ["2027-05-31", "2028-05-29"]),
    ],
)
def test_an_event_holds_for_the_dates_it_touches(event: str, expected: list[str]) -> None:
    assert read(event) == expected


def test_a_single_one_of_a_row_may_be_moved_or_called_off() -> None:
    row = "DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=DAILY;COUNT=4"
    text = calendar(row).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261201\r\nDTSTART;VALUE=DATE:20261224\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261202\r\nDTSTART;VALUE=DATE:20261202\r\n"
        "STATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    found = skip_dates(text, timezone="UTC", today=TODAY)
    assert [day.isoformat() for day in found] == ["2026-11-30", "2026-12-03", "2026-12-24"]


def test_long_lines_alarms_and_zones_of_its_own_do_no_harm() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    )
    event = (
        "DTSTART;TZID=Evil:202612\n 25T100000\nBEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\n"
        "DTSTART;VALUE=DATE:20261231\nEND:VALARM"
    )
    text = calendar(event).replace("BEGIN:VEVENT", zone)
    assert skip_dates("\ufeff" + text, timezone="UTC", today=TODAY) == (date(2026, 12, 25),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no calendar"),
        ("Dear all, we are closed on Friday.", "no calendar"),
        ("<html></html>", "no calendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "no calendar"),
        ("A" * 1_000_001, "too large"),
        (calendar("SUMMARY:No date"), "“No date” has no date"),
        (calendar("DTSTART:99999999\nSUMMARY:Odd"), "“Odd” has no date"),
        (calendar("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=HOURLY"), "more often than daily"),
        (calendar("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=DAILY;INTERVAL=0"), "no interval"),
        (calendar("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=OFTEN"), "has no date"),
        (calendar("DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY"), "before 1900"),
        (calendar("DTSTART;VALUE=DATE:20261225\nDTEND:20261226T100000Z"), "has no date"),
        (calendar(*["DTSTART;VALUE=DATE:20261225"] * 5_001), "events"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        skip_dates(text, timezone="UTC", today=TODAY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_rule_that_repeats_for_ever_is_taken_for_two_years() -> None:
    found = skip_dates(calendar("DTSTART;VALUE=DATE:20000101\nRRULE:FREQ=DAILY"), timezone="UTC", today=TODAY)
    assert (found[0], found[-1], len(found)) == (TODAY, TODAY + AHEAD, AHEAD.days + 1)
    assert len(found) < MAX_DATES


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYSETPOS=7",
        "DTSTART;VALUE=DATE:20261123\nRRULE:FREQ=DAILY;COUNT=999999999",
        "DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:99991231",
        "DTSTART:20261123T000000\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4;BYMINUTE=1,2,3;BYSECOND=1,2,3",
    ],
)
def test_a_hostile_rule_costs_little(event: str) -> None:
    began = time.monotonic()
    skip_dates(calendar(event), timezone="UTC", today=TODAY)
    assert time.monotonic() - began < 3


def test_many_hostile_rules_run_out_of_time() -> None:
    ticks = iter(range(10**9))
    text = calendar(*["DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"] * 50)
    with pytest.raises(ValueError, match="too long"):
        skip_dates(text, timezone="UTC", today=TODAY, seconds=10_000, timer=lambda: next(ticks))


lines = st.sampled_from(
    [
        *(
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VTIMEZONE",
            "UID:1",
            "SUMMARY:\u202ex",
        ),
        *("DTSTART;VALUE=DATE:20261225", "DTSTART:20261225T100000Z", "DTSTART;TZID=Europe/Berlin:20270101T000000"),
        *("DTEND;VALUE=DATE:20261228", "DURATION:P1D", "DURATION:-P9999999999D", "RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:"),
        *("RRULE:FREQ=YEARLY;BYDAY=9XX", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-99", "EXDATE:x", "RDATE;VALUE=PERIOD:a/b"),
        *("RDATE;VALUE=PERIOD:20261225T100000Z/PT1H", "RECURRENCE-ID:20261225T100000Z", "STATUS:", ";:", ":", "\x00"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(lines, max_size=14).map("\r\n".join) | st.text(max_size=80), wrapped=st.booleans())
def test_whatever_is_sent_it_is_dates_or_one_line(text: str, wrapped: bool) -> None:
    try:
        found = skip_dates(calendar(text) if wrapped else text, timezone="Asia/Kathmandu", today=TODAY)
    except ValueError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert list(found) == sorted(set(found))
        assert all(TODAY <= day <= TODAY + AHEAD for day in found)
