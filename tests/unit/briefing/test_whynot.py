"""Why an article was told or not, in three plain lines."""

from datetime import timedelta
from typing import Any

from bot.briefing.whynot import Facts, thread_of, why_lines
from bot.domain.article import DropReason
from bot.domain.delivery import DeliveryState
from bot.domain.ids import SourceId, StoryId
from bot.domain.sightings import Dropped, LastPoll, Sighting, Telling
from bot.domain.topic import Topic
from bot.domain.vocabulary import Relevance
from support.values import NOW, make_analysis, make_article, make_source, make_story, make_subscription

WIRE = SourceId("wire")


def facts(**fields: Any) -> Facts:
    defaults: dict[str, Any] = {"host": "news.example", "sources": {"wire": make_source("wire")}}
    return Facts(**{**defaults, **fields})


def kept(**fields: Any) -> Facts:
    return facts(
        **{
            "sightings": (Sighting(source_id=WIRE, at=NOW - timedelta(hours=3)),),
            "article": make_article(),
            "analysis": make_analysis(),
            "story": make_story(),
            **fields,
        }
    )


def telling(state: DeliveryState = DeliveryState.SENT, **fields: Any) -> Telling:
    defaults: dict[str, Any] = {"story_id": StoryId("story-k2"), "channel": "C1", "state": state, "at": NOW}
    return Telling(**{**defaults, **fields})


ALL = (make_subscription("desk"),)


def test_one_that_was_told_says_where_and_when() -> None:
    told = why_lines(kept(tellings=(telling(permalink="https://chat.example/p1"),)), ALL, zone="Europe/Warsaw")
    assert len(told) == 3
    assert told[0].startswith("Seen 23 Nov 04:30 at Wire: “Poland and South Korea")
    assert told[1].startswith("Kept: read as cooperation by its words (0.97 of 1): two parties")
    assert told[2].endswith("was told here on 23 Nov 07:30.")


def test_the_thread_where_it_was_told_last_is_linked() -> None:
    first, last = (telling(at=NOW - timedelta(days=days), permalink=f"https://chat.example/p{days}") for days in (2, 1))
    failed = telling(DeliveryState.FAILED, permalink="https://chat.example/p0")
    assert thread_of(kept(tellings=(first, last, failed))) == "https://chat.example/p1"
    assert thread_of(kept()) == ""


def test_one_never_seen_names_the_source_that_failed() -> None:
    source = make_source("wire", name="Gazette")
    failed = LastPoll(source_id=WIRE, at=NOW - timedelta(hours=2), error="HTTP 503")
    told = why_lines(facts(covering=(source,), polls=(failed,)), ALL, zone="UTC")
    assert told == ("Never seen.", "Its site's source Gazette failed at 23 Nov 04:30 (HTTP 503).")
    fine = LastPoll(source_id=WIRE, at=NOW)
    assert (
        "answered at 23 Nov 06:30; this address was not in it"
        in why_lines(facts(covering=(source,), polls=(fine,)), ALL, zone="UTC")[1]
    )
    assert "was not asked yet" in why_lines(facts(covering=(source,)), ALL, zone="UTC")[1]
    assert why_lines(facts(), ALL, zone="UTC")[1] == "No source of ours covers news.example."


def test_every_reason_to_drop_has_its_sentence() -> None:
    for reason in DropReason:
        drop = Dropped(source_id=WIRE, at=NOW, reason=reason, detail="x" * 500)
        (seen, why) = why_lines(facts(drops=(drop,)), ALL, zone="UTC")
        assert "Seen" in seen
        assert "of Wire: " in why
        assert len(why) < 400


def test_one_that_was_read_and_left_out_says_by_which_step() -> None:
    analysis = make_analysis(relevance=Relevance.MENTION, score=0.31, settled_by="encoder")
    told = why_lines(kept(analysis=analysis, story=None), ALL, zone="UTC")
    assert "Left out when it was read: it only mentions cooperation, by its meaning" in told[1]
    assert "(0.31 of 1)" in told[1]


def test_one_that_was_kept_and_not_told_says_why_not() -> None:
    def last(*listed: Any, **fields: Any) -> str:
        return why_lines(kept(**fields), listed, zone="UTC")[-1]

    assert "no subscription of this channel asks for it" in last(
        make_subscription("desk", topic=Topic(countries=("NO",)))
    )
    assert "its source is muted here" in last(make_subscription("desk", muted_sources=("wire",)))
    assert "below what the owners set" in last(make_subscription("desk", min_score=0.99))
    assert "this channel has no subscription" in last()
    assert "comes with the next brief" in last(*ALL)
    assert "could not be posted" in last(*ALL, tellings=(telling(DeliveryState.FAILED),))
    assert "may or may not have been posted" in last(*ALL, tellings=(telling(DeliveryState.UNKNOWN),))


def test_one_that_waits_says_so() -> None:
    told = why_lines(kept(analysis=None, story=None), ALL, zone="UTC")
    assert "waits to be read" in told[1]
