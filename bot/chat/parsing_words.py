"""What the parser knows words by: the protocol of a vocabulary, and what it finds in a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.chat.asking_words import QuestionWords


class Kind(StrEnum):
    """What a word may stand for."""

    COUNTRY = "country"
    REGION = "region"
    ORGANISATION = "organisation"
    DESIGNATION = "designation"
    SECTOR = "sector"
    TYPE = "type"
    STAGE = "stage"
    CERTAINTY = "certainty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing named at `start`:`end` of a text. `note` says what was taken for granted, "" where nothing was."""

    kind: Kind
    key: str
    start: int
    end: int
    note: str = ""


class Vocabulary(Protocol):
    """The words of the field, of countries and of places, by which what is typed is understood and said again."""

    @property
    def fillers(self) -> frozenset[str]:
        """Words that may stand in a wish and change nothing, in lower case."""

    @property
    def questions(self) -> QuestionWords:
        """The words questions are made of."""

    def find(self, text: str) -> tuple[Found, ...]:
        """Return what is named in `text`, in order and disjoint."""

    def label(self, kind: Kind, key: str) -> str:
        """Return the word that is shown for `key`; `find` finds it again."""

    def members(self, region: str) -> tuple[str, ...]:
        """Return the codes of the countries that a region stands for."""

    def near(self, word: str, *, among: Sequence[str] = ()) -> str | None:
        """Return the known word that `word` was perhaps meant to be, also `among` those given."""

    def zone(self, name: str, *, countries: bool = False) -> str | None:
        """Return the one IANA time zone that `name` stands for: an id in any case, a town, an abbreviation.

        With `countries`, the name of a country with one zone is enough too.
        """

    def zones_like(self, name: str) -> tuple[str, ...]:
        """Return zones that `name` may mean where it is no single one, a few of them."""

    def language(self, name: str) -> str | None:
        """Return the code of a language by its name in English or in itself, or by its code."""

    def language_name(self, code: str) -> str:
        """Return the English name of a language; `language` knows it."""
