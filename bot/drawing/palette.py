"""The colours of pictures, light and dark, and how far they stand out from one another (WCAG 2.2). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.chart import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as #rrggbb. What says something stands out from `ground` by 3:1 and more, words by 4.5:1 and more.

    `earlier` and `later` also stand apart from one another, and phases also differ by shape: no one has to tell hues.
    """

    ground: str
    ink: str
    quiet: str
    rule: str
    earlier: str
    later: str
    between: str
    phases: Mapping[Phase, str]

    @property
    def marks(self) -> tuple[str, ...]:
        """All colours that say something."""
        return (self.earlier, self.later, self.between, *self.phases.values())


LIGHT = Palette(
    ground="#ffffff",
    ink="#1a1d21",
    quiet="#555b63",
    rule="#d9dde2",
    earlier="#6f93b5",
    later="#00487c",
    between="#8a8a8a",
    phases={Phase.INTENT: "#0072b2", Phase.ORDER: "#b84a00", Phase.WORK: "#00785a", Phase.ASIDE: "#4a4f55"},
)
DARK = Palette(
    ground="#1a1d21",
    ink="#f2f3f5",
    quiet="#b3b9c1",
    rule="#3a3f46",
    earlier="#5b86ad",
    later="#9fd3ff",
    between="#8a9099",
    phases={Phase.INTENT: "#56b4e9", Phase.ORDER: "#f0a030", Phase.WORK: "#2fbf92", Phase.ASIDE: "#c8cdd4"},
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
