"""What flags find, taken apart: by the kind of entity, by the kind of hallucination, and by the kind of flag."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.evals.gold import Keyed, Row, Scorer
from bot.evals.measures import Table

SOUND = "Non-hallucinated"
_KINDS: Mapping[str, frozenset[str]] = {
    "people": frozenset({"PERSON"}),
    "places and nationalities": frozenset({"GPE", "NORP", "LOC", "FAC"}),
    "organisations and other names": frozenset({"ORG", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"}),
    "dates and times": frozenset({"DATE", "TIME"}),
    "numbers and sums": frozenset({"CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"}),
}
Entity = Mapping[str, Any]


def kinds_table(rows: Sequence[Row], pred: Keyed, *, scorer: Scorer) -> Table:
    """Return precision, recall and F1 of `pred`, and F1 of the look-up, for each kind of entity.

    Of each kind of hallucination only the recall is told: flags do not say which they mean.
    """
    labels = sorted({entity["label"] for row in rows for entity in row["entities"]} - {SOUND})
    of_types = [(name, *_cells(rows, pred, _of_types(types), scorer)) for name, types in _KINDS.items()]
    of_labels = [(label.lower(), *_cells(rows, pred, _of_label(label), scorer)) for label in labels]
    return Table(
        title="By kind",
        columns=("entities", "hallucinated", "recall", "precision", "F1", "look-up F1"),
        rows=(*of_types, *((*cells[:4], "–", "–", "–") for cells in of_labels)),
    )


def flags_table(rows: Sequence[Row], pred: Keyed) -> Table:
    """Return, for each kind of flag, how many there are and whether they met what the labels say."""
    counts: dict[str, Counter[str]] = {}
    for place, row in enumerate(rows):
        for flag in pred[str(place)]["flags"]:
            met = counts.setdefault(flag.get("kind") or "any", Counter())
            met[_met(flag, row["entities"])] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    return Table(
        title="Flags",
        columns=("flags", "on a hallucinated entity", "on a sound one", "on none that is labelled"),
        rows=tuple(
            (kind, *(str(number) for number in (met.total(), met["wrong"], met["sound"], met["none"])))
            for kind, met in ordered
        ),
    )


def _of_types(types: frozenset[str]) -> Callable[[Entity], bool]:
    return lambda entity: entity["type"] in types


def _of_label(label: str) -> Callable[[Entity], bool]:
    return lambda entity: entity["label"] == label


def _cells(rows: Sequence[Row], pred: Keyed, keep: Callable[[Entity], bool], scorer: Scorer) -> tuple[str, ...]:
    kept = [{**row, "entities": [entity for entity in row["entities"] if keep(entity)]} for row in rows]
    entities = [entity for row in kept for entity in row["entities"]]
    figures = scorer.entfa(kept, pred)
    shown = (figures[name] for name in ("recall", "precision", "f1", "f1.lookup"))
    wrong = sum(entity["label"] != SOUND for entity in entities)
    return (str(len(entities)), str(wrong), *(f"{figure:.3f}" for figure in shown))


def _met(flag: Mapping[str, Any], entities: Sequence[Entity]) -> str:
    touched = [entity for entity in entities if flag["start"] < entity["end"] and entity["start"] < flag["end"]]
    if any(entity["label"] != SOUND for entity in touched):
        return "wrong"
    return "sound" if touched else "none"
