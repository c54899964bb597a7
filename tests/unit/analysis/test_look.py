"""The first look settles what says nothing of arms, and only that."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.look import SPEAKING, TITLE_LIMIT, look
from bot.commands.items import article_of
from support.values import make_article

CIVIL = "The ministers praised the harvest and agreed on the price of milk for another year. "
SILENT = make_article(title="Two countries agree on milk", text=CIVIL * 10)


def test_a_long_text_without_arms_is_silent(lexicon: Lexicon) -> None:
    assert look(SILENT, lexicon).silent


@pytest.mark.parametrize("said", ["A frigate was shown.", "The Bayraktar TB2 flew.", "Rheinmetall was there."])
def test_a_word_of_arms_a_weapon_or_a_maker_breaks_the_silence(lexicon: Lexicon, said: str) -> None:
    assert not look(replace(SILENT, text=f"{SILENT.text}{said}"), lexicon).silent
    assert not look(replace(SILENT, title=said), lexicon).silent


def test_a_short_text_is_never_silent(lexicon: Lexicon) -> None:
    brief = make_article(title="Two countries agree on milk", text=CIVIL)
    assert len(brief.full_text) < SPEAKING
    assert not look(brief, lexicon).silent


def test_of_a_title_without_end_only_the_beginning_is_read(lexicon: Lexicon) -> None:
    article = make_article(title="Poland buys frigates " * 900, text="Norway buys radars.")
    document = read(article, lexicon)
    assert len(document.title) == TITLE_LIMIT
    norway = next(mention for mention in document.mentions if mention.key == "NO")
    assert (document.text[norway.start : norway.end], norway.sentence) == ("Norway", 1)


@pytest.mark.parametrize("text", ["", " \n ", "Frigates.", "\n\nTwo frigates for Poland.\n\nOne radar.\n"])
def test_reading_after_a_look_is_reading(lexicon: Lexicon, text: str) -> None:
    article = make_article(title="Radars for Norway - The Daily Paper of Oslo", text=text)
    assert read(article, lexicon, seen=look(article, lexicon)) == read(article, lexicon)


@pytest.mark.parametrize("name", ["articles", "headlines"])
def test_no_labelled_item_of_cooperation_is_silent(lexicon: Lexicon, shared: Path, name: str) -> None:
    lines = (shared / "eval" / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["relevance"] != "no"]
    assert rows
    assert [row["id"] for row in rows if look(article_of(row), lexicon).silent] == []


def test_a_dash_inside_a_name_does_not_end_the_title(lexicon: Lexicon) -> None:
    title = "South Africa and Congo - Kinshasa to co-develop a missile"
    assert look(make_article(title=title, text=""), lexicon).title_end == len(title)
