"""Answers as Teams messages: within every limit, harmless whatever the sources wrote, each with its key."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.app.questionwords import question_words_of
from bot.chat.asking import read_question
from bot.chat.choices import choices_of, suggested
from bot.chat.notes import Note
from bot.chat.platform import Payload, Pieces
from bot.chat.teams import limits
from bot.chat.teams.entities import activity_of
from bot.chat.teams.live_activities import final
from bot.chat.teams.origins import stamped
from bot.chat.teams.render import TeamsRenderer
from bot.chat.wording_buttons import asking
from bot.chat.wording_dossier import not_understood
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from bot.domain.question import nth_answer
from bot.settings import Settings
from support.briefs import shipped_labels
from support.dossiers import THREAD, deal_row, empty_dossier, make_dossier
from support.hostilecards import harmless_card, inert, links_of, pressed_of, texts_of
from support.hostiledossiers import dossiers
from support.values import NOW, make_delivery_key

RENDERER = TeamsRenderer(shipped_labels())
KEY = make_delivery_key("answer-0")
CHANNEL = f"19:{'a' * 64}@thread.tacv2"
QUESTION = "teams:19:1@thread.tacv2:1700000000000"


def _texts(payloads: tuple[Payload, ...]) -> list[str]:
    return [text for payload in payloads for text in texts_of(payload.body["card"])]


def _pressed(payloads: tuple[Payload, ...]) -> list[tuple[str, str]]:
    return [pressed for payload in payloads for pressed in pressed_of(payload.body["card"])]


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_sources_wrote_every_message_is_within_the_limits_and_harmless(dossier: Dossier) -> None:
    payloads = RENDERER.dossier(dossier, KEY, question=QUESTION)
    for number, payload in enumerate(payloads):
        harmless_card(stamped(payload, CHANNEL), key=nth_answer(KEY, number).block_id)  # as one person is shown it
    assert len({payload.body["card"]["body"][0]["id"] for payload in payloads}) == len(payloads)


@given(dossiers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_streamed_answer_is_within_the_limits_and_its_words_do_nothing(dossier: Dossier) -> None:
    growing = RENDERER.pieces(dossier, KEY, question=QUESTION)
    if growing is None:
        return
    harmless_card(growing.last, key=KEY.block_id)
    assert growing.last.body["whole"] == RENDERER.dossier(dossier, KEY, question=QUESTION)[0].body["card"]
    whole = "".join(growing.texts)
    sent = final(whole, growing.last, stream="1700000000000")
    assert sent["text"] == whole.strip()
    assert limits.problems(sent) == ()
    for line in whole.split("\n"):
        inert(line.removeprefix("- ").removeprefix("**").removesuffix("**"))


def test_the_answer_on_teams(snapshot: SnapshotAssertion) -> None:
    assert [activity_of(payload) for payload in RENDERER.dossier(make_dossier(), KEY, question=QUESTION)] == snapshot


def test_an_answer_says_what_was_understood_and_rests_on_before_anything_else() -> None:
    (message,) = RENDERER.dossier(make_dossier(), KEY, question=QUESTION)
    assert texts_of(message.body["card"])[:3] == [
        "🇵🇰🇹🇷 Pakistan–Türkiye",
        "Understood: Pakistan–Türkiye",
        "3 stories, 23 Nov 2025 – 23 Nov 2026; 3 sources cover this.",
    ]
    assert activity_of(message)["summary"].startswith("🇵🇰🇹🇷 Pakistan–Türkiye. 3 stories")


def test_a_line_of_a_deal_leads_to_its_living_thread_and_to_its_sources() -> None:
    texts = _texts(RENDERER.dossier(make_dossier(), KEY, question=QUESTION))
    assert any(text.endswith(f"both parties' word [1][2] [↗]({THREAD})") for text in texts)
    assert any(text.startswith("[1] [Defence ministry](https://example.invalid/news/1), 2 Nov 2026") for text in texts)
    assert "and 3 more" in texts


def test_what_can_be_pressed_names_the_question_and_nothing_that_was_asked() -> None:
    payloads = RENDERER.dossier(replace(make_dossier(), understood="secret words"), KEY, question=QUESTION)
    assert _pressed(payloads) == [
        ("entente_watch", QUESTION),
        ("entente_ask", f"{QUESTION}|otransport_trainer_aircraft"),
        ("entente_ask", f"{QUESTION}|osurface_ships"),
        *(("entente_export", f"{QUESTION}|{form}") for form in ("md", "csv", "json", "html")),
    ]


def test_where_nothing_was_found_the_nearest_pairs_and_a_subscription_are_offered() -> None:
    payloads = RENDERER.dossier(empty_dossier(), KEY, question=QUESTION)
    watch, *near = _pressed(payloads)
    assert watch == ("entente_watch", QUESTION)
    assert near == [("entente_ask", f"{QUESTION}|{one.value}") for one in choices_of(empty_dossier(), shipped_labels())]
    told = "\n".join(_texts(payloads))
    for words in ("Pakistan–China", "Nothing found in our archive", "subscribe Pakistan Türkiye"):
        assert words in told


@pytest.mark.parametrize(("groups", "offered"), [(("EU",), True), (("EU", "NATO"), False)])
def test_a_group_can_be_watched_and_two_cannot(groups: tuple[str, ...], offered: bool) -> None:
    dossier = make_dossier(asked=Asked(groups=groups), wish="")
    assert (("entente_watch", QUESTION) in _pressed(RENDERER.dossier(dossier, KEY, question=QUESTION))) is offered


def test_without_a_desk_to_answer_presses_nothing_can_be_pressed() -> None:
    assert _pressed(RENDERER.dossier(make_dossier(), KEY)) == []
    quiet = TeamsRenderer(shipped_labels(), details=False)
    assert _pressed(quiet.dossier(make_dossier(), KEY, question=QUESTION)) == []


@given(st.integers(1, 60))
@settings(max_examples=15, deadline=None)
def test_no_line_is_told_twice_or_lost_between_messages(count: int) -> None:
    lines = tuple(Line(text=f"Line {number} " + "word " * 60, stories=()) for number in range(count))
    kinds = list(SectionKind)
    sections = tuple(Section(kind=kind, title=str(kind), lines=lines) for kind in kinds)
    payloads = RENDERER.dossier(make_dossier(sections=sections), KEY, question=QUESTION)
    told = _texts(payloads)
    shown = [line for line in told if line.startswith("• Line")]
    left = sum(int(line.split()[1].replace(",", "")) for line in told if line.startswith("and "))
    assert len(shown) + left == count * len(kinds)
    for payload in payloads:
        assert limits.problems(activity_of(payload)) == ()
        # A heading at the end of a message would be left behind by its lines.
        assert payload.body["card"]["body"][-1].get("weight") != "Bolder"


def test_only_what_a_model_wrote_on_top_of_an_answer_is_labelled() -> None:
    written = Section(kind=SectionKind.SYNTHESIS, title="In short", lines=(Line(text="Words.", cites=(1,)),))
    long = tuple(Section(kind=SectionKind.DEALS, title="D", lines=(Line(text="語" * 400),) * 6) for _ in range(9))
    payloads = RENDERER.dossier(make_dossier(sections=(written, *long)), KEY)
    assert [payload.body["ai"] for payload in payloads] == [True, *[False] * (len(payloads) - 1)]
    assert len(payloads) > 1
    assert not any(payload.body["ai"] for payload in RENDERER.dossier(make_dossier(), KEY))


def test_an_answer_of_a_usual_length_grows_and_ends_with_its_sources_its_key_and_its_buttons() -> None:
    growing = RENDERER.pieces(make_dossier(), KEY, question=QUESTION)
    assert isinstance(growing, Pieces)
    assert growing.texts[0].startswith("**🇵🇰🇹🇷 Pakistan–Türkiye**\n\nUnderstood: Pakistan–Türkiye\n\n3 stories")
    assert "\n- Furthest: contract for trainer aircraft, Nov 2026 [1]\n" in "".join(growing.texts)
    assert growing.last.body["card"]["body"][0]["id"] == KEY.block_id
    assert ("entente_watch", QUESTION) in _pressed((growing.last,))
    first = growing.last.body["citations"][0]
    assert (first["position"], first["name"], first["url"]) == (
        1, "Defence ministry", "https://example.invalid/news/1",
    )  # fmt: skip
    assert "https://example.invalid/news/4" in links_of(growing.last.body["card"])


def test_an_answer_of_several_messages_is_not_streamed() -> None:
    lines = tuple(Line(text="words " * 70, stories=()) for _ in range(8))
    sections = tuple(Section(kind=kind, title=str(kind), lines=lines) for kind in SectionKind)
    dossier = make_dossier(sections=sections, deals=tuple(deal_row(f"d-{n}") for n in range(20)))
    assert len(RENDERER.dossier(dossier, KEY, question=QUESTION)) > 1
    assert RENDERER.pieces(dossier, KEY, question=QUESTION) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 10_000,
        "SELECT * FROM stories; DROP TABLE questions",
        "*bold* _it_ ~~s~~ `c` <at>everyone</at> [safe](http://evil.invalid)",
        "Wakanda Zanzibarium",
        "PL DE FR IT ES PT GR TR PK IN CN JP KR VN LA NP IR IQ IL EG LY TD ML NE KE GH TG BJ AO ZM MW CU PE CL BR BO",
        "Pakistan Türkiye since 2031",
    ],
)
def test_what_cannot_be_asked_is_one_short_harmless_message(text: str) -> None:
    asked = read_question(text, question_words_of(Settings()), today=NOW.date())
    payload = RENDERER.note(Note(lines=not_understood(asked, "…"), buttons=asking(QUESTION, suggested(asked))), key=KEY)
    harmless_card(payload, key=KEY.block_id)
    assert len(payload.text) <= 600
