"""Headlines: who, what, with whom, how far, whose word.

An outlet's title is kept where it obeys the rules; else it is hedged, or a line is composed from what is proved. What
only one side or nobody vouches for is never told as done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from summarizers.base import HEADLINE_WORDS, DealFacts, PartyFact, Passage, SummaryRequest
from summarizers.chunking import sentences
from summarizers.composing import Composer, names_party
from summarizers.reading import Gazetteer
from summarizers.wording import Wording

ENGLISH = "en"
_LEAD = 3
_OUTLET = re.compile(r"\s+(?:[-–—|]|::)\s+(?P<outlet>[^-–—|]{2,40})\Z")
_TORN = re.compile(r"\s*(?:\.{3,}|…)\Z")
_SHARED_ACT = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|ink(?:s|ed)?|seal(?:s|ed)?|conclude[sd]?|agree[sd]?|award(?:s|ed)?|finali[sz]e[sd]?)\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:say(?:s|ing)?|said|claim(?:s|ed)?|announce[sd]?|according to|report(?:s|ed|edly)?|rumou?r(?:s|ed)?"
    r"|confirm(?:s|ed)?|told|sources|may|might|could|expected|set to|plans?|to sign|about to|will|would)\b",
    re.IGNORECASE,
)
_STAGES = (
    "interest", "talks", "mou", "tender", "selected", "approved", "contract", "production", "delivery", "completed",
)  # fmt: skip
_NOT_YET = (
    r"(?<!\bto )(?<!\bnot )(?<!\bmay )(?<!\bcan )(?<!\bwill )(?<!\bmight )(?<!\bcould )(?<!\bwould )(?<!\bnever )"
)
_OTHER = r"(?!\s(?:[\w-]+\s){0,3}?(?:offers?|bids?|proposals?|nod|approval)\b)"
# What a title tells as done, by the least stage that must be proved for it.
_DONE = {
    stage: re.compile(rf"{_NOT_YET}\b(?:{verbs})\b{_OTHER}", re.IGNORECASE)
    for stage, verbs in {
        "mou": "signs|signed|inks|inked|seals|sealed",
        "contract": "buys|bought|orders|ordered|purchases|purchased|acquires|acquired|awards|awarded",
        "delivery": "delivers|delivered|receives|received|hands over|handed over|inducts|inducted",
    }.items()
}
_VOUCHED = frozenset({"both_parties", "primary_document"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """A text of the catalogue around a claim."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def around(self, claim: str, wording: Wording) -> str:
        return wording.say(self.key, claim=claim, **dict(self.values))


@dataclass(frozen=True, slots=True)
class _Known:
    """The facts, with what knows the parties' names."""

    facts: DealFacts
    gazetteer: Gazetteer | None

    def named(self, text: str) -> list[PartyFact]:
        return [party for party in self.facts.parties if names_party(text, party, self.facts, self.gazetteer)]


def headline(request: SummaryRequest, wording: Wording | None = None, *, gazetteer: Gazetteer | None = None) -> str:
    """Return the headline of a request, at most 20 words; without `wording` or facts the first title as it is.

    "Signs" and its like stand only where both parties or a document vouch; one party's word is "X says", hearsay
    "reported". A title in another language gives way to a line of what is proved, marked with that language.
    """
    facts = request.facts or DealFacts()
    titles = [(passage, bare_title(passage)) for passage in request.passages if passage.title.strip()]
    if wording is None or not titles:
        return _cut(titles[0][1]) if titles else ""
    ours = [pair for pair in titles if pair[0].language == ENGLISH]
    if not ours:
        return _translated(titles[0], request, wording, gazetteer)
    if request.facts is None:
        return _cut(ours[0][1])
    known = _Known(facts, gazetteer)
    passage, title = max(ours, key=lambda pair: (len(known.named(pair[1])), -ours.index(pair)))
    frames = [*_beside(title, known, request.passages, wording), *_hedges(title, known, passage)]
    return _framed(title, frames, wording)


def bare_title(passage: Passage) -> str:
    """Return a passage's title in one line without the outlet's name behind it."""
    title = " ".join(passage.title.split())
    match = _OUTLET.search(title)
    if match and _is_outlet(match["outlet"], passage.outlet):
        title = title[: match.start()]
    torn = _TORN.search(title)
    return f"{title[: torn.start()]}…" if torn and torn.start() else title


def hedged(claim: str) -> bool:
    """Tell whether a title says itself that it is somebody's word, or not done."""
    return _ATTRIBUTED.search(claim) is not None


def overtold(title: str, facts: DealFacts) -> bool:
    """Tell whether a title tells as done what is proved of an earlier stage only."""
    if facts.stage not in _STAGES:
        return False
    proved = _STAGES.index(facts.stage)
    return any(told.search(title) and proved < _STAGES.index(stage) for stage, told in _DONE.items())


def _hedges(title: str, known: _Known, passage: Passage) -> list[_Frame]:
    """Return the frame that says whose word a title is; none where it says so itself, or all vouch for it."""
    facts = known.facts
    if hedged(title):
        return []
    if facts.certainty == "rumour" or overtold(title, facts):
        return [_Frame(key="headline.reported")]
    if facts.certainty in _VOUCHED or not _SHARED_ACT.search(title):
        return []
    if facts.certainty != "one_party":
        return [_Frame(key="headline.reported")]
    who = _speaker(known, passage)
    if who is None:
        return [_Frame(key="headline.one_side")]
    return [_Frame(key="headline.says", values=(("who", who.name.text),))]


def _speaker(known: _Known, passage: Passage) -> PartyFact | None:
    """Return whose word it is where the sentence that proves so names just one party."""
    quotes = [" ".join(proof.quote.split()) for proof in known.facts.certainty_proofs if proof.passage == passage.id]
    for sentence in sentences(passage.text):
        if any(quote in sentence for quote in quotes):
            named = known.named(sentence)
            return named[0] if len(named) == 1 else None
    return None


def _beside(title: str, known: _Known, passages: Sequence[Passage], wording: Wording) -> list[_Frame]:
    """Return the frame that adds the parties a title leaves out, where there are two and the leads name both."""
    named = known.named(title)
    missing = [party for party in known.facts.parties if party not in named]
    if len(known.facts.parties) != 2 or not missing:
        return []
    leads = [" ".join(_lead(passage)) for passage in passages]
    if not all(any(party in known.named(lead) for lead in leads) for party in missing):
        return []
    names = wording.dashed([party.name.text for party in missing])
    return [_Frame(key="headline.beside" if named else "headline.parties", values=(("parties", names),))]


def _translated(
    first: tuple[Passage, str], request: SummaryRequest, wording: Wording, gazetteer: Gazetteer | None
) -> str:
    (passage, title), facts = first, request.facts or DealFacts()
    language = ("language", _language(passage.language, wording))
    composer = Composer(request, wording, gazetteer=gazetteer)
    matter = composer.matter()
    if not matter or not composer.parties:
        return _framed(title, [_Frame(key="mark.in", values=(language,))], wording)
    names = wording.dashed([party.name.text for party in composer.parties])
    claim = wording.say("headline.about", parties=names, matter=matter)
    frames = [_Frame(key="mark.from", values=(language,))]
    if facts.certainty == "rumour":
        frames = [_Frame(key="headline.reported"), *frames]
    elif facts.stage == "contract" and facts.certainty not in _VOUCHED:
        frames = [_Frame(key="headline.one_side"), *frames]
    return _framed(claim, frames, wording)


def _framed(claim: str, frames: Sequence[_Frame], wording: Wording) -> str:
    """Return `claim` within its frames, cut so that all of them stay within 20 words."""
    taken = sum(len(frame.around("", wording).split()) for frame in frames)
    told = _cut(claim, HEADLINE_WORDS - taken)
    for frame in frames:
        told = frame.around(told, wording)
    return told


def _cut(title: str, most: int = HEADLINE_WORDS) -> str:
    words = title.split()
    return " ".join(words) if len(words) <= most else " ".join(words[:most]).rstrip(",;:-–—") + "…"


def _lead(passage: Passage) -> list[str]:
    found = []
    for place, sentence in enumerate(sentences(passage.text)):
        if place == _LEAD:
            break
        found.append(sentence)
    return found


def _language(code: str, wording: Wording) -> str:
    try:
        return Locale.parse(code).get_display_name(wording.language) or code
    except (UnknownLocaleError, ValueError):
        return code


def _is_outlet(name: str, outlet: str) -> bool:
    """Tell a publisher's name from a second half of the headline: known, or short and all in capitals' case."""
    if outlet and name.casefold() == outlet.casefold():
        return True
    tokens = name.split()
    return len(tokens) <= 4 and all(token[0].isupper() or token in {"of", "the", "and", "&"} for token in tokens)
