"""The words shown for ids: sectors, types, stages, certainty, countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Display names by id; a country without a name is shown by its code.

    `forms` are the words by which running text names a country: names, demonyms, the capital for its government.
    Of the countries in `flagless` no flag is drawn.
    """

    sectors: Mapping[Sector, str]
    types: Mapping[CooperationType, str]
    stages: Mapping[Stage, str]
    certainty: Mapping[Certainty, str]
    countries: Mapping[str, str]
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flagless: frozenset[str] = frozenset()

    def country(self, code: str) -> str:
        """Return the name of the country, EU or NATO with this code."""
        return self.countries.get(code, code)


def labels_from(
    taxonomy: Mapping[str, Any], countries: Mapping[str, str], forms: Mapping[str, tuple[str, ...]] | None = None
) -> Labels:
    """Return the labels that `config/taxonomy.yaml` gives, with these country names and forms of them."""
    return Labels(
        sectors={sector: _label(taxonomy, "sectors", sector) for sector in Sector},
        types={type_: _label(taxonomy, "types", type_) for type_ in CooperationType},
        stages={stage: _label(taxonomy, "stages", stage) for stage in Stage},
        certainty={certainty: _label(taxonomy, "certainty", certainty) for certainty in Certainty},
        countries=countries,
        forms=forms or {},
    )


def _label(taxonomy: Mapping[str, Any], table: str, name: str) -> str:
    row = taxonomy.get(table, {}).get(name, {})
    return str(row.get("label", name.replace("_", " ")))
