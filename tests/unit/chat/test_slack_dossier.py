"""Answers as Slack messages: within every limit, harmless whatever the sources wrote, each with its key."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.questionwords import question_words_of
from bot.chat.asking import read_question
from bot.chat.choices import choices_of, suggested
from bot.chat.notes import Note
from bot.chat.platform import Payload, Pieces
from bot.chat.slack import limits
from bot.chat.slack.render import SlackRenderer
from bot.chat.wording_buttons import asking
from bot.chat.wording_dossier import not_understood
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from bot.domain.question import nth_answer
from bot.settings import Settings
from support import blockkit
from support.briefs import shipped_labels
from support.dossiers import THREAD, deal_row, empty_dossier, make_dossier
from support.hostilebriefs import harmless, objects
from support.hostiledossiers import dossiers
from support.values import NOW, make_delivery_key

RENDERER = SlackRenderer(shipped_labels())
KEY = make_delivery_key("answer-0")
QUESTION = "slack:said:T1:C1:1700000000.000100"
STREAMED = 12_000


def _written(payloads: tuple[Payload, ...]) -> str:
    return json.dumps([payload.body["blocks"] for payload in payloads], ensure_ascii=False)


def _buttons(payloads: tuple[Payload, ...]) -> list[tuple[str, str]]:
    """Return the action and value of all that can be pressed."""
    pressed = [part for payload in payloads for part in objects(payload.body["blocks"]) if "action_id" in part]
    buttons = [(part["action_id"].partition(":")[0], part["value"]) for part in pressed if "value" in part]
    options = [tuple(option["value"].split("#", 1)) for part in pressed for option in part.get("options", ())]
    return [*buttons, *options]


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_sources_wrote_every_message_is_within_the_limits_and_harmless(dossier: Dossier) -> None:
    payloads = RENDERER.dossier(dossier, KEY, question=QUESTION)
    for number, payload in enumerate(payloads):
        harmless(payload, key=nth_answer(KEY, number).block_id)
    assert len({payload.body["blocks"][0]["block_id"] for payload in payloads}) == len(payloads)


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_streamed_answer_is_within_the_limits_and_its_words_do_nothing(dossier: Dossier) -> None:
    growing = RENDERER.pieces(dossier, KEY, question=QUESTION)
    if growing is None:
        return
    harmless(growing.last, key=KEY.block_id)
    written = "".join(growing.texts)
    assert len(written) <= STREAMED
    assert "<" not in written
    assert ">" not in written
    assert "](" not in written.replace("[↗](https://", "")
    assert "\n#" not in written


def test_an_answer_says_what_was_understood_and_rests_on_before_anything_else() -> None:
    (message,) = RENDERER.dossier(make_dossier(), KEY, question=QUESTION)
    first, second = message.body["blocks"][:2]
    assert first["text"]["text"] == "🇵🇰🇹🇷 Pakistan–Türkiye"
    assert second["elements"][0]["text"] == (
        "Understood: Pakistan–Türkiye\n3 stories, 23 Nov 2025 – 23 Nov 2026; 3 sources cover this."
    )
    assert message.text.startswith("🇵🇰🇹🇷 Pakistan–Türkiye. 3 stories")


def test_a_line_of_a_deal_leads_to_its_living_thread_and_to_its_sources() -> None:
    written = _written(RENDERER.dossier(make_dossier(), KEY, question=QUESTION))
    assert f"both parties' word [1][2] <{THREAD}|↗>" in written
    assert "[1] <https://example.invalid/news/1|Defence ministry>, 2 Nov 2026" in written
    assert "_and 3 more_" in written


def test_what_can_be_pressed_names_the_question_and_nothing_that_was_asked() -> None:
    pressed = _buttons(RENDERER.dossier(make_dossier(), KEY, question=QUESTION))
    assert pressed == [
        ("entente_watch", QUESTION),
        ("entente_ask", f"{QUESTION}|otransport_trainer_aircraft"),
        ("entente_ask", f"{QUESTION}|osurface_ships"),
        *(("entente_export", f"{QUESTION}|{form}") for form in ("md", "csv", "json", "html")),
    ]


def test_where_nothing_was_found_the_nearest_pairs_and_a_subscription_are_offered() -> None:
    payloads = RENDERER.dossier(empty_dossier(), KEY, question=QUESTION)
    watch, *near = _buttons(payloads)
    assert watch == ("entente_watch", QUESTION)
    assert near == [("entente_ask", f"{QUESTION}|{one.value}") for one in choices_of(empty_dossier(), shipped_labels())]
    assert "Pakistan–China" in _written(payloads)
    assert "Nothing found in our archive" in _written(payloads)
    assert "subscribe Pakistan Türkiye" in _written(payloads)


@pytest.mark.parametrize(("groups", "offered"), [(("EU",), True), (("EU", "NATO"), False)])
def test_a_group_can_be_watched_and_two_cannot(groups: tuple[str, ...], offered: bool) -> None:
    dossier = make_dossier(asked=Asked(groups=groups), wish="")
    pressed = _buttons(RENDERER.dossier(dossier, KEY, question=QUESTION))
    assert (("entente_watch", QUESTION) in pressed) is offered


def test_without_a_desk_to_answer_presses_nothing_can_be_pressed() -> None:
    assert _buttons(RENDERER.dossier(make_dossier(), KEY)) == []
    quiet = SlackRenderer(shipped_labels(), details=False)
    assert _buttons(quiet.dossier(make_dossier(), KEY, question=QUESTION)) == []


@given(st.integers(1, 60))
@settings(max_examples=20, deadline=None)
def test_no_line_is_told_twice_or_lost_between_messages(count: int) -> None:
    lines = tuple(Line(text=f"Line {number} " + "word " * 60, stories=()) for number in range(count))
    kinds = list(SectionKind)
    sections = tuple(Section(kind=kind, title=str(kind), lines=lines) for kind in kinds)
    payloads = RENDERER.dossier(make_dossier(sections=sections), KEY, question=QUESTION)
    told = [line for payload in payloads for block in payload.body["blocks"] for line in _text(block).split("\n")]
    shown = [line for line in told if line.startswith("• Line")]
    left = sum(int(line.strip("_").split()[1].replace(",", "")) for line in told if line.startswith("_and "))
    assert len(shown) + left == count * len(kinds)
    assert all(limits.problems(payload.body["blocks"]) == () for payload in payloads)


def test_an_answer_of_a_usual_length_is_streamed_with_its_key_and_buttons_at_the_end() -> None:
    growing = RENDERER.pieces(make_dossier(), KEY, question=QUESTION)
    assert isinstance(growing, Pieces)
    assert growing.texts[0].startswith("**🇵🇰🇹🇷 Pakistan–Türkiye**\nUnderstood: Pakistan–Türkiye\n3 stories")
    assert growing.last.body["blocks"][0]["block_id"] == KEY.block_id
    assert ("entente_watch", QUESTION) in _buttons((growing.last,))
    blockkit.accept(growing.last.body["blocks"])


def test_an_answer_of_several_messages_is_not_streamed() -> None:
    lines = tuple(Line(text="words " * 70, stories=()) for _ in range(8))
    sections = tuple(Section(kind=kind, title=str(kind), lines=lines) for kind in SectionKind)
    dossier = make_dossier(sections=sections, deals=tuple(deal_row(f"d-{n}") for n in range(20)))
    assert len(RENDERER.dossier(dossier, KEY, question=QUESTION)) > 1
    assert RENDERER.pieces(dossier, KEY, question=QUESTION) is None


def test_a_question_of_another_person_is_no_part_of_a_value() -> None:
    dossier = replace(make_dossier(), understood="secret words")
    assert "secret" not in json.dumps(_buttons(RENDERER.dossier(dossier, KEY, question=QUESTION)))


def _text(block: dict[str, object]) -> str:
    held = block.get("text")
    return str(held.get("text", "")) if isinstance(held, dict) else ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 10_000,
        "SELECT * FROM stories; DROP TABLE questions",
        'NEAR("a" b) OR * -"',
        "*bold* _it_ ~s~ `c` <!channel> <@U1> <http://evil.invalid|safe>",
        "Wakanda Zanzibarium",
        "Pakistan Pakistan",
        "PL DE FR IT ES PT GR TR PK IN CN JP KR VN LA NP IR IQ IL EG LY TD ML NE KE GH TG BJ AO ZM MW CU PE CL BR BO",
        "Pakistan Türkiye since 2031",
    ],
)
def test_what_cannot_be_asked_is_one_short_harmless_message(text: str) -> None:
    asked = read_question(text, question_words_of(Settings()), today=NOW.date())
    lines = not_understood(asked, "…")
    payload = RENDERER.note(Note(lines=lines, buttons=asking(QUESTION, suggested(asked))), key=KEY)
    harmless(payload, key=KEY.block_id)
    assert asked.problem
    assert len(lines) <= 3
    assert len(payload.text) <= 600
