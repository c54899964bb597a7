"""What questions are known by: names and words of many languages, as a protocol, and what they stand for."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol


class What(StrEnum):
    """What a stretch of a question stands for."""

    COUNTRY = "country"
    GROUP = "group"
    ORGANISATION = "organisation"
    DESIGNATION = "designation"
    SECTOR = "sector"
    TYPE = "type"
    STAGE = "stage"
    SWALLOWED = "swallowed"
    ROLE = "role"


class Hit(NamedTuple):
    """What stands at `start`:`end` of a text, the end excluded, in a language ("" where it is the same in all).

    `key` is that of the thing, several joined by "+" (JP+US); `adjective` says that a country stands as a demonym.
    """

    start: int
    end: int
    what: What
    key: str
    language: str = ""
    note: str = ""
    adjective: bool = False


class Near(NamedTuple):
    """A name that a word was perhaps meant to be: how it is written, and `off`, how many letters it is away."""

    form: str
    what: What
    key: str
    off: int


class Limits(NamedTuple):
    """Bounds of a question: characters that are taken at all, characters that are read, parties."""

    characters: int
    read: int
    parties: int


class QuestionWords(Protocol):
    """The names and the words questions are made of, in every language that is read."""

    @property
    def limits(self) -> Limits:
        """The bounds of a question."""

    @property
    def decoys(self) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
        """What hides the name of a country or a group, by its key: turkey sandwich."""

    def names(self, text: str) -> tuple[Hit, ...]:
        """Return what is named in `text`, in every language, overlapping too, in no order."""

    def roles(self, text: str) -> tuple[Hit, ...]:
        """Return the words of a question by language, the longest at a place; one with two roles comes twice."""

    def near(self, word: str) -> tuple[Near, ...]:
        """Return the names that are one letter away from `word`, or two where it is long; the nearest alone."""

    def homonym(self, words: str) -> str:
        """Return what is taken for granted of a name of two things, such as Georgia; "" where it names one."""

    def counts(self, language: str) -> Mapping[str, float]:
        """Return the words for numbers of a language, folded."""

    def ordinals(self, language: str) -> Mapping[str, int]:
        """Return the words for first to fourth of a language, folded."""

    def label(self, what: What, key: str) -> str:
        """Return the word that is shown for a thing."""

    def members(self, group: str) -> tuple[str, ...]:
        """Return the codes of a group's members."""
