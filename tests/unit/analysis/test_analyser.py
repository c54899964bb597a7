"""The analyser: order kept, cheap steps first, and every reading proved by the words it stands on."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import AT_ONCE, ENCODED_WORDS, Analyser, encoded_text
from bot.analysis.cascade import settled
from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.domain.analysis import Analysis, Evidence, Party, SectorTag, TypeTag
from bot.domain.article import Article
from bot.domain.vocabulary import Relevance
from support.hashing import HashEncoder
from support.values import make_article

PIECES = (
    "Poland signed a contract for 180 K2 tanks worth US$6.5 billion with Hyundai Rotem.",
    "Türkiye and Pakistan discussed a joint venture for drones; India was not mentioned.",
    "“İstanbul’s Baykar may sell 12 drones,” sources said.",
    "Saab offers Gripen jets to Colombia with technology transfer.",
    "The first delivery is due in March 2027, at 35% local content.",
    "Shares rose.",
    "U.S. State Dept. approves sale of AIM-120 missiles to Norway.",
    "Η Ελλάδα 潜水艦 🚀",
)
CORE = make_article("core", title="Poland signs contract for 180 K2 tanks with South Korea", text=" ".join(PIECES[:1]))
NO = make_article("no", title="Local team wins the cup", text="The coach praised the goalkeeper after the match.")


def _asking(lexicon: Lexicon, clear_no: float, clear_yes: float) -> Lexicon:
    """Return `lexicon` with the encoder asked from one word score up to the other."""
    return replace(lexicon, weights=replace(lexicon.weights, clear_no=clear_no, clear_yes=clear_yes))


def _proofs(analysis: Analysis) -> list[Evidence]:
    tags: list[Party | SectorTag | TypeTag] = [*analysis.parties, *analysis.sectors, *analysis.types]
    stage = list(analysis.stage.evidence) if analysis.stage else []
    return [*(proof for tag in tags for proof in tag.evidence), *stage, *(fact.evidence for fact in analysis.facts)]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(PIECES), st.sampled_from(("\n\n", " ", "\n")))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_reading_is_proved_by_its_words(lexicon: Lexicon, body: list[str], title: str, glue: str) -> None:
    article = make_article(title=title, text=glue.join(body))
    (analysis,) = Analyser(lexicon, None).analyse([article])
    for proof in _proofs(analysis):
        assert proof.article_id == article.id
        assert proof.quote == article.full_text[proof.start : proof.end]
        assert proof.quote.strip()
        assert (proof.sentence == 0) == (proof.start < len(article.title))
    assert all(party.evidence for party in analysis.parties)
    assert all(tag.evidence for tag in analysis.sectors)
    assert all(tag.evidence for tag in analysis.types)
    assert 0.0 <= analysis.score <= 1.0


@given(st.text(max_size=300), st.text(max_size=80))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_it(lexicon: Lexicon, text: str, title: str) -> None:
    (analysis,) = Analyser(lexicon, None).analyse([make_article(title=title, text=text)])
    assert all(proof.quote for proof in _proofs(analysis))


def test_order_is_kept_and_one_article_does_not_touch_another(lexicon: Lexicon) -> None:
    analyser = Analyser(lexicon, None)
    together = analyser.analyse([NO, CORE, NO])
    assert [analysis.article_id for analysis in together] == [NO.id, CORE.id, NO.id]
    assert together[1] == analyser.analyse([CORE])[0]


def test_many_articles_are_read_as_few_are(lexicon: Lexicon) -> None:
    many = [make_article(f"a{n}", title=PIECES[n % len(PIECES)], text=PIECES[n % 3]) for n in range(AT_ONCE * 2 + 5)]
    asking = _asking(lexicon, 0.0, 2.0)
    together = Analyser(asking, HashEncoder()).analyse(many)
    assert list(together) == [Analyser(asking, HashEncoder()).analyse([one])[0] for one in many]
    assert Analyser(asking, HashEncoder()).analyse([]) == ()


def test_core_is_told_from_no_by_words_alone(lexicon: Lexicon) -> None:
    core, no = Analyser(lexicon, None).analyse([CORE, NO])
    assert core.relevance is Relevance.CORE
    assert core.reasons[0] == "two parties: KR, PL"
    assert no.relevance is Relevance.NO
    assert no.settled_by == "words"


def test_the_encoder_is_not_asked_about_a_clear_no(lexicon: Lexicon) -> None:
    encoder = HashEncoder()
    analysis = Analyser(lexicon, encoder).analyse([NO, NO])
    assert encoder.calls == []
    assert {one.settled_by for one in analysis} == {"words"}


def test_the_encoder_is_asked_once_about_all_that_is_doubtful(lexicon: Lexicon) -> None:
    encoder = HashEncoder()
    articles: list[Article] = [CORE, NO, CORE]
    analyses = Analyser(_asking(lexicon, 0.05, 2.0), encoder).analyse(articles)
    assert encoder.calls[-1] == 2 * 2  # title and lead, and the title alone
    assert [one.settled_by for one in analyses] == ["encoder", "words", "encoder"]


LONG_AND_CIVIL = "The ministers signed an agreement on milk prices and praised the harvest. " * 12
CIVIL = make_article("civil", title="Ministers of two countries sign a dairy agreement", text=LONG_AND_CIVIL)


def test_a_long_text_without_a_word_of_arms_is_settled_by_the_first_look(lexicon: Lexicon) -> None:
    encoder = HashEncoder()
    (analysis,) = Analyser(lexicon, encoder).analyse([CIVIL])
    assert (analysis.relevance, analysis.settled_by, analysis.score) == (Relevance.NO, "first look", 0.0)
    assert analysis.fingerprint
    assert encoder.calls == []


def test_one_word_of_arms_anywhere_makes_it_read_on(lexicon: Lexicon) -> None:
    armed = replace(CIVIL, text=f"{CIVIL.text} A frigate was shown.")
    (analysis,) = Analyser(lexicon, None).analyse([armed])
    assert analysis.settled_by == "words"


def test_a_short_text_says_nothing_by_what_it_leaves_out(lexicon: Lexicon) -> None:
    brief = make_article("brief", title="Poland and Korea sign contract", text="The contract was signed in Seoul.")
    (analysis,) = Analyser(lexicon, None).analyse([brief])
    assert analysis.settled_by == "words"


def test_what_is_traded_without_a_word_of_arms_is_not_core(lexicon: Lexicon) -> None:
    sold = make_article(
        "sold", title="Poland signs contract to buy apples from South Korea", text="The deal is signed."
    )
    keen = replace(lexicon, weights=replace(lexicon.weights, words=replace(lexicon.weights.words, threshold=0.001)))
    (analysis,) = Analyser(keen, None).analyse([sold])
    assert analysis.relevance is not Relevance.CORE
    (analysis,) = Analyser(lexicon, None).analyse([CORE])
    assert analysis.relevance is Relevance.CORE


@pytest.mark.parametrize(
    ("clear_no", "clear_yes", "step"), [(0.0, 0.0, "words"), (1.0, 1.0, "words"), (0, 2, "encoder")]
)
def test_the_encoder_is_asked_between_clear_no_and_clear_yes(
    lexicon: Lexicon, clear_no: float, clear_yes: float, step: str
) -> None:
    (analysis,) = Analyser(_asking(lexicon, clear_no, clear_yes), HashEncoder()).analyse([CORE])
    assert analysis.settled_by == step


def test_how_many_items_each_step_settled_is_told(lexicon: Lexicon) -> None:
    analyses = Analyser(_asking(lexicon, 0.05, 2.0), HashEncoder()).analyse([CORE, NO, CIVIL, NO])
    assert settled(analyses) == {"fingerprint": 0, "first look": 1, "words": 2, "encoder": 1}


def test_the_encoder_reads_the_title_and_the_first_words(lexicon: Lexicon) -> None:
    words = [f"word{number}" for number in range(ENCODED_WORDS + 20)]
    long = read(make_article(title="Drones for Pakistan", text=" ".join(words)), lexicon)
    assert encoded_text(long) == " ".join(["Drones for Pakistan.", *words[:ENCODED_WORDS]])
    assert encoded_text(read(make_article(title="Drones for Pakistan", text=""), lexicon)) == "Drones for Pakistan."
