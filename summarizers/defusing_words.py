"""The words by which a text speaks to a machine reader, by language and by what they do.

They stand in `defusing_words.json`: small letters, one string a kind, phrases parted by `|`; one that ends in `*` is a
beginning of words. Kinds:

override   tells to drop something          orders    what a model was told
prior      before, above, all               machine   a reader that is none
command    wants something written          answer    what this reader is to write; `the answer` any reader's
only       bounds or forces                 secret    what a model keeps to itself
role       gives the reader a new part      reading   while the machine reads this
dictate    enough where it opens its clause
literal    a word to be set down              reply     what is expected of the reader
reader     machines that read, by name       apparatus  counts between sentences of another language
voids      says that orders hold no more
strong     enough by itself
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from summarizers.defusing_fold import MACHINE, folded

_FILE = Path(__file__).with_name("defusing_words.json")
_MACHINE_NAMES = re.compile(r"(?<!\w)(?:ai|ia|ии|ші|ki)(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase as texts are folded; `open` where any ending may follow."""

    text: str
    kind: str
    language: str
    open: bool


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return all phrases, each once, in the order they stand."""
    return tuple(dict.fromkeys(_read()))


def _read() -> Iterator[Phrase]:
    for language, kinds in json.loads(_FILE.read_text(encoding="utf-8")).items():
        for kind, listed in kinds.items():
            for word in listed.split("|"):
                text = folded(word.rstrip("*")).strip()
                for form in dict.fromkeys((text, _MACHINE_NAMES.sub(MACHINE, text))):
                    yield Phrase(text=form, kind=kind, language=language, open=word.endswith("*"))
