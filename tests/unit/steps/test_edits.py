"""Which edits replace what is stored."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.article import Article, DropReason, PageKind
from bot.domain.ids import ArticleId
from bot.steps.edits import gone, is_edit, weigh
from support.values import DAY, NOW, make_article, make_drop

TEXT = " ".join(f"word{number}" for number in range(100))
STORED = make_article("a", text=TEXT)


def changed(number: int, **fields: object) -> Article:
    """Return the stored article with its first words changed."""
    text = " ".join([f"new{n}" if n < number else word for n, word in enumerate(TEXT.split())])
    return replace(STORED, text=text, **fields)  # type: ignore[arg-type]


def test_a_small_change_changes_nothing_and_a_large_one_replaces_the_text() -> None:
    small, large = changed(2), changed(30)
    assert weigh([small], {STORED.id: STORED}, share=0.1).articles == (small,)
    assert weigh([large], {STORED.id: STORED}, share=0.1).edited == (large,)
    assert weigh([large], {STORED.id: STORED}, share=0.9).edited == ()


def test_what_was_not_stored_before_is_new() -> None:
    weighed = weigh([STORED], {}, share=0.1)
    assert (weighed.articles, weighed.edited) == ((STORED,), ())


def test_an_edit_keeps_id_and_first_date() -> None:
    moved = changed(30, id=ArticleId("elsewhere"), published=NOW + DAY)
    (edited,) = weigh([moved], {moved.id: STORED}, share=0.1).edited
    assert (edited.id, edited.published, edited.text) == (STORED.id, STORED.published, moved.text)
    same = replace(STORED, id=ArticleId("elsewhere"))
    assert weigh([same], {same.id: STORED}, share=0.1).articles == (STORED,)


def test_another_text_at_another_address_is_another_article() -> None:
    other = changed(100, id=ArticleId("elsewhere"))
    assert weigh([other], {other.id: STORED}, share=0.1).articles == (other,)
    assert weigh([changed(100)], {STORED.id: STORED}, share=0.1).edited == (changed(100),), "at its own it is an edit"


@pytest.mark.parametrize("kind", [kind for kind in PageKind if kind not in {PageKind.ARTICLE, PageKind.RESERVED}])
def test_a_wall_takes_nothing_back(kind: PageKind) -> None:
    walled = changed(100, kind=kind)
    assert not is_edit(STORED, walled, share=0.1)
    assert is_edit(walled, STORED, share=0.1), "and what stands behind it is taken once it is open"


def test_a_reservation_holds_from_when_it_is_seen() -> None:
    reserved = replace(STORED, kind=PageKind.RESERVED)
    assert is_edit(STORED, reserved, share=0.1)
    assert is_edit(reserved, STORED, share=0.1)
    assert not is_edit(reserved, reserved, share=0.1)


def test_a_text_let_go_with_time_is_not_read_anew() -> None:
    assert not is_edit(replace(STORED, text="", text_dropped=True), STORED, share=0.1)


@pytest.mark.parametrize(
    ("detail", "fields", "taken"),
    [
        ("the server answered 404", {}, True),
        ("the server answered 410", {}, True),
        ("the server answered 503", {}, False),
        ("the server answered 404 by a bot wall", {}, False),
        ("the server answered 410", {"kind": PageKind.RESERVED}, False),
        ("the server answered 410", {"text": "", "text_dropped": True}, False),
    ],
)
def test_only_a_plain_404_or_410_takes_an_article_back(detail: str, fields: dict[str, Any], taken: bool) -> None:
    stored = make_article("k2", **fields)
    drop = make_drop("k2", reason=DropReason.FETCH_FAILED, detail=detail, entry_id=stored.entry_id)
    found = gone([drop, make_drop("other", entry_id=None)], {stored.entry_id: stored})
    assert [(one.id, one.text, one.kind) for one in found] == ([(stored.id, "", PageKind.ERROR)] if taken else [])
