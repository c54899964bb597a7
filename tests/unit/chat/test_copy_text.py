"""Text to paste elsewhere: all of the story, nothing of the channel."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.copying import copy_text
from bot.domain.brief import Citation
from bot.domain.ids import DealId, StoryId
from support.briefs import changed_item, new_item, shipped_labels
from support.hostilebriefs import HOSTILE
from support.values import NOW

LABELS = shipped_labels()
DEAL = (
    "South Korea supplies Poland · armoured vehicles · 180 K2 [1] · about US$6.5bn [1] · part built in Poland [2]"
    " · both parties' word"
)


def test_the_illustration_as_text() -> None:
    assert copy_text(changed_item(), LABELS, language="en", as_of=NOW).split("\n") == [
        "Poland and South Korea sign second K2 tank contract",
        "Was: talks. Now: contract. 23 Nov 2026",
        DEAL,
        "",
        "The two sides signed for 180 tanks worth about US$6.5bn. [1]",
        "“Part of the order will be built in Poland” — Trade press [2]",
        "Sources differ on the number: 180 (Buyer's ministry) against 116. [1][2]",
        "",
        "Unknown: workshare value, licence terms",
        f"Why it matters: {changed_item().why}",
        "",
        "[1] Buyer's ministry, 21 Nov: https://example.invalid/news/1?id=21",
        "[2] Trade press, 22 Nov: https://example.invalid/news/2?id=22",
        "",
        "Machine-compiled from public sources, as of 23 Nov 2026 06:30 UTC.",
    ]


def test_the_moment_is_told_in_utc_and_in_the_readers_language() -> None:
    tokyo = datetime(2026, 11, 24, 1, 5, tzinfo=timezone(timedelta(hours=9)))
    told = copy_text(new_item(), LABELS, language="de", as_of=tokyo)
    assert told.endswith("as of 23. Nov. 2026 16:05 UTC.")
    assert "Stage: talks. 23. Nov. 2026" in told


def test_an_address_that_is_none_is_left_out() -> None:
    bad = Citation(number=1, outlet="Wire", url="javascript:alert(1)", title="", published=None)
    told = copy_text(replace(new_item(), citations=(bad,)), LABELS, language="en", as_of=NOW)
    assert "[1] Wire, undated\n" in told
    assert "javascript" not in told


IDS = st.from_regex(r"[CUS]0[A-Z0-9]{8}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(IDS, IDS, IDS, HOSTILE)
def test_no_id_of_channel_thread_story_or_deal_is_in_it(channel: str, story: str, deal: str, headline: str) -> None:
    item = replace(
        changed_item(),
        headline=headline,
        story_id=StoryId(story),
        deal_id=DealId(deal),
        met_in=StoryId(story),
        earlier=f"https://acme.example/archives/{channel}/p1700000000000100",
    )
    told = copy_text(item, LABELS, language="en", as_of=NOW)
    assert not [one for one in (channel, story, deal, "acme.example") if one in told and one not in headline]
