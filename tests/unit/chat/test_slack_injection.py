"""Injection: what sources write is shown as text, wherever it stands in whatever is made of it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.copying import copy_text
from bot.chat.notes import Button, Note
from bot.chat.platform import Payload
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import Brief, BriefItem, BriefKind, Citation, CitedText, ItemKind, PartyLine, PastStep
from bot.domain.vocabulary import FactKind, PartyRole, Stage
from support.briefs import shipped_labels
from support.hostilebriefs import harmless, mended, mrkdwn_of
from support.values import NOW, make_brief, make_delivery_key, make_item

LABELS = shipped_labels()
RENDERER = SlackRenderer(LABELS)
ARTICLE, THREAD = "https://example.invalid/article", "https://acme.example/archives/C1/p1700000000000100"

CASES = {
    "everybody": "<!channel> <!here> <!everyone>",
    "person": "<@U0001|boss> <!subteam^S1>",
    "channel": "<#C0001|general>",
    "link": "<https://evil.invalid|example.invalid>",
    "bare link": "https://evil.invalid/x evil.invalid",
    "script": "<javascript:alert(1)|x> javascript:alert(1)",
    "entities": "&lt;!channel&gt; &amp;lt;@U1&amp;gt;",
    "styles": "*bold* _slanted_ ~struck~ `code` ```fence```",
    "quote": "> quoted\n>>> all",
    "emoji": ":rotating_light: :skull:",
    "override": "\u202edetnuom\u202c \u2066x\u2069",
    "unseen": "K\u200b2 \u2060ta\ufeffnk\u00ad",
    "terminal": "\x1b[31mred\x07\x00",
    "surrogate": "\ud83d broken",
    "bar": "left|right>",
    "long": "x" * 10_000,
    "long words": "word & " * 2_000,
}


def story(text: str) -> BriefItem:
    """Return a story in which `text` stands wherever a source has a say."""
    cited = CitedText(text=text, citations=(1,))
    return make_item(
        kind=ItemKind.CHANGED,
        headline=text,
        parties=(
            PartyLine(country="PL", name=text, role=PartyRole.RECIPIENT),
            PartyLine(country="KR", name=text, role=PartyRole.SUPPLIER),
        ),
        facts=tuple(replace(cited, kind=kind) for kind in (FactKind.DESIGNATION, FactKind.VALUE, FactKind.DATE)),
        summary=(cited, replace(cited, verbatim=True)),
        unknown=(text,),
        citations=(Citation(number=1, outlet=text, url=ARTICLE, title=text, published=None),),
        earlier=THREAD,
        why=text,
        past=(
            PastStep(stage=Stage.TALKS, at=NOW - timedelta(days=9), title=text),
            PastStep(stage=Stage.MOU, at=NOW, title=text),
        ),
    )


def brief_of(item: BriefItem, kind: BriefKind = BriefKind.SCHEDULED) -> Brief:
    """Return a brief of one story, titled like it."""
    return make_brief(items=(item,), title=item.headline, kind=kind)


KEY = make_delivery_key()
Draw = Callable[[BriefItem], Payload]


def _root(kind: BriefKind) -> Draw:
    return lambda item: RENDERER.root(brief_of(item, kind), KEY)


def _copy(item: BriefItem) -> Payload:
    told = copy_text(item, LABELS, language="en", as_of=NOW)
    return RENDERER.note(Note(lines=("Copy this.",), title="To copy", code=told))


def _note(item: BriefItem) -> Payload:
    text = item.headline
    button = Button(action="entente_new", label=text, value="v", spoken=text, confirm=text)
    return RENDERER.note(Note(lines=(text,), title=text, buttons=(button,)))


PLACES: dict[str, Draw] = {
    **{f"root, {kind.value}": _root(kind) for kind in BriefKind},
    "root of a new story": lambda item: RENDERER.root(brief_of(replace(item, kind=ItemKind.NEW)), KEY),
    "root, corrected": lambda item: RENDERER.root(brief_of(item), KEY, mended=(mended(item, item.headline),)),
    "root, withdrawn": lambda item: RENDERER.root(
        brief_of(item), KEY, mended=(mended(item, item.headline, withdrawn=True),)
    ),
    "reply": lambda item: RENDERER.reply(brief_of(item), item, KEY),
    "reply to a follower": lambda item: RENDERER.reply(brief_of(item, BriefKind.FOLLOW), item, KEY),
    "corrected": lambda item: RENDERER.corrected(brief_of(item), mended(item, item.headline), KEY),
    "withdrawn": lambda item: RENDERER.corrected(brief_of(item), mended(item, item.headline, withdrawn=True), KEY),
    "history": lambda item: RENDERER.reopened(brief_of(item), item, KEY),
    "copy": _copy,
    "note": _note,
    "notice": lambda item: RENDERER.notice(item.headline),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", CASES)
def test_a_source_only_writes_text(case: str, place: str) -> None:
    payload = PLACES[place](story(CASES[case]))
    harmless(payload)
    written = json.dumps(payload.body["blocks"], ensure_ascii=False) + payload.text
    assert set(re.findall(r"<(https?://[^|>]*)\|", written)) <= {ARTICLE, THREAD}
    assert "://" not in payload.text
    if place != "copy":
        inside = " ".join(part["text"] for part in mrkdwn_of(payload.body["blocks"])) + payload.text
        assert not re.search(r"[~`]", inside)
        assert not re.search(r"(?<![\w\d])_(?=\w)", re.sub(r"<[^>]*>", "", inside))


@pytest.mark.parametrize("case", CASES)
def test_text_to_copy_holds_one_line_per_line_and_nothing_unseen(case: str) -> None:
    told = copy_text(story(CASES[case]), LABELS, language="en", as_of=NOW)
    assert len(told) < 8_000
    assert all(char == "\n" or char.isprintable() for char in told)
    assert told.endswith("\n\nMachine-compiled from public sources, as of 23 Nov 2026 06:30 UTC.")
    assert THREAD not in told
