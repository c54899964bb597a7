"""What a brief says: the shape of the design, whose word it is, what was left out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import phrases
from bot.chat.wording import root_text
from bot.chat.wording_receipt import receipt_lines
from bot.chat.wording_story import reply_text
from bot.domain.brief import BriefKind, CitedText, FailedSource, ItemKind, PartyLine, SummaryTally
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Certainty, PartyRole, Stage
from support.briefs import changed_item, illustrated_brief, new_item, shipped_labels, with_items
from support.values import make_item, make_receipt

LABELS = shipped_labels()
WARSAW = "Europe/Warsaw"


def test_root_reads_like_the_design() -> None:
    text = root_text(illustrated_brief(), LABELS)
    assert text.title == "PL–KR K2 tanks: talks → contract. 1 changed, 1 new."
    assert text.window == "Mon 23 Nov, 07:30 Warsaw; covers Fri 07:30 – Mon 07:30"
    assert [group.label for group in text.groups] == ["CHANGED", "NEW"]
    assert [line.plain for group in text.groups for line in group.lines] == [
        "1 🇵🇱🇰🇷 Poland–South Korea, 180 K2: talks → contract, about US$6.5bn (both parties)",
        "2 🇵🇰🇹🇷 Pakistan–Türkiye: Islamabad says joint aircraft work discussed (one party)",
    ]
    assert text.footer == "48/52 sources answered"


def test_reply_reads_like_the_design() -> None:
    text = reply_text(replace(changed_item(), earlier=None), LABELS, zone=WARSAW)
    assert text.lead == ""
    assert text.headline == "Poland and South Korea sign second K2 tank contract"
    assert text.move == "Was: talks. Now: contract."
    assert text.when == "23 Nov 2026"
    assert text.facts == (
        "South Korea supplies Poland · armoured vehicles · 180 K2 [1] · about US$6.5bn [1] · part built in Poland [2]"
        " · both parties' word"
    )
    assert tuple(told.plain for told in text.summary) == (
        "The two sides signed for 180 tanks worth about US$6.5bn. [1]",
        "“Part of the order will be built in Poland” — Trade press [2]",
        "Sources differ on the number: 180 (Buyer's ministry) against 116. [1][2]",
    )
    assert text.why == (
        "Why it matters: Second supplier of armoured vehicles to Poland in our archive since 3 Nov 2025, after Germany."
    )
    assert text.unknown == "Unknown: workshare value, licence terms"
    assert [f"[{r.number}] {r.label}, {r.day}" for r in text.references] == [
        "[1] Buyer's ministry, 21 Nov",
        "[2] Trade press, 22 Nov",
    ]


def test_a_title_without_its_counts_gets_them() -> None:
    brief = replace(illustrated_brief(), title="Tanks")
    assert root_text(brief, LABELS).title == "Tanks. 1 changed, 1 new."


def test_a_quiet_day_says_since_when_and_how_many_answered() -> None:
    brief = with_items(illustrated_brief())
    assert root_text(brief, LABELS).title == "No new cooperation story since Fri 07:30; 48 of 52 sources answered"


def test_where_no_source_was_asked_no_figures_are_told() -> None:
    brief = replace(with_items(illustrated_brief()), receipt=make_receipt(polled=0, answered=0))
    assert root_text(brief, LABELS).title == "No new cooperation story since Fri 07:30; no source was asked"


def test_a_window_of_weeks_shows_dates() -> None:
    brief = illustrated_brief()
    brief = replace(brief, window_start=brief.window_end - timedelta(days=14))
    assert root_text(brief, LABELS).window.endswith("covers Mon 9 Nov 07:30 – Mon 07:30")


def test_a_late_brief_says_when_it_was_made_and_what_was_left_out() -> None:
    brief = illustrated_brief()
    brief = replace(brief, late=True, composed_at=brief.window_end + timedelta(hours=2), left_out=3)
    text = root_text(brief, LABELS)
    assert text.notes == ("Late: made at Mon 09:30, due at 07:30",)
    assert text.left == "3 more stories beyond the maximum set"


@pytest.mark.parametrize(
    ("headline", "certainty", "told"),
    [
        ("Poland signs tank deal", Certainty.BOTH_PARTIES, "Poland signs tank deal"),
        ("Poland signs tank deal", Certainty.PRIMARY_DOCUMENT, "Poland signs tank deal"),
        ("Poland signs tank deal", Certainty.ONE_PARTY, "One party says: Poland signs tank deal"),
        ("Warsaw says tank deal signed", Certainty.ONE_PARTY, "Warsaw says tank deal signed"),
        ("Poland looks at tanks", Certainty.ONE_PARTY, "Poland looks at tanks"),
        ("Poland looks at tanks", Certainty.RUMOUR, "Poland looks at tanks"),
        ("Poland may buy tanks", Certainty.RUMOUR, "Poland may buy tanks"),
        ("Poland signs tank deal", None, "Reported: Poland signs tank deal"),
    ],
)
def test_signs_needs_both_parties_or_a_document(headline: str, certainty: Certainty | None, told: str) -> None:
    assert phrases.claim(headline, certainty) == told


def test_a_new_or_unmoved_story_has_no_was() -> None:
    assert reply_text(new_item(), LABELS, zone=WARSAW).move == "Stage: talks."
    unmoved = replace(changed_item(), previous_stage=Stage.CONTRACT, earlier=None)
    assert reply_text(unmoved, LABELS, zone=WARSAW).move == "Changed. Now: contract."
    assert reply_text(replace(new_item(), stage=None, certainty=None), LABELS, zone=WARSAW).move == "Stage unknown."


def test_the_update_of_a_living_thread_starts_with_what_moved() -> None:
    text = reply_text(changed_item(), LABELS, zone=WARSAW)
    assert (text.lead, text.standing) == ("talks → contract, about US$6.5bn, 23 Nov 2026", "")
    unmoved = replace(changed_item(), previous_stage=Stage.CONTRACT)
    assert reply_text(unmoved, LABELS, zone=WARSAW).lead == "Update: contract, about US$6.5bn, 23 Nov 2026"
    elsewhere = replace(changed_item(), earlier=None, met_in=StoryId("first"))
    assert reply_text(elsewhere, LABELS, zone=WARSAW).lead == text.lead


def test_quotations_are_not_quoted_twice() -> None:
    item = make_item(summary=(CitedText(text="“Quoted already.”", citations=(1, 9), verbatim=True),))
    (told,) = reply_text(item, LABELS, zone=WARSAW).summary
    assert told.plain == "“Quoted already.” — Wire [1][9]"


@pytest.mark.parametrize(
    ("written", "within"),
    [
        ("Tanks are bought.", "Tanks are bought."),
        ("“Tanks are bought.”", "Tanks are bought."),
        ('"Tanks are bought."', "Tanks are bought."),
        ("“Tanks,” he said, “are bought.”", "‘Tanks,’ he said, ‘are bought.’"),
        ('"Tanks," he said.', "‘Tanks,’ he said."),
        ('The plan, called "Storm", ended.', "The plan, called ‘Storm’, ended."),
        ('They make 21" screens here.', 'They make 21" screens here.'),
        ('He said: "We need 180".', "He said: ‘We need 180’."),
        ("It's “both” sides'.", "It's ‘both’ sides'."),
        ("«Танки» приехали", "«Танки» приехали"),
        ("", ""),
        ('"', '"'),
        ("“Tanks are bought.", "Tanks are bought."),
        ("Tanks are bought.”", "Tanks are bought."),
        ("He called it “a day. Tanks", "He called it ‘a day. Tanks"),
    ],
)
def test_marks_within_a_quotation_are_single(written: str, within: str) -> None:
    assert phrases.nested(written) == within


@pytest.mark.parametrize(
    ("codes", "drawn"),
    [(("PL", "KR"), "🇵🇱🇰🇷"), (("EU",), "🇪🇺"), (("NATO", "PL"), "NATO 🇵🇱"), (("PL", "NATO", "KR"), "🇵🇱 NATO 🇰🇷")],
)
def test_flags(codes: tuple[str, ...], drawn: str) -> None:
    assert phrases.flags(codes) == drawn


@pytest.mark.parametrize(
    ("parties", "told"),
    [
        ((("KR", "supplier"), ("PL", "recipient")), "KR supplies PL"),
        ((("KR", "supplier"), ("US", "supplier"), ("PL", "recipient")), "KR and US supply PL"),
        ((("KR", "supplier"),), "Supplier KR"),
        ((("United Kingdom", "supplier"), ("Philippines", "recipient")), "The United Kingdom supplies the Philippines"),
        ((("Netherlands", "host"),), "Hosted by the Netherlands"),
        ((("PK", "partner"), ("TR", "partner"), ("AZ", "host")), "PK and TR as partners, hosted by AZ"),
        ((), ""),
    ],
)
def test_roles(parties: tuple[tuple[str, str], ...], told: str) -> None:
    assert phrases.roles([PartyLine(country=code, name=code, role=PartyRole(role)) for code, role in parties]) == told


def test_receipt_tells_failures_reasons_and_opened_addresses() -> None:
    lines = receipt_lines(make_receipt(allowed=("127.0.0.1:8080",)))
    assert lines == (
        "Sources: 2 polled, 1 answered, 1 failed",
        "Failed, timeout: Slow Journal",
        "Items: 20 seen, 1 kept, 19 left out",
        "Left out: not relevant 18, duplicate 1",
        "Addresses opened by hand: 127.0.0.1:8080",
    )


def test_receipt_tells_how_summaries_were_made() -> None:
    made = SummaryTally(
        quoted=12,
        composed=1,
        written={"tiny-1": 3},
        bare={"every source reserves its text": 2},
        fell_back={"the model server did not answer": 1},
        replaced=2,
        defused=3,
    )
    assert receipt_lines(make_receipt(summaries=made))[4:] == (
        (
            "Summaries: 12 quoted, 1 composed, 3 written by tiny-1; 2 sentences replaced by quotations; "
            "3 passages addressed to machines left out"
        ),
        "1 story fell back: the model server did not answer",
        "2 stories with their headlines alone: every source reserves its text",
    )


def test_of_many_reasons_three_are_named_and_the_others_counted() -> None:
    made = SummaryTally(fell_back={f"reason {n}": 1 + n for n in range(6)})
    assert receipt_lines(make_receipt(summaries=made))[4:] == (
        "6 stories fell back: reason 5",
        "5 stories fell back: reason 4",
        "4 stories fell back: reason 3",
        "6 stories fell back for other reasons",
    )


@pytest.mark.parametrize("reason", ["timeout", "{}"], ids=["one reason", "a reason each"])
def test_a_receipt_names_eight_failures_and_counts_the_others(reason: str) -> None:
    failed = tuple(FailedSource(name=f"Journal {n}", reason=reason.format(n)) for n in range(64))
    lines = receipt_lines(make_receipt(failed=failed))
    told = "\n".join(lines)
    assert sum(f"Journal {n}" in told for n in range(10, 64)) == 0
    assert [f"Journal {n}" in told for n in range(10)] == [True] * 8 + [False] * 2
    assert "and 56 more failed" in lines
    assert len(lines) <= 13


def test_changed_stories_stand_first_whatever_the_order() -> None:
    lines = [line for group in root_text(illustrated_brief(), LABELS).groups for line in group.lines]
    assert [line.number for line in lines] == [1, 2]
    assert lines[0].earlier == changed_item().earlier
    assert {item.kind for item in illustrated_brief().items} == set(ItemKind)


def test_sentences_with_the_same_proof_name_it_once() -> None:
    item = make_item(
        summary=(
            CitedText(text="One.", citations=(1,), verbatim=True),
            CitedText(text="Two.", citations=(1,), verbatim=True),
            CitedText(text="Three.", citations=(1,)),
            CitedText(text="Four.", citations=(1,)),
        )
    )
    told = [part.plain for part in reply_text(item, LABELS, zone=WARSAW).summary]
    assert told == ["“One.” “Two.” — Wire [1]", "Three. Four. [1]"]


def test_the_rest_after_a_pause_says_once_what_it_is() -> None:
    brief = replace(illustrated_brief(), caught_up=True, left_out=0)
    assert root_text(brief, LABELS).notes == ("Caught up after a pause",)
    assert root_text(replace(brief, kind=BriefKind.REST), LABELS).notes == ("The rest, as asked for",)
