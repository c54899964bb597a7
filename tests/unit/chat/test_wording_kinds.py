"""Each kind of brief has a root of its own; what was mended says so; names stand before a headline that lacks them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.reading import labels_of
from bot.chat import phrases
from bot.chat.wording import root_text
from bot.chat.wording_story import corrected_text, reopened_text
from bot.domain.brief import Brief, BriefItem, BriefKind, PartyLine, PastStep
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Certainty, PartyRole, Stage
from support.briefs import changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.hostilebriefs import mended
from support.values import DAY, make_item

LABELS = shipped_labels()
WARSAW = "Europe/Warsaw"


def of_kind(kind: BriefKind, *items: BriefItem) -> Brief:
    """Return the illustrated brief as another kind."""
    brief = illustrated_brief()
    return replace(brief, kind=kind, items=items or brief.items)


def lines(brief: Brief) -> list[str]:
    """Return the lines of its root without links."""
    return [line.plain for line in root_text(brief, LABELS).lines]


def test_a_catch_up_says_how_many_of_how_many_and_offers_the_rest() -> None:
    brief = replace(illustrated_brief(), caught_up=True, left_out=7, rest=(StoryId("a"),))
    text = root_text(brief, LABELS)
    assert (text.left, text.rest) == ("Caught up after a pause: 2 of 9 stories", True)
    whole = root_text(replace(brief, left_out=0, rest=()), LABELS)
    assert (whole.notes, whole.left, whole.rest) == (("Caught up after a pause",), "", False)


def test_a_change_that_moved_no_stage_tells_its_news() -> None:
    item = replace(changed_item(), previous_stage=Stage.CONTRACT)
    assert lines(of_kind(BriefKind.SCHEDULED, item)) == [
        "1 🇵🇱🇰🇷 Update: Poland and South Korea sign second K2 tank contract (both parties)"
    ]


def test_an_alert_is_its_story_in_one_line_and_says_why_it_pings() -> None:
    text = root_text(of_kind(BriefKind.ALERT, changed_item()), LABELS)
    assert text.title == "Poland and South Korea sign second K2 tank contract (both parties)"
    assert text.notes == ("Alert: contract signed",)
    assert text.window == "Mon 23 Nov, 07:30 Warsaw"
    first = replace(new_item(), why="First Pakistan–Türkiye story in our archive since 1 Sep.")
    assert root_text(of_kind(BriefKind.ALERT, first), LABELS).notes == (
        "Alert: First Pakistan–Türkiye story in our archive since 1 Sep.",
    )


@pytest.mark.parametrize("certainty", [Certainty.ONE_PARTY, Certainty.RUMOUR, None])
def test_an_alert_says_signed_only_where_both_say_so(certainty: Certainty | None) -> None:
    text = root_text(of_kind(BriefKind.ALERT, replace(changed_item(), certainty=certainty)), LABELS)
    assert text.notes == ("Alert: contract",)
    assert text.title.startswith(("One party says: ", "Reported: "))


def test_a_follower_is_told_what_moved() -> None:
    text = root_text(of_kind(BriefKind.FOLLOW, changed_item()), LABELS)
    assert text.title == "You follow this deal: talks → contract, about US$6.5bn"
    assert text.lines[0].text == "Poland and South Korea sign second K2 tank contract"
    assert text.lines[0].earlier == changed_item().earlier


def test_a_week_is_told_by_how_far_things_got() -> None:
    unknown = replace(new_item(), story_id=StoryId("u"), stage=None, certainty=None, headline="Talks of talks")
    brief = of_kind(BriefKind.DIGEST, unknown, new_item(), changed_item())
    text = root_text(brief, LABELS)
    assert text.title == "The week to Mon 23 Nov: 3 stories"
    assert text.window == "1 contract, 1 talks, 1 stage unknown"
    assert [group.label for group in text.groups] == ["CONTRACT", "TALKS", "STAGE UNKNOWN"]
    assert [line.number for line in text.lines] == [1, 2, 3]
    assert text.lines[0].text == "Poland and South Korea sign second K2 tank contract"
    assert all(line.to_thread for line in text.lines)
    long = root_text(replace(brief, counts=((Stage.CONTRACT, 50), (None, 1)), left_out=48), LABELS)
    assert (long.title, long.window) == ("The week to Mon 23 Nov: 51 stories", "50 contract, 1 stage unknown")
    nothing = root_text(with_items(brief), LABELS)
    assert nothing.title == "The week to Mon 23 Nov: no new cooperation story"


def test_a_preview_counts_days_and_stories() -> None:
    brief = of_kind(BriefKind.PREVIEW)
    brief = replace(brief, window_start=brief.window_end - timedelta(days=7), left_out=4)
    text = root_text(brief, LABELS)
    assert text.title == "What it would have sent in the last 7 days: 6 stories"
    assert text.left == "4 of them beyond the maximum set"
    assert root_text(with_items(replace(brief, left_out=0)), LABELS).title.endswith("7 days: nothing")


def test_days_of_a_root_speak_the_language_of_the_subscription() -> None:
    text = root_text(replace(illustrated_brief(), language="de"), LABELS)
    assert text.window == "Mo., 23. Nov., 07:30 Warsaw; covers Fr. 07:30 – Mo. 07:30"


def test_what_was_corrected_says_so_in_reply_and_root() -> None:
    brief, item = illustrated_brief(), replace(changed_item(), stage=Stage.MOU)
    wrong = mended(item, "stage was contract, is memorandum")
    told = corrected_text(wrong, LABELS, zone=WARSAW)
    assert told.banner == "Corrected 24 Nov: stage was contract, is memorandum"
    assert told.lead.startswith("talks → memorandum")
    root = root_text(brief, LABELS, mended=(wrong,))
    assert root.lines[0].plain == (
        "1 🇵🇱🇰🇷 Poland–South Korea, 180 K2: talks → memorandum, about US$6.5bn (both parties, corrected)"
    )
    assert root.lines[1].standing == "(one party)"


def test_what_was_withdrawn_is_no_claim_any_more() -> None:
    brief, item = with_items(illustrated_brief(), changed_item(), new_item()), changed_item()
    wrong = mended(item, "the ministry denied it", withdrawn=True)
    told = corrected_text(wrong, LABELS, zone=WARSAW)
    assert told.headline == "Withdrawn: “Poland and South Korea sign second K2 tank contract”"
    assert told.banner == "24 Nov: the ministry denied it"
    assert (told.facts, told.summary, told.why, told.unknown, told.standing, told.lead) == ("", (), "", "", "", "")
    root = root_text(brief, LABELS, mended=(wrong,))
    assert root.lines[0].plain == "1 🇵🇱🇰🇷 Withdrawn: “Poland and South Korea sign second K2 tank contract”"
    assert root.title == "Withdrawn: PL–KR 180 K2. 1 changed, 1 new."
    assert root.lines[0].url is None


def test_an_alert_and_a_personal_notice_that_were_withdrawn_claim_nothing() -> None:
    wrong = mended(changed_item(), "the ministry denied it", withdrawn=True)
    alert = root_text(of_kind(BriefKind.ALERT, changed_item()), LABELS, mended=(wrong,))
    assert alert.title == "Withdrawn: “Poland and South Korea sign second K2 tank contract”"
    assert alert.notes == ("Withdrawn: the ministry denied it",)
    told = root_text(of_kind(BriefKind.FOLLOW, changed_item()), LABELS, mended=(wrong,))
    assert told.title == "You follow this deal: withdrawn"
    right = mended(replace(changed_item(), stage=Stage.MOU), "stage was contract, is memorandum")
    alert = root_text(of_kind(BriefKind.ALERT, changed_item()), LABELS, mended=(right,))
    assert alert.notes == ("Corrected: stage was contract, is memorandum",)
    assert alert.lines[0].standing == "(both parties, corrected)"


def test_a_thread_that_is_gone_is_told_in_two_lines() -> None:
    now = changed_item().last_changed
    steps = [PastStep(stage=Stage.TALKS, at=now - n * DAY, title=f"Talks {n}") for n in (40, 20)]
    steps.append(PastStep(stage=None, at=now - DAY))
    brief = illustrated_brief()
    told = reopened_text(brief, replace(changed_item(), past=tuple(steps)), LABELS)
    assert told.lead == "talks → contract, about US$6.5bn, 23 Nov 2026"
    gone = "Told here before; that thread is gone."
    assert told.history == (gone, "14 Oct 2026: talks, “Talks 40”", "22 Nov 2026 (and 1 between): stage unknown")
    assert reopened_text(brief, changed_item(), LABELS).history == (gone,)
    once = reopened_text(brief, replace(changed_item(), past=tuple(steps[:1])), LABELS)
    assert once.history == (gone, "14 Oct 2026: talks, “Talks 40”")


@pytest.mark.parametrize(
    ("headline", "certainty", "line"),
    [
        ("Poland signs South Korea deal", Certainty.ONE_PARTY, "One party says: Poland signs South Korea deal"),
        ("PGZ signs deal", Certainty.RUMOUR, "Poland–South Korea: Reported: PGZ signs deal"),
        ("Eine Seite sagt: Poland, South Korea sign", Certainty.ONE_PARTY, "Eine Seite sagt: Poland, South Korea sign"),
        ("Poland tells South Korea of work", Certainty.ONE_PARTY, "Poland tells South Korea of work (one party)"),
    ],
)
def test_a_line_says_once_whose_word_it_is(headline: str, certainty: Certainty, line: str) -> None:
    item = replace(new_item(), headline=headline, certainty=certainty, parties=parties("PL", "KR"))
    assert lines(of_kind(BriefKind.SCHEDULED, item)) == [f"1 🇵🇱🇰🇷 {line}"]


def parties(*codes: str) -> tuple[PartyLine, ...]:
    """Return partners with their names."""
    labels = labels_of()
    return tuple(PartyLine(country=code, name=labels.country(code), role=PartyRole.PARTNER) for code in codes)


@pytest.mark.parametrize(
    ("codes", "headline", "told"),
    [
        (("GB", "NO"), "Norway selects British Type 26 frigate", ""),
        (("FR", "IT", "DK"), "Denmark chooses French-Italian SAMP/T", ""),
        (("TR", "PK"), "Ankara and Islamabad sign accord", ""),
        (("US", "PL"), "Poland buys US missiles", ""),
        (("US", "PL"), "Polen gives us missiles", "United States–Poland: "),
        (("IT", "TR"), "Leonardo and Baykar found joint venture", "Italy–Türkiye: "),
        (("IN", "OM"), "Indiana and Oman talk", "India–Oman: "),
        (("TR", "GB"), "Türkiye's Typhoons come from the UK", ""),
        ((), "Nobody is named", ""),
    ],
)
def test_names_stand_before_a_headline_that_lacks_a_party(codes: tuple[str, ...], headline: str, told: str) -> None:
    item = make_item(parties=parties(*codes), headline=headline)
    assert phrases.addressed(item, headline, labels_of().forms) == f"{told}{headline}"


@pytest.mark.parametrize(
    "headline",
    [
        "Eine Seite sagt: Poland signs contract for 180 K2 tanks (aus: Englisch)",
        "Polen sagt: Poland and South Korea sign",
        "Berichtet: Poland signed",
        "Polen–Südkorea: contract signed, nach dem Wort einer Seite",
        "One party says: Poland signs",
        "Warsaw says tank deal signed",
    ],
)
@pytest.mark.parametrize("certainty", [Certainty.ONE_PARTY, Certainty.RUMOUR, None])
def test_nobodys_word_is_given_twice(headline: str, certainty: Certainty | None) -> None:
    assert phrases.claim(headline, certainty) == headline
