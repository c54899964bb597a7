"""The catalogue of fixed words: looked up by key, placeholders filled, plural forms chosen. Pure: the table is given.

Plural forms are those of the Unicode CLDR ("one", "few", "other" …), chosen by babel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from babel import Locale, UnknownLocaleError

from summarizers.errors import SummarizerError

Entry = str | Mapping[str, str]
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_FORMATTER = Formatter()


class WordingError(SummarizerError):
    """A catalogue lacks a text, or a text a placeholder; the message names the key."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The fixed words of one language (an ISO 639-1 code), by dotted keys such as `line.supplies`."""

    language: str
    entries: Mapping[str, Entry]

    def say(self, key: str, /, **values: str) -> str:
        """Return the text of `key` with its placeholders filled; raise WordingError where either is missing."""
        return self._filled(key, self._entry(key), values)

    def count(self, key: str, number: int, /, **values: str) -> str:
        """Return the form of `key` that `number` takes, `{count}` being the number; raise WordingError."""
        entry = self._entry(key)
        form = entry if isinstance(entry, str) else entry.get(self._locale.plural_form(number), entry.get("other"))
        return self._filled(key, form, {"count": str(number), **values})

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds `key`."""
        return key in self.entries

    def listed(self, words: Sequence[str]) -> str:
        """Return `words` as a list in running text: a, b and c."""
        if len(words) < 2:
            return "".join(words)
        return self.say("list.two", first=self.joined(words[:-1]), last=words[-1])

    def joined(self, words: Sequence[str]) -> str:
        """Return `words` as the beginning of a list: a, b."""
        return self._joined("list.more", words)

    def dashed(self, words: Sequence[str]) -> str:
        """Return `words` side by side, as names of parties before a headline: a–b–c."""
        return self._joined("list.dashed", words)

    def placeholders(self, key: str) -> frozenset[str]:
        """Return the names that the text of `key` asks for, in any of its forms."""
        entry = self._entry(key)
        forms = (entry,) if isinstance(entry, str) else tuple(entry.values())
        return frozenset(name for form in forms for _, name, _, _ in _FORMATTER.parse(form) if name is not None)

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    def _joined(self, key: str, words: Sequence[str]) -> str:
        joined = words[0]
        for word in words[1:]:
            joined = self.say(key, first=joined, last=word)
        return joined

    def _entry(self, key: str) -> Entry:
        try:
            return self.entries[key]
        except KeyError:
            raise WordingError(f"{key}: the catalogue of wording in {self.language!r} has no such text") from None

    def _filled(self, key: str, text: Entry | None, values: Mapping[str, str]) -> str:
        if not isinstance(text, str):
            raise WordingError(f"{key}: the catalogue of wording in {self.language!r} has no form that fits")
        try:
            return _FORMATTER.vformat(text, (), values)
        except (KeyError, IndexError, ValueError) as error:
            raise WordingError(f"{key}: {text!r} in {self.language!r} cannot be filled: {error}") from error


def wording_from(language: str, table: Mapping[str, object]) -> Wording:
    """Return the catalogue that the nested `table` of a file gives; raise WordingError naming the key that is wrong."""
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise WordingError(f"{language!r} is no language the CLDR knows") from error
    entries = dict(_flat("", {key: value for key, value in table.items() if key != "version"}))
    wording = Wording(language=language, entries=entries)
    for key in entries:
        wording.placeholders(key)
    return wording


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, Mapping) and set(value) <= _FORMS and all(isinstance(v, str) for v in value.values()):
            if "other" not in value:
                raise WordingError(f"{key}: has no form 'other'")
            yield key, dict(value)
        elif isinstance(value, Mapping):
            yield from _flat(f"{key}.", value)
        else:
            raise WordingError(f"{key}: is not a text")
