"""A story in short as rows, and back; pure, so that each end can be read beside the other."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.domain.archive import LeanStory
from bot.domain.story import Story
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Sector, Stage
from bot.store.folding import designation_keys, mark_key
from bot.store.types import storable

Row = dict[str, Any]
_PART = "\x1f"
_KEPT = 8192  # the same few words come again in most rows
_STAGES: Mapping[str | None, Stage] = {one.value: one for one in Stage}
_CERTAINTIES: Mapping[str | None, Certainty] = {one.value: one for one in Certainty}
_SUPPLIER, _RECIPIENT = f":{PartyRole.SUPPLIER}", f":{PartyRole.RECIPIENT}"


def lean_row(story: Story) -> Row:
    """Return the row of `story` in story_leans."""
    return {
        "story_id": story.id,
        "first_seen": story.first_seen,
        "last_changed": story.last_changed,
        "parties": _joined(f"{party.country}:{party.role}" for party in story.parties),
        "sectors": _joined(story.sectors),
        "types": _joined(story.types),
        "stage": story.stage and story.stage.value,
        "certainty": story.certainty and story.certainty.value,
        "designations": _joined(_designations(story)),
        "organisations": _joined(_organisations(story)),
        "deal_id": story.deal_id,
    }


def tie_rows(story: Story) -> list[Row]:
    """Return who is tied to whom by `story`, both ways, and each country alone under the partner ""."""
    countries = story.countries
    pairs = ((country, partner) for country in countries for partner in ("", *countries) if partner != country)
    return [{"country": country, "partner": partner, **_place(story)} for country, partner in pairs]


def mark_rows(story: Story) -> list[Row]:
    """Return what else `story` is found by, each once."""
    keys = {
        "designation": designation_keys(_designations(story)),
        "organisation": {mark_key("organisation", name) for name in _organisations(story)},
        "sector": {sector.value for sector in story.sectors},
        "type": {one.value for one in story.types},
    }
    return [{"kind": kind, "key": key, **_place(story)} for kind, some in keys.items() for key in sorted(some) if key]


def lean_of_row(row: Any) -> LeanStory:
    """Return the story in short of a row of story_leans, by the columns in their order."""
    name, first_seen, last_changed, parties, sectors, types, stage, certainty, designations, organisations, deal = row
    countries, suppliers, recipients = _parties(parties)
    return LeanStory(
        story_id=name,
        countries=countries,
        suppliers=suppliers,
        recipients=recipients,
        sectors=_sectors(sectors),
        types=_types(types),
        stage=_STAGES.get(stage),
        certainty=_CERTAINTIES.get(certainty),
        designations=_parted(designations),
        organisations=_parted(organisations),
        first_seen=first_seen,
        last_changed=last_changed,
        deal_id=deal,
    )


def _place(story: Story) -> Row:
    return {"last_changed": story.last_changed, "story_id": story.id}


def _designations(story: Story) -> tuple[str, ...]:
    return tuple(_each(fact.value for fact in story.facts if fact.kind is FactKind.DESIGNATION))


def _organisations(story: Story) -> tuple[str, ...]:
    of_parties = (name for party in story.parties for name in party.organisations)
    return tuple(_each((*of_parties, *(f.value for f in story.facts if f.kind is FactKind.ORGANISATION))))


def _each(names: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(clean for name in names if (clean := storable(name).replace(_PART, " ").strip())))


def _joined(words: Iterable[str]) -> str:
    return _PART.join(dict.fromkeys(words))


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split(_PART)) if text else ()


@lru_cache(_KEPT)
def _parties(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    codes = _parted(text)
    countries = tuple(sorted({code.partition(":")[0] for code in codes}))
    return countries, _having(codes, _SUPPLIER), _having(codes, _RECIPIENT)


@lru_cache(_KEPT)
def _sectors(text: str) -> tuple[Sector, ...]:
    return tuple(Sector(one) for one in _parted(text))


@lru_cache(_KEPT)
def _types(text: str) -> tuple[CooperationType, ...]:
    return tuple(CooperationType(one) for one in _parted(text))


def _having(codes: tuple[str, ...], role: str) -> tuple[str, ...]:
    return tuple(sorted({code.removesuffix(role) for code in codes if code.endswith(role)}))
