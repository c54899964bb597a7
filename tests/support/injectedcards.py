"""What sources might write to do more than be read, and the places of Teams messages in which it could stand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.chat.copying import copy_text
from bot.chat.notes import Button, Note
from bot.chat.platform import Payload
from bot.chat.teams.render import TeamsRenderer
from bot.domain.asked import Asked
from bot.domain.brief import Brief, BriefItem, BriefKind, Citation, CitedText, ItemKind, PartyLine, PastStep
from bot.domain.dossier import Line, Section, SectionKind
from bot.domain.vocabulary import FactKind, PartyRole, Stage
from support.briefs import shipped_labels
from support.dossiers import make_dossier
from support.hostilebriefs import mended
from support.values import NOW, make_brief, make_delivery_key, make_item

LABELS = shipped_labels()
RENDERER = TeamsRenderer(LABELS)
ARTICLE, THREAD = "https://example.invalid/article", "https://teams.example/l/message/19:1@thread.tacv2/1700000000000"

CASES = {
    "mention": "<at>everyone</at> <at id='0'>Boss</at>",
    "link": "[example.invalid](https://evil.invalid/x) [x](javascript:alert(1)) [a][1] [1]: https://evil.invalid",
    "broken link": "](https://evil.invalid) [x] (https://evil.invalid) \\](https://evil.invalid)",
    "bare link": "https://evil.invalid/x 1https://evil.invalid ftp://evil.invalid mailto:x@evil.invalid",
    "picture": "![x](https://evil.invalid/pixel.png)",
    "script": "<script>alert(1)</script> javascript:alert(1) <img src=x onerror=alert(1)>",
    "entities": "&lt;at&gt;x&lt;/at&gt; &#60;b&#62; &amp;lt;",
    "styles": "*bold* **bold** _slanted_ __x__ ~~struck~~ `code` ```fence```",
    "heading": "# heading\n## two\n===\n---",
    "list": "- one\n* two\n+ three\n1. four\n2) five",
    "quote": "> quoted\n>>> all",
    "table": "a | b\n--|--\n1 | 2",
    "date": "{{DATE(2026-11-23T00:00:00Z, SHORT)}} {{TIME(2026-11-23T00:00:00Z)}}",
    "template": "${$root.secret} ${if(true, 'x', 'y')}",
    "override": "\u202edetnuom\u202c \u2066x\u2069",
    "unseen": "K\u200b2 \u2060ta\ufeffnk\u00ad",
    "terminal": "\x1b[31mred\x07\x00",
    "surrogate": "\ud83d broken",
    "right to left": "صفقة دبابات (K2) שלום",
    "long": "x" * 10_000,
    "long, wide": "語" * 10_000,
    "long words": "word & " * 2_000,
    "emoji": "😀👨‍👩‍👧" * 900,
    "json": '"}],"actions":[{"type":"Action.OpenUrl","url":"https://evil.invalid"}]',
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


def _dossier(item: BriefItem) -> Payload:
    text = item.headline
    lines = (Line(text=text, cites=(1,), link=THREAD),)
    return RENDERER.dossier(
        make_dossier(
            asked=Asked(unknown=(text,), notes=(text,), suggestions=(text,)),
            title=text,
            understood=text,
            wish=text,
            sections=(Section(kind=SectionKind.STATE, title=text, lines=lines),),
            citations=item.citations,
        ),
        KEY,
        question="q",
    )[0]


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
    "answer": _dossier,
    "copy": _copy,
    "note": _note,
    "notice": lambda item: RENDERER.notice(item.headline),
}
