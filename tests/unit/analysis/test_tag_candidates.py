"""Sectors and types as a model chooses them: only what has a trigger in the text, with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon
from bot.analysis.sectors import find_sectors, sector_candidates
from bot.analysis.tables import parse_tables
from bot.analysis.tags import TagCandidate, Vote, picked
from bot.analysis.types import find_types, type_candidates
from bot.analysis.weights import LogisticModel
from bot.domain.vocabulary import CooperationType, Sector
from support.values import make_article

YES = LogisticModel(bias=9.0, weights=(), threshold=0.5)
NO = LogisticModel(bias=-9.0, weights=(), threshold=0.5)
BY_HEAD = LogisticModel(bias=0.0, weights=(("head", 1.0),), threshold=0.5)
PIECES = (
    "Peru",
    "Sweden",
    "signs a contract for",
    "may build",
    "will not sell",
    "frigates",
    "engines for drones",
    "Rafale",
    "in return for jobs",
    "under licence.",
    "Parliament blocks the export.",
    "A quiet morning by the sea.",
)


def _document(lexicon: Lexicon, title: str, text: str = "") -> Document:
    return read(make_article(title=title, text=text), lexicon)


def _of(candidates: tuple[TagCandidate, ...], key: str) -> TagCandidate:
    return next(one for one in candidates if one.key == key)


def _candidate(key: str, strength: float) -> TagCandidate:
    return TagCandidate(key=key, features={"strength": strength}, votes=(Vote(key=key, strength=1.0, start=0, end=1),))


@given(words=st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), title=st.sampled_from(PIECES))
def test_every_tag_points_at_a_trigger_of_its_own(lexicon: Lexicon, words: list[str], title: str) -> None:
    document = _document(lexicon, title, " ".join(words))
    own = {one.key: {(v.start, v.end) for v in one.votes} for one in sector_candidates(document, lexicon)}
    own |= {one.key: {(v.start, v.end) for v in one.votes} for one in type_candidates(document)}
    tags = [(tag.sector.value, tag.evidence) for tag in find_sectors(document, lexicon, YES)]
    tags += [(tag.type.value, tag.evidence) for tag in find_types(document, YES)]
    assert all(evidence for _, evidence in tags)
    for key, evidence in tags:
        for proof in evidence:
            assert (proof.start, proof.end) in own[key]
            assert document.text[proof.start : proof.end] == proof.quote
            assert proof.quote.strip()


def test_what_the_encoder_alone_believes_is_not_given(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Peru signs contract for frigates with Spain")
    heads = {"sector:space": 30.0, "sector:surface_ships": -2.0, "type:training": 30.0}
    assert Sector.SPACE not in {tag.sector for tag in find_sectors(document, lexicon, BY_HEAD, heads)}
    assert CooperationType.TRAINING not in {tag.type for tag in find_types(document, BY_HEAD, heads)}


def test_a_text_without_any_trigger_has_no_tag(lexicon: Lexicon) -> None:
    document = _document(lexicon, "A quiet morning by the sea")
    assert find_sectors(document, lexicon, YES, {"sector:space": 9.0}) == ()
    assert find_types(document, YES, {"type:agreement": 9.0}) == ()


def test_the_heads_choose_among_what_is_named(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Peru signs contract for frigates and helicopters with Spain")
    for liked, other in ((Sector.HELICOPTERS, Sector.SURFACE_SHIPS), (Sector.SURFACE_SHIPS, Sector.HELICOPTERS)):
        heads = {f"sector:{sector}": -5.0 for sector in Sector} | {f"sector:{liked}": 5.0}
        said = {tag.sector for tag in find_sectors(document, lexicon, BY_HEAD, heads)}
        assert liked in said
        assert other not in said


def test_the_best_is_given_where_none_is_likely(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Peru signs contract for frigates and helicopters with Spain")
    assert len(find_sectors(document, lexicon, NO)) == 1
    assert len(find_types(document, NO)) == 1


@given(st.lists(st.integers(-4, 4), max_size=8))
def test_at_most_three_are_given_the_likeliest_first(strengths: list[int]) -> None:
    model = LogisticModel(bias=0.0, weights=(("strength", 1.0),), threshold=0.5)
    given_ = picked([_candidate(f"k{n}", strength) for n, strength in enumerate(strengths)], model)
    likely = [probability for _, probability in given_]
    assert len(given_) == min(3, max(sum(strength >= 0 for strength in strengths), bool(strengths)))
    assert likely == sorted(likely, reverse=True)


def test_a_type_that_is_denied_is_told_from_one_that_is_done(lexicon: Lexicon) -> None:
    done = _document(lexicon, "France and Kenya agree on technology transfer for radars")
    denied = _document(lexicon, "France and Kenya sign for radars without technology transfer")
    hoped = _document(lexicon, "Kenya hopes for technology transfer from France for radars")
    key = CooperationType.TECHNOLOGY_TRANSFER
    told = [_of(type_candidates(document), key).features for document in (done, denied, hoped)]
    assert [one["denied"] > 0 for one in told] == [False, True, False]
    assert [one["maybe"] > 0 for one in told] == [False, False, True]


def test_two_countries_in_the_sentence_of_a_trigger_are_seen(lexicon: Lexicon) -> None:
    both = _document(lexicon, "Kenya and France to assemble armoured vehicles")
    one = _document(lexicon, "Kenya to assemble armoured vehicles")
    key = CooperationType.CO_PRODUCTION
    assert _of(type_candidates(both), key).features["joined"] == 1.0
    assert _of(type_candidates(one), key).features["joined"] == 0.0


def test_a_hint_alone_names_a_sector(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Navy wants ships built overseas under a new agreement")
    votes = _of(sector_candidates(document, lexicon), Sector.SURFACE_SHIPS).votes
    assert [document.text[vote.start : vote.end] for vote in votes] == ["ships"]


def test_a_row_with_a_line_of_business_that_is_no_sector_is_refused() -> None:
    row = {"name": "Example Works", "countries": "PE", "sectors": "bicycles"}
    with pytest.raises(ValueError, match="bicycles"):
        parse_tables(countries={}, organisations=[row], equipment=[], taxonomy={}, reading={}, weights={})


def test_a_maker_speaks_for_its_line_of_business(lexicon: Lexicon) -> None:
    document = _document(lexicon, "Renk signs partnership in Poland")
    features = _of(sector_candidates(document, lexicon), Sector.ENGINES).features
    assert features["title_maker"] > 0
    assert "title_cue" not in features
