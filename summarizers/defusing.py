"""What speaks to a machine reader is taken out of articles before anything is quoted, written or proved from them.

Pure and idempotent. Taken out are sentences that give a machine reader orders, in some twenty languages and through
look-alike letters, spacing and characters nobody sees; turns of a chat, hidden markup, calls to a channel and blobs
of base64. The rest stays word for word; characters nobody sees go too. A text is read up to `READ_CHARS`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from typing import TypeVar

from summarizers.base import DealFacts, Passage, Proof, Proved, Summary, SummaryRequest
from summarizers.chunking import READ_CHARS
from summarizers.defusing_fold import REVERSED, TAGS, folded, without_unseen
from summarizers.defusing_rules import follows_on, leads_to, may_speak, orders_abroad, speaks_to_machine, together
from summarizers.reading import split_sentences

_ROUNDS = 6
_LONGEST = 1_500  # characters: what has no end for longer is looked at piece by piece
_ELSEWHERE_WORDS = 2
_BEYOND = re.compile("[\u0370-\u1dff\u2c00-\uffdc]")
_ELSEWHERE = re.compile(
    r"\b(?:le|la|les|des|du|une?|et|est|pas|que|qui|dans|pour|sur|avec|ce|cette|en|au|aux|der|die|das|und|ist|nicht|ein|eine|"
    r"mit|für|auf|zu|dem|den|von|dass|bitte|hier|el|los|las|y|es|por|para|con|un|se|del|al|su|lo|o|os|da|do|não|uma|com|esta|"
    r"este|il|lo|gli|di|che|è|per|non|questo|de|het|een|niet|dit|voor|nie|że|się|w|z|na|jest|to|co|ten|bu|bir|ve|için|ile|"
    r"şu|olduğunu|olarak|jeśli|proszę|wenn|si)\b"
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|for|with|that|from|said|has|by|buys?|signs?|orders?)\b", re.IGNORECASE)
_COMMON = re.compile(
    r"\b(?:the|an?|of|to|in|on|for|and|with|is|are|was|were|by|at|from|that|it|its|as|will|has|have|had|said|be|not|or|this)\b",
    re.IGNORECASE,
)
_DANGLING = " -–—|•[](:;,"
_PIECE = 400
_TITLE_CHARS = 1_000
_TURN = (
    r"(?:<[|｜][^|｜>\n]{1,40}[|｜]>|\[/?(?:INST|SYSTEM_PROMPT)\]|<</?SYS>>|</?(?:start|end)_of_turn>|"
    r"</?(?:system|assistant|instructions?|prompt|system_prompt)>)"
)
_HIDDEN = re.compile(
    rf"{_TURN}(?:(?!\n\n)[\s\S]){{0,1500}}?{_TURN}"
    r"|\[(system|developer|admin|assistant|user|instructions?)\][\s\S]{0,1500}?\[/\1\]"
    r"|^[ \t]*\[[^\]\n]{0,40}\]:\s*(?:#|<>)[^\n]*$"
    r"|!\[[^\]\n]{0,400}\]\([^)\n]{0,2000}\)",
    re.IGNORECASE | re.MULTILINE,
)
_STYLED = re.compile(
    r"<(\w{1,20})\b[^<>\n]{0,300}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0\b)[^<>\n]{0,300}>"
    r"[\s\S]{0,2000}?(?:</\1>|\Z)",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"{_TURN}|[\"']role[\"']\s*:\s*[\"']\w+[\"']|</?articles\b[^>\n]{{0,20}}>|<!(?:channel|here|everyone|subteam)\b|<@[UW][A-Z0-9]{{4,}}>|(?<![\w.])@(?:here|channel|everyone)\b"
    r"|(?<![\w./:=&?%-])(?=[A-Za-z0-9+]*[a-z])(?=[A-Za-z0-9+]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{40,}={0,2}(?![\w./])"
    r"|^\s*(?:#{1,4}\s*)?[\[<(*]{1,2}(?:system|admin|developer|assistant|ai)\b[^\]>)*\n]{0,30}[\]>)*]{1,2}"
    r"|^\s*#{2,4}\s*(?:system|instructions?|assistant|response|human|user|input)\b\s*:?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE = re.compile(r"\A\W{0,3}(?:system|assistant|developer|user|human)\s*(?:message|prompt|note)?\s*:", re.IGNORECASE)
_BLOB = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}")
_ROLE_LINE = re.compile(r"^\W{0,3}(?:system|assistant|developer|user|human)\b", re.IGNORECASE | re.MULTILINE)
_TITLE_PARTS = re.compile(r"(?<=[.!?:;])\s+|\s+[-–—|•]+\s+|\s*[()\[\]]\s*")
Span = tuple[int, int]
B = TypeVar("B")


def defused_request(request: SummaryRequest) -> tuple[SummaryRequest, int]:
    """Return `request` without what speaks to a machine reader, and how many places were taken out.

    Facts whose only proofs stood there go too.
    """
    cleared = [_cleared(passage) for passage in request.passages]
    count = sum(found for _, found in cleared)
    passages = tuple(passage for passage, _ in cleared)
    if passages == request.passages:
        return request, 0
    facts = _borne_out(request.facts, request.passages, passages) if request.facts and count else request.facts
    return replace(request, passages=passages, facts=facts), count


def defused_text(text: str) -> tuple[str, int]:
    """Return a text of sentences without what speaks to a machine reader, and how many places were taken out."""
    return _until_clear(text[:READ_CHARS], _sentence_spans, seam="\n\n")


def defused_title(title: str) -> tuple[str, int]:
    """Return a title, alt text or caption without its parts that speak to a machine reader, and how many they were."""
    clear, count = _until_clear(title[:_TITLE_CHARS], _title_spans, seam=" ")
    return (clear.strip(_DANGLING), count) if count else (clear, count)


def defusing(summarise: Callable[[B, SummaryRequest], Summary]) -> Callable[[B, SummaryRequest], Summary]:
    """Let a backend's `summarise` see defused requests only; its summary tells how much was taken out."""

    @wraps(summarise)
    def guarded(backend: B, request: SummaryRequest) -> Summary:
        clear, count = defused_request(request)
        return _telling(summarise(backend, clear), count)

    return guarded


def defusing_many(
    summarise_many: Callable[[B, Sequence[SummaryRequest]], tuple[Summary, ...]],
) -> Callable[[B, Sequence[SummaryRequest]], tuple[Summary, ...]]:
    """Let a backend's `summarise_many` see defused requests only; each summary tells how much was taken out."""

    @wraps(summarise_many)
    def guarded(backend: B, requests: Sequence[SummaryRequest]) -> tuple[Summary, ...]:
        cleared = [defused_request(request) for request in requests]
        told = summarise_many(backend, [clear for clear, _ in cleared])
        return tuple(_telling(summary, count) for summary, (_, count) in zip(told, cleared, strict=True))

    return guarded


def _telling(summary: Summary, count: int) -> Summary:
    return replace(summary, defused=summary.defused + count) if count else summary


def _cleared(passage: Passage) -> tuple[Passage, int]:
    title, in_title = defused_title(passage.title)
    text, in_text = defused_text(passage.text)
    if title == passage.title and text == passage.text:
        return passage, 0
    return replace(passage, title=title, text=text), in_title + in_text


def _until_clear(text: str, spans: Callable[[str], Sequence[Span]], *, seam: str) -> tuple[str, int]:
    """Take out until nothing is found: what is left may make a new sentence. What never ends goes whole."""
    count = 0
    for _ in range(_ROUNDS):
        clear, found = _once(text, spans, seam=seam)
        count += found
        if clear == text:
            return clear, count
        text = clear
    return "", count + 1


def _once(text: str, spans: Callable[[str], Sequence[Span]], *, seam: str) -> tuple[str, int]:
    bare, count = _without_hidden(text, seam=seam)
    marked = any(sign in bare for sign in "<[@#{") or any(seen.search(bare) for seen in (_BLOB, _ROLE_LINE))
    if not marked and not may_speak(folded(bare)):
        return bare, count
    gone = _gone(bare, spans(bare), marked=marked)
    return (_without(bare, gone, seam=seam), count + len(gone)) if gone else (bare, count)


def _without_hidden(text: str, *, seam: str) -> tuple[str, int]:
    """Take out markup no reader sees, text that runs backwards, tags; count what holds words."""
    count = 0

    def blank(match: "re.Match[str]") -> str:
        nonlocal count
        count += len(match.group().split()) > 3  # a comment a page's machinery leaves says little
        return seam

    if "<!--" in text:
        text, count = _without_comments(text, seam=seam)
    if "<" in text or "[" in text:
        text = _STYLED.sub(blank, _HIDDEN.sub(blank, text))
    if text.isascii():
        return without_unseen(text), count
    if TAGS.search(text):
        count += len(TAGS.findall(text))
        text = TAGS.sub("", text)
    if REVERSED.search(text):
        lines = text.split("\n")
        count += sum(REVERSED.search(line) is not None for line in lines)
        text = "\n".join(line for line in lines if not REVERSED.search(line))
    return without_unseen(text), count


def _without_comments(text: str, *, seam: str) -> tuple[str, int]:
    """Take out comments of HTML; one without an end goes as far as its line."""
    pieces, count, last = [], 0, 0
    while (start := text.find("<!--", last)) >= 0:
        pieces.append(text[last:start])
        end = text.find("-->", start)
        line = text.find("\n", start)
        last = end + 3 if end >= 0 else line if line >= 0 else len(text)
        count += len(text[start:last].split()) > 4
    return seam.join((*pieces, text[last:])), count


def _gone(text: str, spans: Sequence[Span], *, marked: bool) -> list[Span]:
    """Return the spans that go: those that give orders, and their neighbours that go on with them."""
    texts = [text[start:end] for start, end in spans]
    english = sum(_ENGLISH.search(one) is not None for one in texts) * 2 >= len(texts)
    found = [_orders(one, marked=marked) or (english and _is_foreign(one) and orders_abroad(one)) for one in texts]
    for place in range(1, len(texts)):
        if not found[place] and not found[place - 1] and together(texts[place - 1], texts[place]):
            found[place - 1] = found[place] = True
        found[place] = found[place] or (found[place - 1] and follows_on(texts[place]))
    for place in range(len(texts) - 1, 0, -1):
        found[place - 1] = found[place - 1] or (found[place] and leads_to(texts[place - 1]))
    return [span for span, goes in zip(spans, found, strict=True) if goes]


def _is_foreign(sentence: str) -> bool:
    """Tell whether most letters, or the common words, are another language's than English."""
    if len(_BEYOND.findall(sentence)) * 2 > sum(map(str.isalpha, sentence)):
        return True
    abroad = set(_ELSEWHERE.findall(sentence.casefold()))
    return len(abroad) >= _ELSEWHERE_WORDS and len(abroad) > len(_COMMON.findall(sentence))


def _orders(sentence: str, *, marked: bool) -> bool:
    if marked and (_MARKED.search(sentence) or (_ROLE.match(sentence) and follows_on(_ROLE.sub("", sentence)))):
        return True
    return speaks_to_machine(sentence)


def _without(text: str, gone: Sequence[Span], *, seam: str) -> str:
    pieces, last = [], 0
    for start, end in gone:
        pieces.append(text[last:start])
        last = end
    kept = (piece.strip() for piece in (*pieces, text[last:]))
    return seam.join(piece for piece in kept if any(char.isalnum() for char in piece))


def _sentence_spans(text: str) -> list[Span]:
    return list(_bounded((span.start, span.end) for span in split_sentences(text)))


def _title_spans(title: str) -> list[Span]:
    spans, last = [], 0
    for match in _TITLE_PARTS.finditer(title):
        spans.append((last, match.end()))
        last = match.end()
    return [span for span in (*spans, (last, len(title))) if span[0] < span[1]]


def _bounded(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield the spans, in pieces where one has no end for long."""
    for start, end in spans:
        if end - start <= _LONGEST:
            yield start, end
            continue
        yield from ((at, min(at + _PIECE, end)) for at in range(start, end, _PIECE))


def _borne_out(facts: DealFacts, before: Sequence[Passage], after: Sequence[Passage]) -> DealFacts:
    """Return the facts that the passages still prove."""
    texts = [{p.id: _flat(f"{p.title}\n{p.text}") for p in passages} for passages in (before, after)]

    def stands(proof: Proof) -> bool:
        quote = _flat(proof.quote)
        return quote not in texts[0].get(proof.passage, "") or quote in texts[1].get(proof.passage, "")

    def kept(proofs: tuple[Proof, ...]) -> tuple[Proof, ...]:
        return tuple(proof for proof in proofs if stands(proof))

    def proved(many: tuple[Proved, ...]) -> tuple[Proved, ...]:
        return tuple(replace(one, proofs=kept(one.proofs)) for one in many if kept(one.proofs) or not one.proofs)

    stage, certainty = kept(facts.stage_proofs), kept(facts.certainty_proofs)
    return replace(
        facts,
        parties=tuple(replace(p, name=name) for p in facts.parties for name in proved((p.name,))),
        stage=facts.stage if stage or not facts.stage_proofs else "",
        stage_proofs=stage,
        certainty=facts.certainty if certainty or not facts.certainty_proofs else "",
        certainty_proofs=certainty,
        designations=proved(facts.designations),
        quantities=proved(facts.quantities),
        values=proved(facts.values),
        shares=proved(facts.shares),
        dates=proved(facts.dates),
    )


def _flat(text: str) -> str:
    return " ".join(without_unseen(text[: READ_CHARS + _TITLE_CHARS]).split())
