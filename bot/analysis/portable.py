"""What is learned from English and holds in any language: where names, words of arms and words of a deal stand."""

from bot.analysis.document import Document
from bot.analysis.lexicon import EQUIPMENT
from bot.analysis.relevance import plain_features
from bot.analysis.weights import Features

_PARTS = (
    "countries", "two", "foreign", "pair_deal", "cooperation", "defence", "sector", "type", "stage", "equipment",
    "organisation", "organisations", "country_named", "strong", "exercise", "stock_tip", "obituary", "sport", "crime",
    "operation", "market", "protest", "arms_control", "none", "deals", "pair_deals",
)  # fmt: skip
_KEPT = frozenset(f"{place}_{part}" for place in ("title", "lead", "body") for part in _PARTS)
_TYPED = "title_type_"


def portable_features(document: Document) -> Features:
    """Return the features that are counted alike in every language, and whether title and lead speak of arms at all."""
    plain = plain_features(document)
    armed = _is_armed(document)
    found = {name: value for name, value in plain.items() if name in _KEPT}
    return {
        **found,
        "title_typed": float(any(name.startswith(_TYPED) for name in plain)),
        "brief": plain["brief"],
        "unarmed": float(not armed),
        "bare": float(not armed and not found["title_organisation"] and not found["lead_organisation"]),
        "civil": float(_is_civil(document) and not found.get("title_defence")),
        "armed_deals": min(_armed_deals(document), 3) / 2,
    }


def _is_armed(document: Document) -> bool:
    last = document.lead_end
    words = any(cue.sentence <= last for cue in document.cues_of("defence"))
    return words or any(m.kind == EQUIPMENT and m.sentence <= last for m in document.mentions)


def _is_civil(document: Document) -> bool:
    """Whether title or lead speak of airlines, trains, cars or harvests."""
    return any(cue.sentence <= document.lead_end for cue in document.cues_of("civil"))


def _armed_deals(document: Document) -> int:
    """Return how many sentences of title and lead hold a word of a deal and one of arms; companies do not count."""
    last = document.lead_end
    deals = {c.sentence for family in ("cooperation", "type") for c in document.cues_of(family) if c.sentence <= last}
    arms = {cue.sentence for family in ("defence", "sector") for cue in document.cues_of(family)}
    arms |= {m.sentence for m in document.mentions if m.kind == EQUIPMENT}
    return len(deals & arms)
