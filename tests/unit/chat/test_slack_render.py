"""Slack messages: the illustration, and that whatever a source writes stays within the limits and harmless."""

import json
import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.chat.platform import Payload
from bot.chat.slack import limits
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import (
    Brief,
    BriefItem,
    Citation,
    CitedText,
    Dossier,
    FailedSource,
    ItemKind,
    PartyLine,
    SummaryTally,
)
from bot.domain.ids import StoryId
from bot.domain.vocabulary import CooperationType, PartyRole, Sector
from support import blockkit
from support.briefs import changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.values import make_brief, make_delivery_key, make_item, make_receipt

RENDERER = SlackRenderer(shipped_labels())
PIECES = st.sampled_from(
    [
        "<!channel>",
        "<!here|x>",
        "<@U0001>",
        "<http://evil.invalid|safe.invalid>",
        "*_~`",
        "&lt;!channel&gt;",
        "@channel",
        "> ",
        ":skull:",
        "|",
        "\n\n",
        "\u202e",
        "\x1b[31m",
        "\ud83d",
        "صفقة دبابات",
        "😀👨‍👩‍👧",
        "&" * 400,
        "word " * 200,
        "語" * 900,
        "]]>",
        "K2",
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=40), max_size=6).map("".join)
URLS = st.sampled_from(
    [
        "https://example.invalid/a",
        "javascript:alert(1)",
        "https://example.invalid/<!channel>|x",
        "https://example.invalid/" + "ü" * 200,
        "https://example.invalid/?" + "a&" * 650,
    ]
)


@st.composite
def items(draw: st.DrawFn) -> BriefItem:
    """A story whose every text comes from somebody who means harm."""
    citations = tuple(
        Citation(number=n, outlet=draw(HOSTILE), url=draw(URLS), title="", published=None)
        for n in range(1, draw(st.integers(0, 9)) + 1)
    )
    cited = st.builds(
        CitedText, text=HOSTILE, citations=st.sampled_from([(), (1,), (1, 2, 99)]), verbatim=st.booleans()
    )
    parties = st.builds(
        PartyLine,
        country=st.sampled_from(["PL", "KR", "EU", "NATO"]),
        name=HOSTILE,
        role=st.sampled_from(list(PartyRole)),
    )
    return make_item(
        kind=draw(st.sampled_from(list(ItemKind))),
        headline=draw(HOSTILE),
        parties=tuple(draw(st.lists(parties, max_size=8))),
        sectors=tuple(draw(st.sets(st.sampled_from(list(Sector)), max_size=6))),
        types=tuple(draw(st.sets(st.sampled_from(list(CooperationType)), max_size=6))),
        facts=tuple(draw(st.lists(cited, max_size=15))),
        summary=tuple(draw(st.lists(cited, max_size=25))),
        unknown=tuple(draw(st.lists(HOSTILE, max_size=5))),
        citations=citations,
        earlier=draw(st.none() | URLS),
        why=draw(HOSTILE),
    )


def many(item: BriefItem, count: int) -> tuple[BriefItem, ...]:
    """Return `count` stories that read like `item`."""
    return tuple(replace(item, story_id=StoryId(f"story-{n}")) for n in range(count))


def harmless(payload: Payload, *, key: str | None = None) -> None:
    """Assert limits by our own table and another's, that nothing acts, and that the key is found."""
    blocks: list[dict[str, Any]] = payload.body["blocks"]
    assert limits.problems(blocks, payload.text) == ()
    blockkit.accept(blocks)
    assert payload.text.strip()
    written = json.dumps(blocks, ensure_ascii=False) + payload.text
    assert "<!" not in written
    assert "<@" not in written
    assert "<#" not in written
    assert not re.search(r"<(?!https?://)", written)
    written.encode("utf-8")
    if key is not None:
        assert blocks[0]["block_id"] == key
    assert all(part["verbatim"] is True for part in _mrkdwn(blocks))


def _mrkdwn(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [part for each in value for part in _mrkdwn(each)]
    if not isinstance(value, dict):
        return []
    found = [value] if value.get("type") == "mrkdwn" else []
    return found + [part for each in value.values() for part in _mrkdwn(each)]


@settings(max_examples=60, deadline=None)
@given(items(), st.integers(1, 40))
def test_whatever_a_source_writes_goes_out_whole_and_harmless(item: BriefItem, count: int) -> None:
    brief = make_brief(items=many(item, count), title=item.headline, late=True, left_out=count)
    root, part = make_delivery_key(), make_delivery_key("story-0")
    harmless(RENDERER.root(brief, root), key=root.block_id)
    harmless(RENDERER.reply(brief, item, part), key=part.block_id)


@settings(max_examples=20, deadline=None)
@given(items(), st.integers(0, 30), HOSTILE)
def test_dossiers_split_between_stories(item: BriefItem, count: int, title: str) -> None:
    brief = illustrated_brief()
    dossier = Dossier(
        countries=("PK", "TR"),
        title=title,
        items=many(item, count),
        since=brief.window_start,
        asked_at=brief.window_end,
        sources_covering=8,
    )
    payloads = RENDERER.dossier(dossier)
    for payload in payloads:
        harmless(payload)
    headlines = sum(_starts_story(block) for payload in payloads for block in payload.body["blocks"])
    assert headlines == count


def _starts_story(block: dict[str, Any]) -> bool:
    lines = block.get("text", {}).get("text", "").split("\n") if block["type"] == "section" else []
    moved = ("*Was:", "Was:", "Stage", "*Changed", "*talks →", "*Update")
    return any(line.startswith(moved) for line in lines)


@settings(max_examples=30, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=30), HOSTILE)
def test_receipts_and_notices(reasons: list[str], words: str) -> None:
    failed = tuple(FailedSource(name=reason, reason=reason) for reason in reasons)
    counted = dict.fromkeys(reasons, 1)
    made = SummaryTally(quoted=1, written=counted, bare=counted, fell_back=counted, replaced=2, defused=3)
    receipt = make_receipt(failed=failed, allowed=tuple(reasons), summaries=made)
    harmless(RENDERER.receipt(make_brief(receipt=receipt)))
    harmless(RENDERER.notice(words))


def test_the_illustration_on_slack(snapshot: SnapshotAssertion) -> None:
    brief = illustrated_brief()
    payloads = [RENDERER.root(brief, make_delivery_key())]
    payloads += [RENDERER.reply(brief, item, make_delivery_key(item.story_id)) for item in brief.items]
    payloads += [RENDERER.root(with_items(brief), make_delivery_key()), RENDERER.receipt(brief)]
    assert [{"text": payload.text, **payload.body} for payload in payloads] == snapshot


def test_a_long_root_counts_what_it_hides() -> None:
    item = replace(new_item(), headline="long words " * 20)
    payload = RENDERER.root(make_brief(items=many(item, 40)), make_delivery_key())
    shown = json.dumps(payload.body["blocks"])
    lines = len(re.findall(r"(?:\\n|\")\d+ NATO|(?:\\n|\")\d+ \\ud83c", shown))
    hidden = re.search(r"(\d+) more in the thread", shown)
    assert hidden is not None
    assert lines + int(hidden[1]) == 40
    assert lines >= 10


def test_the_button_carries_the_brief_and_can_be_left_out() -> None:
    brief: Brief = illustrated_brief()
    assert RENDERER.root(brief, make_delivery_key()).body["blocks"][-1]["accessory"]["value"] == str(brief.key)
    bare = SlackRenderer(shipped_labels(), details=False).root(brief, make_delivery_key())
    assert "accessory" not in json.dumps(bare.body)


def test_a_reply_says_what_moved_then_links_the_article() -> None:
    first = RENDERER.reply(illustrated_brief(), changed_item(), make_delivery_key()).body["blocks"][0]["text"]["text"]
    assert first.startswith(
        "*talks → contract, about US$6.5bn, 23 Nov 2026*\n"
        "*<https://example.invalid/news/1?id=21|Poland and South Korea sign second K2 tank contract>*\n"
        "🇵🇱🇰🇷 South Korea supplies Poland · armoured vehicles · 180 K2 [1]"
    )


def test_a_quotation_that_is_cut_keeps_its_outlet() -> None:
    long = CitedText(text="語" * 690, citations=(1,), verbatim=True)
    other = replace(long, citations=(2,))
    item = replace(changed_item(), summary=(long, other) * 8)
    blocks = RENDERER.reply(illustrated_brief(), item, make_delivery_key()).body["blocks"]
    summary = next(block["text"]["text"] for block in blocks if "“" in block.get("text", {}).get("text", ""))
    assert summary.count("” — Buyer's ministry [1]") == summary.count("” — Trade press [2]") == 8
