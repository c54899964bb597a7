"""Stories whose every text comes from somebody who means harm, and what must hold of whatever is made of them."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.chat.platform import Payload
from bot.chat.slack import limits
from bot.domain.brief import BriefItem, Citation, CitedText, ItemKind, Mended, PartyLine, PastStep
from bot.domain.ids import StoryId
from bot.domain.vocabulary import CooperationType, FactKind, PartyRole, Sector, Stage
from support import blockkit
from support.values import NOW, make_item

PIECES = st.sampled_from(
    [
        "<!channel>",
        "<!here|x>",
        "<@U0001>",
        "<#C0001>",
        "<http://evil.invalid|safe.invalid>",
        "*_~`",
        "```",
        "&lt;!channel&gt;",
        "@channel",
        "> ",
        ":skull:",
        "|",
        "\n\n",
        "\u202e",
        "\u200b",
        "\x1b[31m",
        "\ud83d",
        "صفقة دبابات",
        "😀👨‍👩‍👧",
        "&" * 400,
        "word " * 200,
        "語" * 900,
        "x" * 10_000,
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
        "https://example.invalid/" + "a" * 1_470,
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
        CitedText,
        text=HOSTILE,
        citations=st.sampled_from([(), (1,), (1, 2, 99)]),
        verbatim=st.booleans(),
        kind=st.none() | st.sampled_from(FactKind),
    )
    parties = st.builds(
        PartyLine,
        country=st.sampled_from(["PL", "KR", "EU", "NATO"]),
        name=HOSTILE,
        role=st.sampled_from(list(PartyRole)),
    )
    past = st.builds(PastStep, stage=st.none() | st.sampled_from(Stage), at=st.just(NOW), title=HOSTILE)
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
        met_in=draw(st.none() | st.just(StoryId("elsewhere"))),
        past=tuple(draw(st.lists(past, max_size=4))),
    )


def mended(item: BriefItem, note: str, *, withdrawn: bool = False) -> Mended:
    """Return `item` as mended a day later."""
    return Mended(item=item, note=note, at=NOW + timedelta(days=1), withdrawn=withdrawn)


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
    assert not re.search("[\u202a-\u202e\u200b\u200e\u200f\ufeff\x1b]", written.replace(":\u200b", ":"))
    written.encode("utf-8")
    if key is not None:
        assert blocks[0]["block_id"] == key
    assert all(part["verbatim"] is True for part in mrkdwn_of(blocks))
    labels = [part["accessibility_label"] for part in objects(blocks) if "accessibility_label" in part]
    assert len(labels) == len(set(labels))


def mrkdwn_of(value: Any) -> list[dict[str, Any]]:
    """Return every mrkdwn object anywhere in `value`."""
    return [part for part in objects(value) if part.get("type") == "mrkdwn"]


def objects(value: Any) -> list[dict[str, Any]]:
    """Return every object anywhere in `value`."""
    if isinstance(value, list):
        return [part for each in value for part in objects(each)]
    if not isinstance(value, dict):
        return []
    return [value, *(part for each in value.values() for part in objects(each))]
