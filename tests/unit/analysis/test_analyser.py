"""The analyser: order kept, cheap steps first, and every reading proved by the words it stands on."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
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
    analyses = Analyser(lexicon, encoder).analyse(articles)
    assert encoder.calls[-1] == 2 * 2  # title and lead, and the title alone
    assert [one.settled_by for one in analyses] == ["encoder", "words", "encoder"]
