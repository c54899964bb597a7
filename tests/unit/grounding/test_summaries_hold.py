"""Whatever an extractive summary tells, quoted or composed, the gate bears out from its own passages."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.reading import shipped_names
from bot.commands.analyse import build_work
from bot.commands.items import article_of
from bot.domain.vocabulary import Relevance
from bot.steps.requests import article_request
from summarizers.base import HEADLINE_WORDS, DealFacts, PartyFact, Passage, Proof, Proved, Summary, SummaryRequest
from summarizers.extractive import Extractive, source_text
from summarizers.grounding import check
from summarizers.reading import count_words
from support.briefs import shipped_labels
from support.deals import shipped_wording

COUNTRIES = {"PL": "Poland", "KR": "South Korea", "TR": "Türkiye", "US": "United States", "AE": "United Arab Emirates"}
FORMS = {
    "PL": ("Poland", "Polish"),
    "KR": ("South Korea", "South Korean"),
    "TR": ("Türkiye", "Turkey", "Turkish"),
    "US": ("United States", "U.S.", "American"),
    "AE": ("United Arab Emirates", "UAE", "Emirati"),
}
ARMS = ("K2", "T129 helicopters", "F-16V", "Bayraktar TB2", "CAMM-ER missiles", "Krab howitzers")
SUMS = (("$750 million", 7.5e8, "USD"), ("€650m", 6.5e8, "EUR"), ("US$6.5 billion", 6.5e9, "USD"))
STAGES = {
    "interest": "is interested in", "talks": "holds talks on", "mou": "signed a memorandum on",
    "tender": "issued a tender for", "approved": "approved", "contract": "signed a contract for",
    "delivery": "took delivery of", "cancelled": "cancelled", "delayed": "delayed",
}  # fmt: skip
FILLERS = (
    "The weather in the capital was fine for once. ",
    "Officials did not say when the next meeting is to be held. ",
    "No other bidder has been named so far, and none may be. ",
    "The ministry never commented on earlier reports about an export ban. ",
)
OUTLETS = ("Wire", "Harbour Post", "Daily Courier")


@st.composite
def told_deals(draw: st.DrawFn) -> SummaryRequest:
    """Draw one to three reports of a deal, and what they prove of it."""
    giver, getter = draw(st.permutations(sorted(COUNTRIES)))[:2]
    arms, stage = draw(st.sampled_from(ARMS)), draw(st.sampled_from(sorted(STAGES)))
    counts = draw(st.lists(st.integers(2, 400), min_size=1, max_size=3))
    passages, quantities, values, stage_proofs = [], [], [], []
    parties: dict[str, list[Proof]] = {giver: [], getter: []}
    for number, count in enumerate(counts):
        name = f"p{number}"
        forms = {code: draw(st.sampled_from(FORMS[code])) for code in (giver, getter)}
        money = draw(st.sampled_from(SUMS))
        verb = STAGES[stage]
        quantity = f"{count} {arms}"
        first = f"{forms[getter]} officials say {FORMS[getter][0]} {verb} {quantity} from {FORMS[giver][0]}"
        worth = f", worth {money[0]}" if draw(st.booleans()) else ""
        filler = "".join(draw(st.lists(st.sampled_from(FILLERS), max_size=3)))
        title = draw(st.sampled_from([f"{FORMS[getter][0]} {verb} {quantity}", "News of the day", f"{arms} again"]))
        passages.append(
            Passage(
                id=name,
                title=title,
                text=f"{first}{worth}. {filler}The {forms[giver]} maker declined to comment.",
                outlet=draw(st.sampled_from(OUTLETS)),
                quote_chars=draw(st.sampled_from([0, 90, 400])),
            )
        )
        for code, found in parties.items():
            found.append(Proof(passage=name, quote=FORMS[code][0]))
        quantities.append(Proved(text=quantity, proofs=(Proof(passage=name, quote=quantity),), amount=float(count)))
        if worth:
            proof = Proof(passage=name, quote=money[0])
            values.append(Proved(text=money[0], proofs=(proof,), amount=money[1], currency=money[2]))
        stage_proofs.append(Proof(passage=name, quote=verb))
    roles = {
        giver: draw(st.sampled_from(["supplier", "partner"])),
        getter: draw(st.sampled_from(["recipient", "host"])),
    }
    facts = DealFacts(
        parties=tuple(
            PartyFact(code=code, name=Proved(text=COUNTRIES[code], proofs=tuple(found)), role=roles[code])
            for code, found in parties.items()
        ),
        sectors=("armoured_vehicles",),
        types=("procurement",),
        stage=stage,
        stage_proofs=tuple(stage_proofs),
        certainty=draw(st.sampled_from(["rumour", "one_party", "both_parties", "primary_document", ""])),
        designations=(Proved(text=arms, proofs=tuple(Proof(passage=p.id, quote=arms) for p in passages)),),
        quantities=tuple(quantities),
        values=tuple(values),
    )
    return SummaryRequest(passages=tuple(passages), facts=facts, budget=draw(st.integers(8, 60)))


def assert_holds(summary: Summary, request: SummaryRequest) -> None:
    assert len(summary.headline.split()) <= HEADLINE_WORDS
    assert count_words(summary.text) <= request.budget
    sources = [source_text(passage) for passage in request.passages]
    for sentence in summary.sentences:
        assert sentence.sources
        cited = [source_text(passage) for passage in request.passages if passage.id in sentence.sources]
        for held in (sources, cited):
            report = check(held, sentence.text, gazetteer=shipped_names())
            assert all(found.ok for found in report.sentences), (sentence.text, report.flags)


@settings(max_examples=150, deadline=None)
@given(told_deals())
def test_generated_deals_are_told_as_they_are_proved(request: SummaryRequest) -> None:
    summary = Extractive(None, wording=shipped_wording(), gazetteer=shipped_names()).summarise(request)
    assert summary.sentences or summary.fallbacks
    assert summary.gate.replaced == 0, summary.fallbacks
    assert_holds(summary, request)


@pytest.mark.corpus
def test_real_articles_are_told_as_they_are_proved(shared: Path) -> None:
    """Every twentieth article of those nobody labelled, once quoted and once to be linked only."""
    with gzip.open(shared / "eval" / "articles_unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines][::20]
    articles = [article_of(item) for item in items]
    analyses = build_work(summary=False)._analyser.analyse(articles)
    backend = Extractive(None, wording=shipped_wording(), gazetteer=shipped_names())
    core = [pair for pair in zip(articles, analyses, strict=True) if pair[1].relevance is Relevance.CORE]
    assert len(core) > 10
    for article, analysis in core:
        request = article_request(article, analysis, labels=shipped_labels())
        assert_holds(backend.summarise(request), request)
