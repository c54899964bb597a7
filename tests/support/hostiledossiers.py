"""Answers whose every text comes from somebody who means harm."""

from typing import Any

from hypothesis import strategies as st

from bot.domain.asked import Asked
from bot.domain.brief import Citation
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from bot.domain.ids import StoryId
from support.dossiers import make_dossier
from support.hostilebriefs import HOSTILE, URLS


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """An answer with any sections, lines, sources and buttons."""
    numbers = st.lists(st.integers(1, 30), max_size=4).map(tuple)
    line = st.builds(
        Line, text=HOSTILE, cites=numbers, stories=st.just((StoryId("s-1"),)), link=st.sampled_from(["", THREAD]) | URLS
    )
    kinds = dict.fromkeys(draw(st.lists(st.sampled_from(list(SectionKind)), max_size=8)))
    sections = tuple(
        Section(
            kind=kind,
            title=draw(HOSTILE),
            lines=tuple(draw(st.lists(line, max_size=10))),
            left_out=draw(st.integers(0, 2_000)),
        )
        for kind in kinds
    )
    citations = tuple(
        Citation(number=number, outlet=draw(HOSTILE), url=draw(URLS), title="", published=None)
        for number in range(1, draw(st.integers(0, 30)) + 1)
    )
    texts = st.lists(HOSTILE, max_size=6).map(tuple)
    asked = Asked(
        countries=draw(st.sampled_from([(), ("PK",), ("PK", "TR"), ("EU", "NATO")])),
        unknown=draw(texts),
        notes=draw(texts),
        suggestions=draw(texts),
    )
    fields: dict[str, Any] = {name: draw(HOSTILE) for name in ("title", "understood", "wish")}
    return make_dossier(
        asked=asked,
        sections=sections,
        citations=citations,
        nearest=draw(texts),
        stories=draw(st.sampled_from([(), (StoryId("s-1"),)])),
        **fields,
    )


THREAD = "https://example.invalid/archives/C1/p1700000000000100"
