"""Tables that take figures apart count what they say, by whatever scorer is beside the gold files."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.evals.encoders import Encoded, encoders_part
from bot.evals.flagging import flags_table, kinds_table
from bot.evals.gold import Figures, Keyed, Row, Scorer
from bot.evals.keyfacts import best_sentences, keyfacts_table
from bot.evals.rouge import rouge_table
from summarizers.reading import count_words
from support.hashing import HashEncoder


def told_facts(gold: Keyed, pred: Keyed) -> Figures:
    facts = [(key, fact) for key, row in gold.items() for fact in row.get("keyfacts", ())]
    shown = {key: f"{row.get('headline', '')} {row.get('summary', '')}" for key, row in pred.items()}
    return {"keyfacts.coverage": sum(any(form in shown[key] for form in fact) for key, fact in facts) / len(facts)}


def shared_words(gold: Keyed, pred: Keyed) -> Figures:
    hits = [len(set(row["summary"].split()) & set(pred[key]["summary"].split())) for key, row in gold.items()]
    mean = 100 * sum(hits) / len(hits)
    return {f"{kind}.ours": mean for kind in ("rouge1", "rouge2", "rougeL")}


def found_entities(gold: Sequence[Row], pred: Keyed) -> Figures:
    wrong = [e for row in gold for e in row["entities"] if e["label"] != "Non-hallucinated"]
    flags = {(f["start"], f["end"]) for row in pred.values() for f in row["flags"]}
    recall = sum((e["start"], e["end"]) in flags for e in wrong) / max(len(wrong), 1)
    return {"recall": recall, "precision": 1.0, "f1": recall, "f1.lookup": 0.5}


SCORER = Scorer(
    articles=told_facts,
    events=told_facts,
    summaries=shared_words,
    qags=lambda *_: {},
    entfa=found_entities,
    plain=lambda text: f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} ",
    lead=lambda text: text,
)


def item(key: str, *, title: str, text: str, keyfacts: Sequence[Sequence[str]]) -> Mapping[str, Any]:
    return {"id": key, "relevance": "core", "title": title, "text": text, "keyfacts": keyfacts}


def test_key_facts_are_counted_in_headline_and_summary_apart() -> None:
    row = item("1", title="Norway buys", text="Four frigates. " * 3, keyfacts=[["Norway"], ["Four"]])
    table = keyfacts_table([row], {"1": {"headline": "Norway buys", "summary": "Four ships"}}, {}, scorer=SCORER)
    assert table is not None
    ours = dict(zip(table.columns, table.rows[0][1:], strict=True))
    assert ours["headline and summary"].startswith("1.000")
    assert ours["headline alone"].startswith("0.500")
    assert ours["summary alone"].startswith("0.500")


def test_what_sources_allow_to_quote_has_a_row_each() -> None:
    row = item("1", title="Norway buys", text="Four frigates. " * 3, keyfacts=[["Norway"], ["Four"]])
    told = {"1": {"headline": "Norway buys", "summary": "Four ships"}}
    linked = {"1": {"headline": "Norway buys", "summary": ""}}
    table = keyfacts_table([row], told, {0: linked}, scorer=SCORER)
    assert table is not None
    assert table.rows[1][0] == "Entente, 0 characters may be quoted"
    assert table.rows[1][1].startswith("0.500")


def test_without_key_facts_there_is_no_table() -> None:
    assert keyfacts_table([{"id": "1", "relevance": "no"}], {}, {}, scorer=SCORER) is None


def test_the_best_three_sentences_tell_most_beside_the_title_within_the_budget() -> None:
    long = "The deal " + "really " * 70 + "names Oslo and Kongsberg."
    text = (
        f"Norway agreed. It wants Kongsberg parts. {long} Work begins in Oslo. It costs 90 crowns. They sail in 2030."
    )
    facts = [["Norway"], ["Kongsberg"], ["Oslo"], ["90"]]
    said = best_sentences(item("1", title="Norway signs", text=text, keyfacts=facts), SCORER)
    assert said == "It wants Kongsberg parts. Work begins in Oslo. It costs 90 crowns."
    assert count_words(said) <= 60


def test_flags_are_counted_by_what_they_meet() -> None:
    entities = [
        {"start": 0, "end": 4, "type": "GPE", "label": "Factual Hallucination"},
        {"start": 10, "end": 14, "type": "DATE", "label": "Non-hallucinated"},
    ]
    flags = [{"start": s, "end": e, "kind": "name"} for s, e in ((0, 4), (12, 20), (30, 34))]
    rows, pred = [{"entities": entities}], {"0": {"flags": flags}}
    assert flags_table(rows, pred).rows == (("name", "3", "1", "1", "1"),)
    kinds = {row[0]: row[1:] for row in kinds_table(rows, pred, scorer=SCORER).rows}
    assert kinds["places and nationalities"][:3] == ("1", "1", "1.000")
    assert kinds["dates and times"][:2] == ("1", "0")
    assert kinds["factual hallucination"] == ("1", "1", "1.000", "–", "–", "–")


def test_each_mean_has_its_row_with_words_within_the_budget() -> None:
    text = "Norway ordered four large frigates. " * 20
    rows = [{"id": str(n), "title": "t", "text": text, "summary": "Norway ordered frigates"} for n in range(2)]
    pred: Keyed = {str(n): {"summary": "Norway ordered ships"} for n in range(2)}
    table = rouge_table(rows, pred, scorer=SCORER, encoder=HashEncoder())
    names = [row[0] for row in table.rows]
    assert names[:2] == ["Entente", "first 60 words"]
    assert {"TextRank", "LexRank", "encoder centroid"} <= set(names)
    assert table.rows[0][-1] == "3"
    assert all(0 < int(row[-1]) <= 60 for row in table.rows)


def test_an_encoder_is_held_against_the_exact_one() -> None:
    core = [item("1", title="", text="", keyfacts=[["Norway"], ["Oslo"]])]
    pairs = [{"id": "a", "summary": "Norway buys", "text": ""}, {"id": "b", "summary": "Oslo sells", "text": ""}]
    exact = Encoded(
        analysed={"1": {"headline": "Norway", "summary": "Oslo"}},
        summarised={"a": {"summary": "Norway buys"}, "b": {"summary": "Oslo sells"}},
    )
    worse = Encoded(
        analysed={"1": {"headline": "Norway", "summary": ""}},
        summarised={"a": {"summary": "Norway"}, "b": {"summary": "Oslo sells"}},
    )
    part = encoders_part(core, pairs, {"exact": exact, "worse": worse}, ["another"], scorer=SCORER)
    assert part.counts == "1 core articles, 2 pairs; not to be had here: another"
    (table,) = part.tables
    first, second = (dict(zip(table.columns, row[1:], strict=True)) for row in table.rows)
    assert first["key facts"].startswith("100.0")
    assert first["same summary"] == "100%"
    assert second["key facts"].startswith("50.0")
    assert second["same summary"] == "50%"
