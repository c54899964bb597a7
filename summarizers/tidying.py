"""A model's answer without what models put around and into sentences: thinking, preambles, marks, spaced full stops."""

import re

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.IGNORECASE | re.DOTALL)
# Some templates open the thinking themselves: the answer then holds its end alone.
_THOUGHT_END = re.compile(r"\A.*</think(?:ing)?>", re.IGNORECASE | re.DOTALL)
_PREAMBLE = re.compile(
    r"\A\s*(?:(?:here (?:is|are)|sure|certainly|of course|okay)\b[^\n:]{0,80}:|(?:the )?(?:summary|answer)\s*:)\s*",
    re.IGNORECASE,
)
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*•–][ \t]+|\d{1,2}[.)][ \t]+|>[ \t]+)", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.{1,400}?)(?<=\S)\1", re.DOTALL)
_CITED = re.compile(r"\s{0,4}\[(?:\d{1,2}(?:\s*[,–-]\s*\d{1,2})*|source[^\]]{0,20})\]", re.IGNORECASE)
_NEWLINE_TOKEN = re.compile(r"\s{0,4}<n>\s{0,4}")
_SPACED = re.compile(r"(?<=\w)\s+([.!?,;:])(?=\s|\Z)")
_SMALL_START = re.compile(r"(?<=\w)\s+[.!?]\s+(?=[a-z])|\A\s*(?=[a-z])")
_ENDED = re.compile(r"[.!?…。！？۔।][\"'”’)\]]*\Z")
_LONGEST = 20_000  # characters: of an answer that never ends the beginning is enough
_WRAPPED = re.compile(r"\A[\"“](?P<inside>[^\"“”]+)[\"”]\Z")


def tidied(answer: str) -> str:
    """Return the sentences of a model's `answer` alone; what they say is not touched.

    Thinking, preambles, list marks, emphasis, invented citations and the blanks that news models put before a full
    stop go; the first letter of a sentence becomes a capital where the model writes none.
    """
    text = _PREAMBLE.sub("", _EMPHASIS.sub(r"\2", without_thinking(answer)[:_LONGEST]))
    text = _NEWLINE_TOKEN.sub("\n", _LINE_START.sub("", text))
    text = _CITED.sub("", text).strip()
    wrapped = _WRAPPED.match(text)
    text = wrapped["inside"] if wrapped else text
    return _SPACED.sub(r"\1", _capitalised(text)).strip()


def without_thinking(answer: str) -> str:
    """Return `answer` without what the model thought before it; a thought without end is all there is."""
    return _THOUGHT_END.sub("", _THOUGHT.sub(" ", answer))


def ended(sentence: str) -> bool:
    """Tell whether a sentence has its end mark."""
    return _ENDED.search(sentence) is not None


def _capitalised(text: str) -> str:
    """Set capitals at the start and behind spaced full stops: models that write those also write small starts."""
    pieces, last = [], 0
    for match in _SMALL_START.finditer(text):
        pieces += [text[last : match.end()], text[match.end() : match.end() + 1].upper()]
        last = match.end() + 1
    return "".join([*pieces, text[last:]])
