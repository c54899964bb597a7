"""How the sources stand, in few words."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.standing import MAX_LINES, notice_text, standing_text, tended
from bot.domain.figures import SourceFigures
from bot.domain.ids import SourceId
from bot.domain.source import FetchState
from support.values import DAY, HOUR, NOW, make_source


def figures(name: str, /, **fields: Any) -> SourceFigures:
    return SourceFigures(**{"source_id": SourceId(name), "first_polled_at": NOW - 30 * DAY, **fields})


def failing(name: str) -> SourceFigures:
    return figures(name, failures=2, last_success_at=NOW - DAY, last_error="timeout: 30 s")


def silent(name: str) -> SourceFigures:
    heard = NOW - 4 * DAY
    return figures(name, last_success_at=NOW, seen=9, usual_gap=6 * HOUR, last_new_at=heard, newest_at=heard)


def test_the_whole_picture_in_a_few_lines() -> None:
    known = [
        figures("well", last_success_at=NOW - HOUR),
        failing("late"),
        figures("gone", gone=True, failures=1, last_success_at=NOW - 9 * DAY),
        silent("quiet"),
    ]
    sources = [make_source(name) for name in ("well", "late", "gone", "quiet", "new")]
    text = standing_text(sources, {each.source_id: each for each in known}, NOW, off=3)
    assert text.splitlines() == [
        "2 of 4 sources answered when last asked; 1 not asked yet; 3 off.",
        "Failing: Gone (gone) said that it is gone for good (410)",
        "Failing: Late (late), since 22 Nov 2026 06:30 UTC, 2 times in a row: timeout: 30 s",
        "Silent: Quiet (quiet) answers, but brought nothing new since 19 Nov 2026 06:30 UTC; usually every 6 hours",
        "Oldest success: Gone (gone), 14 Nov 2026 06:30 UTC",
    ]


def test_before_the_first_poll_nothing_is_claimed() -> None:
    assert standing_text([make_source("wire")], {}, NOW) == "No source was asked yet."


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.text(max_size=300))
def test_it_is_never_longer_than_chat_shows(bad: int, quiet: int, error: str) -> None:
    known = [failing(f"bad-{n}") for n in range(bad)] + [silent(f"quiet-{n}") for n in range(quiet)]
    known = [figures(each.source_id, **{**vars_of(each), "last_error": error}) for each in known]
    sources = [make_source(str(each.source_id), name="N" * 120) for each in known]
    by_id = {each.source_id: each for each in known}
    standing = standing_text(sources, by_id, NOW).splitlines()
    notice = notice_text(sources, by_id, NOW).splitlines()
    assert max(len(standing), len(notice)) <= MAX_LINES
    assert max(map(len, [*standing, *notice])) <= 400
    hidden = sum(int(line.split()[1]) for line in standing if line.startswith("and "))
    assert hidden + sum(line.startswith(("Failing", "Silent")) for line in standing) == bad + quiet


def vars_of(known: SourceFigures) -> dict[str, Any]:
    names = ("failures", "last_success_at", "seen", "usual_gap", "last_new_at", "newest_at")
    return {name: getattr(known, name) for name in names}


def test_a_notice_names_ten_and_says_what_to_do() -> None:
    known = {SourceId(f"s{n}"): figures(f"s{n}", gone=True) for n in range(12)}
    lines = notice_text([make_source(f"s{n}") for n in range(12)], known, NOW).splitlines()
    assert lines[0] == "12 sources need a look:"
    assert len(lines) == 12
    assert lines[-1].startswith("And 2 more. `entente sources check ID`")
    assert notice_text([make_source("s1")], known, NOW).startswith("1 source needs a look:")


def test_who_is_polled() -> None:
    def state(name: str, due: timedelta, **fields: Any) -> FetchState:
        return FetchState(source_id=SourceId(name), next_poll_at=NOW + due, **fields)

    states = [state("due", HOUR), state("late", -DAY), state("removed", -3 * DAY), state("gone", -3 * DAY, gone=True)]
    sources = [
        *(make_source(state.source_id) for state in states),
        make_source("new"),
        make_source("off", enabled=False),
    ]
    polled = tended(sources, {state.source_id: state for state in states}, NOW)
    assert [source.id for source in polled] == ["due", "late", "gone", "new"]
