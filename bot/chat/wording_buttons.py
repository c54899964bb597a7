"""What can be pressed under a story, a brief and an answer, the same for every platform. Pure.

Values are ids alone; each label says to a screen reader which story it belongs to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.briefing.labels import Labels
from bot.chat.choices import Choice, choices_of
from bot.chat.heard import Action
from bot.chat.notes import Button
from bot.domain.brief import Brief, BriefItem, BriefKind
from bot.domain.dossier import Dossier

_WITH_RECEIPT = (BriefKind.SCHEDULED, BriefKind.NOW, BriefKind.REST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """The buttons of a message, and what stands in its menu; `opens` is the address behind the menu's last entry."""

    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()
    opens: str | None = None


def story_value(brief: Brief, item: BriefItem) -> str:
    """Return the value by which a press names a story as told in a brief."""
    return f"{brief.key}|{item.story_id}"


def under_story(brief: Brief, item: BriefItem) -> Pressing:
    """Return what can be done with a story: two things at hand, the rest in a menu."""
    value = story_value(brief, item)

    def button(action: Action, label: str, spoken: str) -> Button:
        return Button(action=action, label=label, value=value, spoken=f"{spoken}: {item.headline}")

    copy = button(Action.COPY, "Copy", "Copy as text")
    if brief.kind is BriefKind.FOLLOW:
        return Pressing(buttons=(copy,))
    menu = (
        button(Action.USEFUL, "👍 Useful", "Useful"),
        button(Action.NOT_USEFUL, "👎 Not useful…", "Not useful"),
        button(Action.WHY, "Why this?", "Why this was told"),
        button(Action.MUTE, "Mute a source…", "Mute a source"),
    )
    earlier = (button(Action.OPEN, "Earlier thread ↗", "Earlier thread"),) if item.earlier else ()
    follow = button(Action.FOLLOW, "Follow", "Follow")
    return Pressing(buttons=(follow, copy), menu=(*menu, *earlier), opens=item.earlier)


def under_root(brief: Brief) -> tuple[Button, ...]:
    """Return what can be done with a brief as a whole."""
    key = str(brief.key)
    if brief.kind is BriefKind.FOLLOW and brief.items:
        item = brief.items[0]
        spoken = f"Unfollow: {item.headline}"
        return (Button(action=Action.UNFOLLOW, label="Unfollow", value=story_value(brief, item), spoken=spoken),)
    if brief.kind in _WITH_RECEIPT:
        return (Button(action=Action.DETAILS, label="Details", value=key, spoken="What this brief was made from"),)
    return ()


def rest_button(brief: Brief) -> Button:
    """Return the button that shows what is beyond the maximum."""
    spoken = f"Show the {brief.left_out} further stories"
    return Button(action=Action.REST, label="Show the rest", value=str(brief.key), spoken=spoken)


EXPORTS = {"md": "Markdown", "csv": "CSV", "json": "JSON", "html": "HTML"}
"""The forms an answer can be taken along in, by the names they have in values and in files."""


def under_answer(dossier: Dossier, question: str, labels: Labels) -> Pressing:
    """Return what can be done with the answer to `question`: watch, ask on, take it along in a menu."""
    watch = Button(
        action=Action.WATCH,
        label="Watch",
        value=question,
        spoken=f"Subscribe to this: {dossier.title}",
        style="primary",
    )
    exports = tuple(
        Button(action=Action.EXPORT, label=f"Export as {name}", value=f"{question}|{form}")
        for form, name in EXPORTS.items()
    )
    return Pressing(
        # Two groups are hundreds of pairs: no subscription that anybody could read.
        buttons=(*((watch,) if len(dossier.asked.groups) <= 1 else ()), *asking(question, choices_of(dossier, labels))),
        menu=exports if dossier.found else (),
    )


def asking(question: str, choices: Sequence[Choice]) -> tuple[Button, ...]:
    """Return a button for each question that may be asked next."""
    return tuple(
        Button(action=Action.ASK, label=one.label, value=f"{question}|{one.value}", spoken=f"Ask: {one.label}")
        for one in choices
    )
