"""What is to be taken out of a body that is no feed: the links of a page, or the rows of a GDELT file. A value."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`list`: the links `selector` (CSS) matches, dates written in `language`. `gkg`: rows of one of `themes`.

    `past`: every dated address of a sitemap, with a title or without.

    Of those rows, the ones that name one of `countries` (FIPS 10-4) are taken; with no countries set, two different.
    """

    kind: Literal["list", "gkg", "past"]
    selector: str = ""
    language: str = "en"
    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
