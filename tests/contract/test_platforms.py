"""What holds on every chat platform alike: console, Slack and Teams, each with its own renderer and gateway."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.commands import TransferCommand
from bot.chat.heard import Action
from bot.chat.notes import Button, Note
from bot.chat.parsing_help import CHAPTERS
from bot.chat.platform import Payload
from bot.delivery.outbound import Message, Outbound, parts
from bot.delivery.outcome import Verdict
from bot.delivery.pacing import Pacer
from bot.domain.brief import CitedText, Mended
from bot.errors import ChannelUnavailable, OutcomeUnknown, RateLimited, Rejected, ThreadGone
from support.briefs import changed_item, illustrated_brief
from support.deskfake import NotingDesk
from support.dossiers import empty_dossier, make_dossier
from support.edges import EDGES, REMOTE, SOMEBODY, WAIT_SECONDS, Edge, Mishap, said
from support.ledgerfake import MemoryLedger
from support.values import NOW, make_delivery_key

BRIEF = illustrated_brief()
MENDED = Mended(item=changed_item(), note="stage was contract, is memorandum", at=NOW)
NOTE = Note(
    title="Follow & mute",
    lines=("Two <b>stories</b> of *yours*", "Poland–South Korea [K2]"),
    buttons=(
        Button(action=Action.UNFOLLOW, label="Unfollow", value="b1|s1", spoken="Unfollow the K2 story"),
        Button(action=Action.DELETE, label="End it", value="sub-1", style="danger", confirm="End the subscription?"),
    ),
    links=("", "https://example.invalid/archives/C1/p1700000000000100"),
)
TYPED = sorted({example.typed for chapter in CHAPTERS for example in (*chapter.examples, *chapter.more)})
TYPED = [typed for typed in TYPED if "@" not in typed]
EVERYWHERE = pytest.mark.parametrize("edge", tuple(EDGES), indirect=True)
OVER_A_NETWORK = pytest.mark.parametrize("edge", REMOTE, indirect=True)


@pytest.fixture
async def edge(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Edge]:
    async with EDGES[request.param](tmp_path) as opened:
        yield opened


def notice(edge: Edge, text: str) -> Payload:
    return edge.platform.renderer.notice(text, key=make_delivery_key(text))


def outbound(edge: Edge, ledger: MemoryLedger) -> Outbound:
    time = edge.time
    pacer = Pacer(sleep=time.sleep, monotonic=time.monotonic)
    return Outbound(ledger=ledger, platform=edge.platform, owner="node-1", clock=time.clock, pacer=pacer)


@EVERYWHERE
async def test_a_thread_is_posted_edited_and_taken_away(edge: Edge) -> None:
    gateway = edge.platform.gateway
    root = await gateway.post(edge.channel, notice(edge, "Root of it"))
    reply = await gateway.post(edge.channel, notice(edge, "Reply to it"), thread=root)
    assert (root.channel, bool(root.message_id)) == (edge.channel, True)
    threads = [(each.thread, each.words) for each in edge.shown()]
    assert threads == [("", "root of it"), (root.message_id, "reply to it")]
    await gateway.edit(reply, notice(edge, "Reply mended"))
    assert edge.shown()[-1].words == "reply mended"
    before = len(edge.shown())
    await gateway.delete(reply)
    await gateway.delete(reply)
    left = [each.words for each in edge.shown()]
    assert left == (["root of it"] if edge.platform.name != "console" else left), "a terminal takes nothing back"
    assert len(left) <= before


@EVERYWHERE
async def test_what_is_told_to_one_person_reaches_that_person_alone(edge: Edge) -> None:
    root = await edge.platform.gateway.post(edge.channel, notice(edge, "Seen by all"))
    await edge.platform.gateway.tell(edge.channel, edge.person, notice(edge, "For your eyes"), thread=root)
    assert edge.told(edge.person)[-1] == "for your eyes"
    assert edge.told("somebody else") == []
    if edge.platform.name != "console":
        assert [each.words for each in edge.shown()] == ["seen by all"]


@OVER_A_NETWORK
async def test_a_channel_that_is_not_there_or_closed_is_unavailable(edge: Edge) -> None:
    with pytest.raises(ChannelUnavailable):
        await edge.platform.gateway.post(edge.nowhere(), notice(edge, "To nobody"))
    edge.next(Mishap.TAKEN_OUT)
    with pytest.raises(ChannelUnavailable):
        await edge.platform.gateway.post(edge.channel, notice(edge, "To nobody"))
    assert edge.shown() == []


@OVER_A_NETWORK
async def test_a_reply_to_a_root_that_is_gone_leaves_nothing_standing(edge: Edge) -> None:
    root = await edge.platform.gateway.post(edge.channel, notice(edge, "Root"))
    await edge.platform.gateway.delete(root)
    with pytest.raises(ThreadGone):
        await edge.platform.gateway.post(edge.channel, notice(edge, "Reply"), thread=root)
    assert edge.shown() == []


@OVER_A_NETWORK
async def test_what_is_gone_cannot_be_edited_and_nothing_is_posted_in_its_place(edge: Edge) -> None:
    gateway = edge.platform.gateway
    message = await gateway.post(edge.channel, notice(edge, "Gone soon"))
    await gateway.delete(message)
    with pytest.raises(Rejected):
        await gateway.edit(message, notice(edge, "Too late"))
    assert edge.shown() == []


@OVER_A_NETWORK
async def test_a_limit_names_the_seconds_and_nothing_was_posted(edge: Edge) -> None:
    edge.next(Mishap.LIMITED)
    with pytest.raises(RateLimited) as caught:
        await edge.platform.gateway.post(edge.channel, notice(edge, "Too fast"))
    assert caught.value.retry_after == WAIT_SECONDS
    assert edge.shown() == []


@OVER_A_NETWORK
@pytest.mark.parametrize(("mishap", "standing"), [(Mishap.LOST_BEFORE, 0), (Mishap.LOST_AFTER, 1)])
async def test_a_lost_answer_is_unknown_and_never_repeated(edge: Edge, mishap: Mishap, standing: int) -> None:
    edge.next(mishap)
    with pytest.raises(OutcomeUnknown):
        await edge.platform.gateway.post(edge.channel, notice(edge, "Perhaps"))
    assert len(edge.shown()) == standing


def payloads(edge: Edge) -> list[Payload]:
    """Return what every method of the renderer makes, each under a key of its own."""
    renderer, key = edge.platform.renderer, make_delivery_key
    changed = changed_item()
    return [
        renderer.root(BRIEF, key()),
        renderer.root(BRIEF, key("mended"), mended=(MENDED,)),
        *(renderer.reply(BRIEF, item, key(item.story_id)) for item in BRIEF.items),
        renderer.reopened(BRIEF, changed, key("reopened")),
        renderer.corrected(BRIEF, MENDED, key("corrected")),
        renderer.corrected(BRIEF, replace(MENDED, withdrawn=True), key("withdrawn")),
        *renderer.dossier(make_dossier(), key("dossier"), question="q-1"),
        *renderer.dossier(empty_dossier(), question=""),
        *([grown.last] if (grown := renderer.pieces(make_dossier(), key("grown"), question="q-1")) else []),
        renderer.receipt(BRIEF),
        renderer.notice("One line", link="https://example.invalid/archives/C1/p1700000000000100"),
        renderer.notice("", key=key("empty")),
        renderer.note(NOTE, key=key("note")),
        renderer.note(Note(lines=("Copy this",), code="first line\n<second> *line*")),
    ]


@EVERYWHERE
async def test_whatever_a_renderer_makes_the_platform_takes(edge: Edge) -> None:
    made = payloads(edge)
    for payload in made:
        await edge.platform.gateway.post(edge.channel, payload)
        await edge.time.sleep(1.0)
    assert not edge.refused()
    assert len(edge.shown()) == len(made)


@EVERYWHERE
async def test_a_brief_is_out_once_however_often_it_is_delivered(edge: Edge) -> None:
    ledger, brief = MemoryLedger(), replace(BRIEF, channel=edge.channel, platform=edge.platform.name)
    assert (await outbound(edge, ledger).deliver_brief(brief)).complete
    again = await outbound(edge, ledger).deliver_brief(brief)
    assert [outcome.verdict for outcome in again.outcomes] == [Verdict.SENT] * 3
    root, *replies = edge.shown()
    assert root.thread == ""
    assert [reply.thread for reply in replies] == [root.id] * len(BRIEF.items)
    for item, reply in zip(BRIEF.items, replies, strict=True):
        assert said(item.headline) in reply.words


@OVER_A_NETWORK
@pytest.mark.parametrize("mishap", [Mishap.LIMITED, Mishap.LOST_BEFORE, Mishap.LOST_AFTER, Mishap.REFUSED])
async def test_whatever_goes_wrong_with_a_root_no_message_stands_twice(edge: Edge, mishap: Mishap) -> None:
    ledger, brief = MemoryLedger(), replace(BRIEF, channel=edge.channel, platform=edge.platform.name)
    edge.next(mishap)
    for _ in range(2):
        report = await outbound(edge, ledger).deliver_brief(brief)
    words = [each.words for each in edge.shown()]
    assert len(words) == len(set(words)) <= 1 + len(BRIEF.items)
    lost = mishap in (Mishap.LOST_BEFORE, Mishap.LOST_AFTER) and not edge.platform.gateway.can_look_up
    if lost:
        assert Verdict.UNKNOWN in {outcome.verdict for outcome in report.outcomes}, "what nobody can tell is reported"
    else:
        assert report.complete
        assert len(words) == 1 + len(BRIEF.items)


HOSTILE = (
    "<!channel> <at>everyone</at> <@U0001> @channel *bold* _it_ `x` ~s~ [safe](https://evil.invalid) "
    "<https://evil.invalid|safe> &lt;b&gt; <script>alert(1)</script> {{DATE(now)}} \u202e\u200b "
) + "語" * 3_000


@EVERYWHERE
async def test_a_story_that_means_harm_goes_out_whole_and_in_order(edge: Edge) -> None:
    summary = (CitedText(text=HOSTILE, citations=(1,), verbatim=True),)
    items = tuple(replace(item, headline=HOSTILE[:150], summary=summary, why=HOSTILE) for item in BRIEF.items)
    brief = replace(BRIEF, channel=edge.channel, platform=edge.platform.name, title=HOSTILE[:200], items=items)
    assert (await outbound(edge, MemoryLedger()).deliver_brief(brief)).complete
    root, *replies = edge.shown()
    assert not edge.refused()
    assert [reply.thread for reply in replies] == [root.id] * len(items)
    assert all("channel at everyone" in each.words for each in (root, *replies))


@EVERYWHERE
async def test_an_answer_is_out_once_however_often_it_is_delivered(edge: Edge) -> None:
    ledger, key = MemoryLedger(), make_delivery_key("answer")
    (payload, *_) = edge.platform.renderer.dossier(make_dossier(), key, question="q-1")
    message = Message(key=key, channel=edge.channel, payload=payload)
    outcomes = [await outbound(edge, ledger).deliver_message(message) for _ in range(2)]
    assert [outcome.verdict for outcome in outcomes] == [Verdict.SENT] * 2
    (standing,) = edge.shown()
    assert outcomes[1].message is not None
    assert outcomes[1].message.message_id == standing.id


@OVER_A_NETWORK
async def test_a_thread_that_is_gone_meanwhile_costs_no_story(edge: Edge) -> None:
    ledger, brief = MemoryLedger(), replace(BRIEF, channel=edge.channel, platform=edge.platform.name)
    out = outbound(edge, ledger)
    root, *stories = parts(brief)
    first = await out.deliver_part(brief, root)
    assert first.message is not None
    await edge.platform.gateway.delete(first.message)
    verdicts = [(await out.deliver_part(brief, story)).verdict for story in stories]
    told = [each for each in edge.shown() if any(said(item.headline) in each.words for item in brief.items)]
    assert Verdict.UNKNOWN not in verdicts
    assert len(told) == verdicts.count(Verdict.SENT)


CONTENT = {
    "root": (
        "PL–KR K2 tanks: talks → contract",
        "Islamabad says joint aircraft work discussed",
        "48 52 sources answered",
    ),
    "changed": (
        *("Poland and South Korea sign second K2 tank contract", "South Korea supplies Poland", "talks", "contract"),
        *("180 K2", "about US$6.5bn", "part built in Poland", "The two sides signed for 180 tanks"),
        *("Buyer's ministry", "Trade press", "21 Nov", "workshare value", "licence terms", "Second supplier"),
    ),
    "new": ("Islamabad says joint aircraft work discussed", "Gazette", "Pakistan", "Türkiye", "combat aircraft"),
    "corrected": ("Corrected", "stage was contract, is memorandum", "180 K2"),
    "withdrawn": ("Withdrawn", "Poland and South Korea sign second K2 tank contract", "Buyer's ministry"),
    "reopened": ("Poland and South Korea sign second K2 tank contract", "talks", "contract"),
    "dossier": (
        *("Pakistan–Türkiye", "Furthest: contract for trainer aircraft", "talks → contract", "about US$300m"),
        *(
            "Türkiye supplies Pakistan, Hürkuş",
            "Patrol boats",
            "Number: 12 against 10",
            "Nothing seen since 20 Nov 2026",
        ),
    ),
    "empty": ("Pakistan–China: 4 stories", "Azerbaijan–Türkiye: 2 stories"),
    "receipt": ("1,240", "1,201", "near copy", "Source 1", "timeout"),
    "note": ("Follow & mute", "Two <b>stories</b> of *yours*", "Poland–South Korea [K2]"),
}
"""What each message says to people, whatever it looks like: headlines, parties in words, stages, sources, numbers."""

DIALOG = {"are", "you", "sure", "cancel"}
"""Words of the dialog in which Slack asks again; Teams asks in the card."""
PRESSED = {"root", "changed", "new", "corrected", "dossier", "empty", "note"}


def messages(edge: Edge) -> dict[str, tuple[Payload, ...]]:
    renderer, key = edge.platform.renderer, make_delivery_key
    new, changed = BRIEF.items
    return {
        "root": (renderer.root(BRIEF, key()),),
        "changed": (renderer.reply(BRIEF, changed, key(changed.story_id)),),
        "new": (renderer.reply(BRIEF, new, key(new.story_id)),),
        "corrected": (renderer.corrected(BRIEF, MENDED, key("c")),),
        "withdrawn": (renderer.corrected(BRIEF, replace(MENDED, withdrawn=True), key("w")),),
        "reopened": (renderer.reopened(BRIEF, changed, key("r")),),
        "dossier": renderer.dossier(make_dossier(), key("d"), question="q-1"),
        "empty": renderer.dossier(empty_dossier(), key("e"), question="q-1"),
        "receipt": (renderer.receipt(BRIEF),),
        "note": (renderer.note(NOTE, key=key("n")),),
    }


async def standing(edge: Edge, name: str) -> tuple[str, set[tuple[str, str]]]:
    """Return the words and the buttons of a message as they stand after it was posted."""
    for payload in messages(edge)[name]:
        await edge.platform.gateway.post(edge.channel, payload)
    shown = edge.shown()
    return " ".join(each.words for each in shown), {button for each in shown for button in each.buttons}


@EVERYWHERE
@pytest.mark.parametrize("name", CONTENT)
async def test_the_same_is_said_everywhere(edge: Edge, name: str) -> None:
    words, _ = await standing(edge, name)
    assert [phrase for phrase in CONTENT[name] if said(phrase) not in words] == []


@pytest.mark.parametrize("name", CONTENT)
async def test_no_word_is_told_on_one_platform_and_kept_from_another(tmp_path: Path, name: str) -> None:
    told = {}
    for each in EDGES:
        async with EDGES[each](tmp_path) as edge:
            told[each] = set((await standing(edge, name))[0].split())
    assert told["console"] - told["slack"] == set()
    assert told["console"] - told["teams"] == set()
    assert told["slack"] - told["teams"] - DIALOG == set()


@EVERYWHERE
async def test_what_was_withdrawn_is_told_as_no_fact(edge: Edge) -> None:
    words, _ = await standing(edge, "withdrawn")
    assert "180 k2" not in words
    assert "us 6 5bn" not in words


@pytest.mark.parametrize("name", CONTENT)
async def test_what_can_be_pressed_is_the_same_wherever_it_is_pressed(tmp_path: Path, name: str) -> None:
    pressed = []
    for other in REMOTE:
        async with EDGES[other](tmp_path) as edge:
            _, buttons = await standing(edge, name)
        # Slack tells that a link was followed; elsewhere a link is a link.
        pressed.append({button for button in buttons if button[0] != Action.OPEN})
    assert all(buttons == pressed[0] for buttons in pressed)
    assert bool(pressed[0]) == (name in PRESSED)


@EVERYWHERE
@pytest.mark.parametrize("typed", [*TYPED, "why https://example.com/article?id=1&x=2", "now\n"])
async def test_a_command_is_understood_alike_whichever_marks_surround_it(edge: Edge, typed: str) -> None:
    parse = NotingDesk().parse
    assert edge.understood(typed, parse) == parse(typed)


@OVER_A_NETWORK
@pytest.mark.parametrize("typed", [f"transfer 2 to {SOMEBODY}", f"please transfer 2 to {SOMEBODY}"])
async def test_who_is_mentioned_is_who_is_meant(edge: Edge, typed: str) -> None:
    command = edge.understood(typed, NotingDesk().parse)
    assert isinstance(command, TransferCommand)
    assert (command.which, command.to) == ("2", (edge.person,))
