"""Every tag carries the sentence and the characters that prove it, whatever the text is made of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analyser import Analyser
from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.scripts import RULES
from bot.analysis.tables import load_tables
from bot.domain.article import Article
from bot.domain.vocabulary import FactKind
from bot.settings import shipped, shipped_table
from support.proofs import faults, quoted, tags
from support.triggers import Triggers, triggers_of
from support.values import make_article

BUYERS = ("Poland", "Pakistan", "Türkiye", "Chile", "the Netherlands", "Saudi Arabia", "Côte d’Ivoire", "Indonesia")
SELLERS = ("South Korea", "France", "Saab", "Hanwha Aerospace", "Baykar", "Lockheed Martin", "Spain’s Navantia", "KNDS")
ACTS = (
    "signed a contract with",
    "is in talks with",
    "may buy from",
    "cancelled its order with",
    "took delivery from",
    "selected",
    "signed a memorandum of understanding with",
    "will set up a joint venture with",
    "has not signed with",
)
THINGS = (
    "180 K2 tanks",
    "a dozen frigates",
    "36 Rafale jets",
    "up to 40 Bayraktar TB2 drones",
    "between six and eight submarines",
    "JF-17 fighters",
    "155mm shells",
    "four air defence radars",
)
TAILS = (
    "worth US$6.5 billion",
    "at €14–16 million each",
    "for Rs 48k crore",
    "with 40 per cent local content",
    "with an option for 12 more drones",
    "to be delivered from 2027 to 2030",
    "with first deliveries by the end of 2028",
    "with technology transfer",
    "under licence",
)
SPEECH = (
    "sources said",
    "the minister said",
    "according to media reports",
    "said Colonel A. Żak",
    "as both sides agreed",
    "it said in a statement",
)
# What feeds and pages bring along: soft hyphens, accents set apart, other scripts, marks of direction, odd blanks.
ODDITIES = (
    *("", " ", "\u00ad", "\u0301", "🚀", "👩‍✈️ ", "\u200f", "\u202b", "العربية ", "שלום ", "潜水艦", "\u00a0", "\u2009"),
    *("\ufeff", "\x00", "ﬁ", "İ", "ß", "ǅ", "…", "“", "”", "—", "(", "]", "&nbsp;", "<b>", "\t", "Ⅷ", "٣٦", "²"),
)
BREAKS = (" ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\u2028", "\u2029", "\u3000", "")


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence on a deal with oddities between its words."""
    words = [
        draw(st.sampled_from(BUYERS)),
        draw(st.sampled_from(ACTS)),
        draw(st.sampled_from(SELLERS)),
        "on",
        draw(st.sampled_from(THINGS)),
        draw(st.sampled_from(TAILS)),
    ]
    if draw(st.booleans()):
        words += [",", draw(st.sampled_from(SPEECH))]
    odd = draw(st.lists(st.sampled_from(ODDITIES), max_size=3))
    for mark in odd:
        words.insert(draw(st.integers(0, len(words))), mark)
    text = " ".join(words)
    if draw(st.booleans()):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(ODDITIES)) + text[place:]
    return draw(st.sampled_from(("", "“", "- ", "1. "))) + text + draw(st.sampled_from((".", "!", "?”", "", "…", "。")))


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """A title, now and then a very long one or one with an outlet behind it, and a body."""
    told = draw(st.lists(sentences(), min_size=1, max_size=6))
    title = draw(sentences())
    title = draw(st.sampled_from((title, title * 12, f"{title} - The Daily Wire", f" {title}\n", "")))
    return title, "".join(sentence + draw(st.sampled_from(BREAKS)) for sentence in told)


SPOKEN = tuple(
    line.split("|")[-2:]
    for line in (Path(__file__).parent / "languages.psv").read_text(encoding="utf-8").splitlines()
    if line.count("|") >= 4
)
LANGUAGES = ("en", *RULES)


@pytest.fixture(scope="module")
def judged() -> Callable[[Article], list[str]]:
    """Analyses an article in any language and returns what is wrong with the proofs."""
    tables = load_tables(shipped, shipped_table, languages=LANGUAGES)
    lexicon, triggers = build_lexicon(tables), triggers_of(tables)
    analyser = Analyser(lexicon, None, languages=LANGUAGES)

    def judge(article: Article) -> list[str]:
        (analysis,) = analyser.analyse([article])
        return list(faults(read(article, lexicon, analysis.language), analysis, triggers))

    return judge


@given(st.sampled_from(SPOKEN), st.sampled_from(ODDITIES), st.sampled_from(BREAKS), st.integers(0, 200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_proofs_of_other_languages_hold(
    judged: Callable[[Article], list[str]], told: list[str], oddity: str, glue: str, place: int
) -> None:
    title, lead = told
    text = lead[:place] + oddity + lead[place:] + glue + lead
    assert judged(make_article(title=title, text=text, language=None)) == []


@pytest.fixture(scope="module")
def triggers() -> Triggers:
    return triggers_of(load_tables(shipped, shipped_table))


@given(texts())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_proof_stands_where_it_says_and_holds_its_trigger(
    lexicon: Lexicon, triggers: Triggers, told: tuple[str, str]
) -> None:
    article = make_article(title=told[0], text=told[1])
    (analysis,) = Analyser(lexicon, None).analyse([article])
    assert list(faults(read(article, lexicon), analysis, triggers)) == []


def test_a_plain_text_proves_every_kind_of_tag(lexicon: Lexicon, triggers: Triggers) -> None:
    text = (
        "Poland signed a contract with Hyundai Rotem for 180 K2 tanks worth US$6.5 billion, the minister said. "
        "Deliveries of the tanks run from 2027 to 2030, with 40 percent local content."
    )
    article = make_article(title="Poland signs contract for K2 tanks with South Korea", text=text)
    (analysis,) = Analyser(lexicon, None).analyse([article])
    told = {tag.split()[0] for tag, _ in tags(analysis)} | {fact.kind for fact in analysis.facts}
    assert {"party", "sector", "type", "stage", "certainty", "fact", *FactKind} <= told
    assert any(quoted(reason) for reason in analysis.reasons)
    assert list(faults(read(article, lexicon), analysis, triggers)) == []


def test_a_wrong_proof_is_found(lexicon: Lexicon, triggers: Triggers) -> None:
    article = make_article(title="Poland signs contract for K2 tanks with South Korea", text="Peru looks on.")
    other = make_article(title="Chile signs contract for K2 tanks with South Korea", text="Peru looks on.")
    (analysis,) = Analyser(lexicon, None).analyse([article])
    assert list(faults(read(other, lexicon), analysis, triggers))
