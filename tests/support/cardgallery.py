"""Cards of every kind that Entente sends on Teams, of usual and of hostile stories."""

from dataclasses import replace

from bot.chat.copying import copy_text
from bot.chat.forms import Draft, Home, HomeCard
from bot.chat.notes import Button, Note
from bot.chat.platform import Payload
from bot.chat.teams.cards import Json
from bot.chat.teams.forms import form
from bot.chat.teams.home import home_card
from bot.chat.teams.render import TeamsRenderer
from bot.domain.brief import BriefKind
from bot.domain.dossier import Line, Section, SectionKind
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.topic import Subscription
from support.briefs import changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.dossiers import empty_dossier, make_dossier
from support.hostilebriefs import many, mended
from support.teamsheard import CHOICES
from support.values import NOW, make_brief, make_delivery_key

RENDERER = TeamsRenderer(shipped_labels())
QUESTION = "teams:19:1@thread.tacv2:1700000000000"


def thread() -> tuple[Payload, ...]:
    """A brief and its replies, the changed story first."""
    brief = illustrated_brief()
    ordered = sorted(brief.items, key=lambda item: item.kind)
    replies = (RENDERER.reply(brief, item, make_delivery_key(item.story_id)) for item in ordered)
    return (RENDERER.root(brief, make_delivery_key()), *replies)


def answer() -> Payload:
    """The answer to a question."""
    return RENDERER.dossier(make_dossier(), make_delivery_key("answer-0"), question=QUESTION)[0]


def form_shown() -> Json:
    """The card of a form of which a part was not understood."""
    start = Subscription(id=SubscriptionId("s1"), platform="teams", channel="19:c@thread.tacv2")
    draft = Draft(start=start, channel_fixed=False, unknown=("wakanda",))
    card: Json = form(draft, CHOICES, channels=[("19:c@thread.tacv2", "briefs")]).body["card"]
    return card


def home_shown() -> Json:
    """The card of an administrator's home, with a subscription of theirs and another's."""
    subscription = Subscription(id=SubscriptionId("s1"), platform="teams", channel="19:c@thread.tacv2")
    mine = HomeCard(
        subscription=subscription, said="PL–KR · tanks\nweekdays 07:30", place="#briefs", next_due=NOW, mine=True
    )
    shown = Home(
        user="29:anna",
        zone="Europe/Warsaw",
        cards=(mine, replace(mine, mine=False)),
        notes=("You follow 2 deals.",),
        admin=True,
        status=("48 of 52 sources answered",),
    )
    card: Json = home_card(shown, now=NOW).body["card"]
    return card


def gallery() -> dict[str, Payload]:
    """Return a message of each kind by its name."""
    brief, item, key = illustrated_brief(), changed_item(), make_delivery_key()
    note, button = "stage was contract, is talks", Button(action="entente_pause", label="Pause", value="s1")
    wrong = mended(item, note)
    buttons = tuple(replace(button, spoken=f"Pause subscription {number}") for number in range(7))
    asking = replace(button, action="entente_delete", label="Delete", style="danger", confirm="It cannot be undone.")
    written = Section(kind=SectionKind.SYNTHESIS, title="In short, by tiny-1", lines=(Line(text="Talks.", cites=(1,)),))
    kinds = {kind.value: RENDERER.root(replace(brief, kind=kind), key) for kind in BriefKind}
    root, changed, new = thread()
    return {
        **{f"root, {name}": payload for name, payload in kinds.items()},
        "root": root,
        "root, quiet": RENDERER.root(with_items(brief), key),
        "root, long": RENDERER.root(
            make_brief(items=many(item, 40), title="Forty", late=True, left_out=9, rest=(StoryId("x"),)), key
        ),
        "root, corrected": RENDERER.root(brief, key, mended=(wrong,)),
        "reply, changed": changed,
        "reply, new": new,
        "reply, written by a model": RENDERER.reply(brief, replace(new_item(), writer="tiny-1"), key),
        "corrected": RENDERER.corrected(brief, wrong, key),
        "withdrawn": RENDERER.corrected(brief, mended(item, note, withdrawn=True), key),
        "reopened": RENDERER.reopened(brief, item, key),
        "answer": answer(),
        "answer, nothing found": RENDERER.dossier(empty_dossier(), key, question=QUESTION)[0],
        "answer, written by a model": RENDERER.dossier(make_dossier(sections=(written,)), key)[0],
        "receipt": RENDERER.receipt(brief),
        "notice": RENDERER.notice("The summary came late.", link="https://example.invalid/l/1"),
        "copy": RENDERER.note(Note(lines=(), code=copy_text(item, shipped_labels(), language="en", as_of=NOW))),
        "note": RENDERER.note(
            Note(title="Yours", lines=("PL–KR, 07:30 America/New_York", "Paused"), buttons=(asking, *buttons))
        ),
    }
