"""Headlines: who, what, with whom, how far, whose word.

An outlet's title is kept where it obeys the rules; else it is hedged, or a line is composed from what is proved. What
only one side or nobody vouches for is never told as done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel import Locale, UnknownLocaleError

from summarizers.base import HEADLINE_WORDS, DealFacts, PartyFact, Passage, SummaryRequest
from summarizers.chunking import sentences
from summarizers.composing import Composer, names_party
from summarizers.composing_clauses import fair, put_aside
from summarizers.composing_figures import STAGES_ASIDE, counted_in
from summarizers.disagreements import differing
from summarizers.reading import Gazetteer
from summarizers.wording import Wording

ENGLISH = "en"
_LEAD = 3
_OUTLET = re.compile(r"\s+(?:[-–—|]|::)\s+(?P<outlet>(?:[^-–—|]|(?<=\w)-(?=\w)){2,40})\Z")
_FRONT = re.compile(
    r"\A(?:news|shownews|breaking|exclusive|update|watch|video)\s+[-–—|]\s+|\A[‘“](?![^’”]*[’”])", re.IGNORECASE
)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_LINKS = frozenset({"of", "the", "and", "&"})
_OUTLET_WORDS = 5
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
_HEARSAY = re.compile(
    r"report|sources?\b|told|rumou?r|unconfirmed|media|leak|channel|claim|alleg|purported|unnamed|anonym|familiar with",
    re.IGNORECASE,
)
# A question, a prescription or a primer claims nothing.
_NO_CLAIM = re.compile(r"\?|\bshould\b|\bprimer\b|\bexplain(?:s|ed|er)\b|\A(?:how|why|what)\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:said|says|announced|announces|confirmed|confirms|stated|states|told|wrote|declared)\b", re.IGNORECASE
)
_COMMA = re.compile(r"[,;](?!\d)")
_STRAY = re.compile(
    r"\b(?:retired|former|ex-|analysts?|experts?|observers?|newspapers?|channels?|television|reporters?|journalists?|blogg?ers?"
    r"|sources?|outlets?|media|people|insiders?)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:minist(?:ry|er)|government|president|chancellor|army|navy|air force|forces|department|agency|command"
    r"|officials?|spokes\w+|cabinet|office|administration)\b",
    re.IGNORECASE,
)
_BARE_WORDS = 3
_VOUCHED = frozenset({"both_parties", "primary_document"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """A text of the catalogue around a claim."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    parties: tuple[PartyFact, ...] = ()

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
    passage, title = _chosen(ours, known, request.passages)
    frames = [*_before(title, known, request.passages), *_hedges(title, known, passage)]
    return _framed(title, [_named(frame, wording) for frame in frames], wording)


def _chosen(titles: Sequence[tuple[Passage, str]], known: _Known, passages: Sequence[Passage]) -> tuple[Passage, str]:
    """Return the title to stand: of those whose text tells the stage the one that names most parties, then the newest.

    Passages stand oldest first. A newest title that denies the deal or gives it up goes before all; one with a figure
    that sources differ on goes behind the others.
    """
    facts = known.facts
    newest = titles[-1]
    if facts.stage not in STAGES_ASIDE and len(titles) > 1 and put_aside(newest[1]):
        return newest
    proving = {proof.passage for proof in facts.stage_proofs}
    telling = [pair for pair in titles if pair[0].id in proving] or list(titles)
    apart = (*differing(facts.values, passages), *differing(facts.quantities, passages, counted=True))
    calm = [pair for pair in telling if not any(counted_in(pair[1], one) for one in apart)]
    calm = calm or [pair for pair in titles if not any(counted_in(pair[1], one) for one in apart)] or telling
    return max(calm, key=lambda pair: (len(known.named(pair[1])), calm.index(pair)))


def bare_title(passage: Passage) -> str:
    """Return a passage's title in one line without the outlet's name before or behind it."""
    title = _FRONT.sub("", " ".join(passage.title.split()))
    while (match := _OUTLET.search(title)) and _is_outlet(match["outlet"], passage.outlet, title[: match.start()]):
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
    if (facts.certainty == "rumour" and _hearsay(facts, passage) and not _NO_CLAIM.search(title)) or overtold(
        title, facts
    ):
        return [_Frame(key="headline.reported")]
    if facts.certainty in _VOUCHED or not _SHARED_ACT.search(title):
        return []
    if facts.certainty != "one_party":
        return [_Frame(key="headline.reported")]
    return [_speaking(known, passage)]


def _hearsay(facts: DealFacts, passage: Passage) -> bool:
    """Tell whether hearsay is proved by a word of hearsay in the title, a lead or the sentence of the stage.

    A plan ("considers", "soon") is hedged by its own verb.
    """
    staged = [_plain(proof.quote) for proof in facts.stage_proofs if proof.passage == passage.id]
    words = [_plain(proof.quote) for proof in facts.certainty_proofs if _HEARSAY.search(proof.quote)]
    told = [_plain(passage.title), *map(_plain, _lead(passage))]
    told += [plain for one in sentences(passage.text) if any(quote in (plain := _plain(one)) for quote in staged)]
    return any(word in sentence for word in words for sentence in told)


def _speaking(known: _Known, passage: Passage) -> _Frame:
    """Return whose word it is: a party's whose office or firm is the subject of the sentence that proves so."""
    quotes = [_plain(proof.quote) for proof in known.facts.certainty_proofs if proof.passage == passage.id]
    for sentence in sentences(passage.text):
        said = _SAYING.search(sentence)
        if not said or not any(quote in _plain(sentence) for quote in quotes):
            continue
        before = _COMMA.split(sentence[: said.start()])
        subject = next((part for part in reversed(before) if part.strip()), "")
        if _STRAY.search(subject):
            return _Frame(key="headline.reported")
        named = known.named(subject)
        office = _OFFICE.search(subject) or any(one for party in named for one in party.organisations if one in subject)
        if len(named) == 1 and (office or len(subject.split()) <= _BARE_WORDS):
            return _Frame(key="headline.says", values=(("who", named[0].name.text),))
        break
    return _Frame(key="headline.one_side")


def _before(title: str, known: _Known, passages: Sequence[Passage]) -> list[_Frame]:
    """Return the frame that sets two parties before a title that names none.

    One lead sentence must name both, and tell the stage or a designation as well.
    """
    facts = known.facts
    if len(facts.parties) != 2 or known.named(title):
        return []
    leads = [lead for passage in passages if passage.language == ENGLISH for lead in _lead(passage)]
    dealt = [*(proof.quote for proof in facts.stage_proofs), *(one.text for one in facts.designations)]
    for lead in map(fair, leads):
        if len(known.named(lead)) == 2 and any(_plain(word) in _plain(lead) for word in dealt):
            return [_Frame(key="headline.parties", values=(("parties", ""),), parties=facts.parties)]
    return []


def _named(frame: _Frame, wording: Wording) -> _Frame:
    """Return a frame with its parties in words."""
    if not frame.parties:
        return frame
    names = wording.dashed([party.name.text for party in frame.parties])
    return replace(frame, values=(("parties", names),))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


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


def _is_outlet(name: str, outlet: str, title: str) -> bool:
    """Tell a publisher's name from a second half of the headline.

    It is the known one, a web address, in another script than the rest, or short and all in capitals' case.
    """
    if outlet and name.casefold() == outlet.casefold():
        return True
    if _DOMAIN.fullmatch(name) or (title.isascii() and not any(char.isascii() and char.isalpha() for char in name)):
        return True
    tokens = name.split()
    return len(tokens) <= _OUTLET_WORDS and all(token[0].isupper() or token in _LINKS for token in tokens)
