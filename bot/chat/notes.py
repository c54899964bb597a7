"""Short answers: lines of text with buttons under them, the same for every platform. Pure."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. `action` is a name of `bot.chat.heard.Action`; `value` comes back as it is (ids only).

    `label` is seen, `spoken` is what a screen reader says, different for each button of a message. `confirm` is asked
    before it counts.
    """

    action: str
    label: str
    value: str
    spoken: str = ""
    style: Literal["", "primary", "danger"] = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A short message. Lines are plain text from us or from outside: renderers escape them. `title` stands bold.

    `code` is text to be copied as it is, drawn fixed-width or as a quotation. `links` are addresses of ours, such
    as those of threads: each stands behind the line of the same place, "" where there is none.
    """

    lines: tuple[str, ...]
    title: str = ""
    code: str = ""
    buttons: tuple[Button, ...] = ()
    links: tuple[str, ...] = ()
