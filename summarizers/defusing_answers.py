"""What no sentence of a summary may be, whatever its sources say: an address, a call, the prompt, a word to a machine.

The gate holds a sentence against its sources; this holds it against what a model says when it obeyed somebody else.
Pure.
"""

import re
from functools import cache

from summarizers.defusing_fold import REVERSED, TAGS, folded
from summarizers.defusing_rules import speaks_to_machine
from summarizers.prompting import FIXED_WORDS
from summarizers.reading import count_words

_RUN = 5
_WEB = re.compile(
    r"\w{2,}://|\bwww\.|\bmailto:|\bdata:\w+/|\]\(|[\w.+-]+@[\w-]+\.\w|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|info|example|ru|cn|"
    r"xyz|app|link|me|co|biz|top|site|online)/\S",
    re.IGNORECASE,
)
_CALL = re.compile(r"<[!@#/a-z]|&lt;[!@#]|(?<![\w.])@(?:here|channel|everyone|all)\b|(?<!\w)@\w{2,}", re.IGNORECASE)
_SELF = re.compile(
    r"\A\s*(?:i(?:['’](?:m|ve|ll|d))?\s+[a-z]|sorry\b|as an? (?:ai|llm|language model|assistant)\b|"
    r"my (?:system|instructions|prompt|rules)\b)",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_FEWEST_WORDS = 3
_SHARE_LATIN = 0.7
_SIGNS = (
    (_CALL, "it calls somebody or holds markup"),
    (_WEB, "it holds an address"),
    (_SELF, "the model speaks of itself"),
)
_WORD = re.compile(r"[a-z]{2,}|\d+")


def unfit(sentence: str) -> str:
    """Return why a written `sentence` may stand in no summary; "" where nothing is wrong with it."""
    if TAGS.search(sentence) or REVERSED.search(sentence):
        return "it holds characters nobody sees"
    if count_words(sentence) < _FEWEST_WORDS:
        return "it is no sentence"
    for pattern, why in _SIGNS:
        if pattern.search(sentence):
            return why
    if len(_LATIN.findall(sentence)) < _SHARE_LATIN * sum(map(str.isalpha, sentence)):
        return "it is not in English"
    if any(run in _asked() for run in _runs(sentence)):
        return "it repeats what the model was asked"
    return "it speaks to a machine reader" if speaks_to_machine(sentence) else ""


@cache
def _asked() -> frozenset[tuple[str, ...]]:
    return frozenset(run for line in re.split(r"[{}.:]", FIXED_WORDS) for run in _runs(line))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(folded(text))
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
