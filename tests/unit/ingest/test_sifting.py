"""Which items become entries, and what becomes of pages."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.ids import EntryId, SourceId, entry_id
from bot.domain.source import Source
from bot.ingest.reading import Unread, article_from, article_without, lead, led_to_front, unread
from bot.ingest.sifting import Sifted, Window, sift
from bot.ingest.values import Feed, FeedEntry, Page, Refused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCE = Source(id=SourceId("wire"), name="Wire", url="https://news.example/feed", country="INT")


def item(number: int, *, published: datetime | None = NOW, url: str = "", guid: str = "") -> FeedEntry:
    url = url or f"https://news.example/{number}"
    return FeedEntry(guid=guid or f"g{number}", url=url, title=f"T{number}", published=published)


def sifted(*entries: FeedEntry, first: bool = False) -> Sifted:
    window = Window(since=NOW - timedelta(hours=48), now=NOW, first=first)
    return sift(SOURCE, Feed(reader="test", entries=entries), window=window)


def reasons(result: Sifted) -> list[DropReason]:
    return [drop.reason for drop in result.drops]


def test_old_items_go_and_recent_ones_stay() -> None:
    result = sifted(item(1), item(2, published=NOW - timedelta(hours=49)), item(3, published=NOW - timedelta(hours=47)))
    assert [entry.title for entry in result.entries] == ["T1", "T3"]
    assert reasons(result) == [DropReason.TOO_OLD]
    assert result.drops[0].entry_id == entry_id(SOURCE.id, "g2")


def test_one_address_or_guid_is_one_entry() -> None:
    result = sifted(
        item(1), item(2, url="https://news.example/1?utm_source=rss"), item(3, guid="g1"), item(4, url="", guid="g4")
    )
    assert [entry.title for entry in result.entries] == ["T1", "T4"]
    assert reasons(result) == [DropReason.DUPLICATE, DropReason.DUPLICATE]


def test_undated_items_stay_undated_and_a_first_reading_takes_twenty() -> None:
    undated = [item(number, published=None) for number in range(30)]
    assert len(sifted(*undated).entries) == 30
    first = sifted(*undated, first=True)
    assert len(first.entries) == 20
    assert {entry.published for entry in first.entries} == {None}
    assert reasons(first) == [DropReason.UNDATED] * 10


def test_a_date_far_ahead_is_no_date() -> None:
    result = sifted(item(1, published=NOW + timedelta(days=40)), item(2, published=NOW + timedelta(hours=20)))
    assert [entry.published for entry in result.entries] == [None, NOW + timedelta(hours=20)]


def test_what_has_no_address_or_was_refused_leaves_a_reason() -> None:
    entries = (FeedEntry(guid="x", url="", title="no address"),)
    feed = Feed(reader="test", entries=entries, refused=(Refused(url="u", title="t", problem="beyond"),))
    result = sift(SOURCE, feed, window=Window(since=NOW, now=NOW, first=False))
    assert result.entries == ()
    assert [(drop.reason, drop.detail) for drop in result.drops] == [
        (DropReason.UNREADABLE, "beyond"),
        (DropReason.UNREADABLE, "has no web address"),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.one_of(st.none(), st.integers(-100, 100))), max_size=40
    ),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_item_is_kept_once_or_dropped_once(rows: list[tuple[int, int, int | None]], first: bool) -> None:
    entries = [
        item(n, guid=f"g{guid}", published=None if hours is None else NOW + timedelta(hours=hours))
        for n, guid, hours in rows
    ]
    result = sifted(*entries, first=first)
    assert len(result.entries) + len(result.drops) == len(entries)
    assert len({entry.id for entry in result.entries}) == len(result.entries)
    assert len({entry.url for entry in result.entries}) == len(result.entries)


ENTRY = Entry(
    id=EntryId("e"), source_id=SOURCE.id, url="https://news.example/1", title="Headline", text="f" * 100, published=NOW
)


def page(kind: PageKind, text: str, **fields: object) -> Page:
    return Page(kind=kind, url="https://news.example/1?x=2", title="Page title", text=text, **fields)  # type: ignore[arg-type]


def test_the_longer_text_wins_and_the_feeds_date_and_title_do() -> None:
    moment = NOW - timedelta(days=1)
    got = article_from(ENTRY, page(PageKind.ARTICLE, "p" * 200, published=moment), fetched_at=NOW)
    assert isinstance(got, Article)
    assert (got.text, got.title, got.published) == ("p" * 200, "Headline", NOW)
    assert got.url == "https://news.example/1?x=2"
    short = article_from(ENTRY, page(PageKind.ARTICLE, "p" * 50), fetched_at=NOW)
    assert isinstance(short, Article)
    assert short.text == ENTRY.text


def test_a_paywalled_page_keeps_its_lead_only() -> None:
    text = "\n".join(["a" * 300, "b" * 300, "c" * 300])
    got = article_from(ENTRY, page(PageKind.PAYWALL, text), fetched_at=NOW)
    assert isinstance(got, Article)
    assert got.kind is PageKind.PAYWALL
    assert got.text == "\n".join(["a" * 300, "b" * 300])
    bare = Entry(id=EntryId("e"), source_id=SOURCE.id, url=ENTRY.url, title="T")
    assert isinstance(article_from(bare, page(PageKind.PAYWALL, "short"), fetched_at=NOW), Drop)


@given(st.text(alphabet="ab \n", max_size=3_000))
@settings(max_examples=60, deadline=None)
def test_a_lead_is_short_and_begins_the_text(text: str) -> None:
    cut = lead(text)
    assert len(cut) <= 800
    words = cut.split()
    assert text.split()[: len(words)] == words


def test_feed_text_stands_in_from_eighty_characters_on() -> None:
    why = Unread(kind=PageKind.BLOCKED, reason=DropReason.ROBOTS, detail="robots.txt")
    got = article_without(ENTRY, why, fetched_at=NOW)
    assert isinstance(got, Article)
    assert (got.kind, got.url) == (PageKind.BLOCKED, ENTRY.url)
    bare = Entry(id=EntryId("e"), source_id=SOURCE.id, url=ENTRY.url, title="T", text="f" * 79)
    drop = article_without(bare, why, fetched_at=NOW)
    assert isinstance(drop, Drop)
    assert (drop.reason, drop.detail) == (DropReason.ROBOTS, "robots.txt")


def test_pages_that_give_no_article_say_why() -> None:
    assert unread(page(PageKind.ARTICLE, "")) is None
    reserved = unread(page(PageKind.ARTICLE, "", opted_out=True))
    assert reserved is not None
    assert reserved.reason is DropReason.ROBOTS
    for kind in (PageKind.BLOCKED, PageKind.CONSENT, PageKind.EMPTY, PageKind.ERROR):
        why = unread(page(kind, ""))
        assert why is not None
        assert why.kind is kind


def test_a_story_that_leads_to_the_front_page_is_gone() -> None:
    assert led_to_front("https://news.example/a", "https://news.example/")
    assert not led_to_front("https://news.example/", "https://www.news.example/")
    assert not led_to_front("https://news.example/a", "https://news.example/?p=7")
