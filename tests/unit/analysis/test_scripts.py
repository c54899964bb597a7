"""Scripts: folding keeps places, and words begin and end as each language joins them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.scripts import RULES, fold
from bot.analysis.terms import TermMatcher

ALPHABETS = "aÀéßİıłŁ ёҐйΆςЫ يىةأَـ ہےک नक़ाळ বড়ং 가힣 カガーｱ漢 \u200c\u200d\u200f-–'’״9٣४৪Ⅷ½ﬁ"


@given(st.text(alphabet=ALPHABETS) | st.text())
def test_every_folded_character_has_its_place(text: str) -> None:
    folded = fold(text)
    places = [folded.place(at) for at in range(len(folded.text))]
    assert places == sorted(set(places))
    assert all(0 <= place < len(text) for place in places)


@given(st.text(alphabet=ALPHABETS))
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İHRACAT", "ihracat"),
        ("ΣΥΜΦΩΝΙΑΣ", "συμφωνίας"),
        ("إسرائيل", "اسرائيل"),
        ("اتفاقًا", "اتفاقا"),
        ("फ़्रांस", "फ्रांस"),
        ("पश्तो क़ब्ज़ा", "पश्तो कब्जा"),
        ("জে-১০", "জে 10"),
        ("самолёт", "самолет"),
        ("Hürjet", "HURJET"),
        ("מל״ט", 'מל"ט'),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("language", "term", "text", "found"),
    [
        ("ar", "صفقة", "وقعت الشركة الصفقة وبالصفقة", ["الصفقة", "وبالصفقة"]),
        ("ar", "طائرة مسيرة", "اشترت الطائرة المسيرة", ["الطائرة المسيرة"]),
        ("he", "חוזה", "בחוזה נכתב כי החוזה נחתם", ["בחוזה", "החוזה"]),
        ("ko", "잠수함", "잠수함을 사고 핵잠수함은 빌린다", ["잠수함을"]),
        ("ko", "*잠수함", "핵잠수함은", ["핵잠수함은"]),
        ("bn", "চুক্তি", "চুক্তির পর অচুক্তি", ["চুক্তির"]),
        ("hi", "सेना", "सेना और नौसेना", ["सेना"]),
        ("ja", "ドローン", "ドローン工場とドローンショー", ["ドローン"]),
        ("zh", "潜艇", "四艘潜艇交付", ["潜艇"]),
        ("de", "*rüstung*", "Abrüstungsgespräche und Aufrüstung", ["Abrüstungsgespräche", "Aufrüstung"]),
        ("ru", "боев* самолет*", "боевых самолётов и самолёты", ["боевых самолётов"]),
        ("tr", "savaş uça*", "savaş uçağını gördü", ["savaş uçağını"]),
        ("fr", "accord", "l'accord raccordé, accords", ["accord", "accords"]),
        ("de", "stattet * aus", "stattet die ganze Flotte neu aus", ["stattet die ganze Flotte neu aus"]),
    ],
)
def test_words_are_found_as_each_language_joins_them(language: str, term: str, text: str, found: list[str]) -> None:
    matcher = TermMatcher([(term, "it")], RULES[language])
    hits = sorted(matcher.find(text), key=lambda hit: hit.start)
    # Clitics before a word are no part of the hit, endings behind it are.
    words = [text[hit.start : hit.end] for hit in hits]
    assert len(words) == len(found)
    assert all(whole.endswith(word) for word, whole in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("form", "text", "found"), [("Mali", "mali kriz", 0), ("Mali", "Mali ordusu", 1), ("AB", "Ab", 0)]
)
def test_names_stand_in_their_capitals(form: str, text: str, found: int) -> None:
    assert len(list(TermMatcher([(form, "it")], RULES["tr"], cased=True).find(text))) == found
