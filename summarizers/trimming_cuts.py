"""What may be cut from a sentence: clauses and phrases that add to it, never what bounds, denies or vouches for it.

An attribution stays wherever it is: without it the word of one party would stand as bare fact. Only the vehicle goes,
"in a statement on Monday", so that who said it is still told.
"""

import re
from collections.abc import Iterator

from summarizers.reading import negations
from summarizers.trimming_guards import Cut, adds_only, clear, keeps_enough, may_go, plain, resumes, splits, stands
from summarizers.trimming_phrases import adjuncts, joined, phrases
from summarizers.trimming_words import DAY, SAID, SUBORDINATE, VERB

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)|(?<![\w])'[^']*'(?!\w)|«[^»]*»")
_STRAY = re.compile(r"[“”\"«»]")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTICIPLE = (
    r"(?!pending|barring|excluding|excepting|providing|assuming|depending|notwithstanding|failing|according|being|"
    r"thing|nothing|anything|something|everything|king|spring|morning|evening|beijing|during)[a-z]{2,}ing"
)
_TAIL = re.compile(
    rf",\s+(?P<cue>which|who|whose|where|while|as(?!\s+well\b)|after|when|amid|following|during|because|{_PARTICIPLE}|"
    r"(?:known|named|called|based|led|made|built|developed|designed|manufactured|produced|located|headed|compared|"
    r"followed|backed|powered|signed|aimed|worth)|"
    r"with(?!in|out)|in (?:a|an) (?:move|bid|deal|effort|attempt|sign)\b|in order to|in addition to|along with|"
    r"together with|as well as|thanks to|and (?:it|he|she|they|there)(?=\s))\b",
)
_BARE_TAIL = re.compile(
    r"\s+(?P<cue>after|while|amid|following|in an? (?:bid|effort|attempt) to|in order to|because|even as|as part of)\s"
)
# "Comes after", "days after" and "named after": without what follows the words before say nothing, or something else.
_LEANS_ON_AFTER = re.compile(
    r"\b(?:com(?:e|es|ing)|came|look(?:s|ed|ing)?|nam(?:e|es|ed|ing)|go(?:es|ing)?|went|run(?:s|ning)?|ran|soon|shortly|"
    r"immediately|long|just|even|right|only|days?|weeks?|months?|years?|hours?|minutes?|decades?|later|sought|for a|"
    r"used|the|a|is|are|was|were|be|been|being|has|had|have|day|and|or|mostly|mainly|largely|partly|simply|chiefly|worth)\s*\Z",
    re.IGNORECASE,
)
# Of what is yet to come, "after" and "when" name the condition.
_TIMES = frozenset({"after", "when"})
_AHEAD = re.compile(
    r"\b(?:will|would|shall|can|could|may|might|must|should|to be|set to|expect\w*|plan\w*|hop\w+|aim\w*|want\w*|due)\b"
)
_SUBJECT = re.compile(r"(?:as|when) (?:it|they|he|she)\s")
_LISTED_DEEDS = re.compile(r"(?:,|\bof)\s[a-z]+ing\b")
# "… and the engine after clearance is ready": what is joined there has its verb yet to come.
_OPENED = re.compile(r"\band (?:the|an?) (?:[\w-]+ ){0,2}[\w-]+\Z")
_WHEN_OR_AS = re.compile(
    r"(?<!such)(?<!known)(?<!described)(?<!seen)(?<!same)(?<!well)(?<!so)(?<!served)(?<!serve)(?<!worked)(?<!far)(?<!long)"
    r"(?<!regarded)(?<!acting)(?<!soon)(?<!just)(?<!even)\s+(?P<cue>when|as(?=\s+(?:the|a|an|it|they|he|she|his|its|their|"
    r"[A-Z]\w+)\s))\s"
)
_NAMED_INSIDE = re.compile(r",\s+(?:the|a|an|one of the)\s[^,;:“”\"()]{4,140},\s+(?=(?P<next>[a-z]+)\b)")
_INSERTED = re.compile(r",\s+(?:which|who|whose|where)\s[^,;:“”\"()]{4,160},\s+(?=(?P<next>[a-z]+)\b)")
_RESUMES = re.compile(
    r"(?:has|have|had|will|would|is|are|was|were|can|could|may|must|should|did|does|said|says|told|signed|won|made|took|"
    r"plans|wants|remains|began|met|agreed|announced|bought|sold)\Z"
)
_DASHED = re.compile(r"\s[–—-]\s[^–—“”\"();:]{4,160}?\s[–—-]\s(?=[a-z])")
_PARENTHESIS = re.compile(r"\s\((?P<in>[^()]{8,160})\)(?=[\s,.])")
_VEHICLE = re.compile(
    r"(?P<keep>\b(?:said|says|added|announced|confirmed|stated|told reporters))"
    r"(?P<gone>\s+(?:in an?|through an?|via an?) (?:(?:[a-z-]+|press|joint|X|[A-Z][a-z]+day) )?"
    r"(?:statement|release|post|tweet|interview|communiqu[eé]|bulletin|email|message|briefing|news conference|"
    r"press conference|video)"
    rf"(?: (?:on|late|early) {DAY}(?: (?:morning|evening|night))?)?)(?=[.,]| that\b)"
)
_SPEAKER = re.compile(
    r",\s(?:[^,“”\"():;]{2,60}\s(?:said|says|added|told reporters)|(?:according to|said) [^,“”\"():;]{2,60})"
    rf"(?: (?:on|late on) {DAY}| {DAY})?\.\Z"
)
_LEADING = re.compile(
    r"(?:In (?:a|an|what|yet another|one of)|As (?:part of|a)|After|Following|Amid|During|While|When|"
    r"Speaking|Days after|Hours after|Weeks after|Months after|"
    r"(?:Two|Three|Four|Five|Six|A|One) (?:days?|weeks?|months?|years?) after)\b[^“”\"();:]{3,220}?,\s+(?=[A-Za-z])"
)
_PRONOUN = re.compile(
    r"(?:he|she|it|they|him|her|his|their|its|this|that|these|those|both|the (?:latter|former|two|three|same))\b",
    re.IGNORECASE,
)


def cuts(text: str) -> tuple[Cut, ...]:
    """Return what may be cut from the sentence `text`, each alone, in order; () where quotation marks are unpaired."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    if _STRAY.search(_QUOTED.sub("", text)) or text.count("(") != text.count(")") or not text.endswith("."):
        return ()
    found = {*_tails(text), *_before_speaker(text), *_inner(text), *_vehicles(text), *_leading(text)}
    whole = [match.span() for match in _BRACKETED.finditer(text)] + quoted
    fast = splits(text)
    return tuple(sorted(cut for cut in found if clear(cut, whole) and clear(cut, fast) and keeps_enough(text, cut)))


def _before_speaker(text: str) -> Iterator[Cut]:
    """Yield the tails of what is told before ", officials said": these words stay behind the cut."""
    speaker = _SPEAKER.search(text)
    if speaker is not None:
        for cut in _tails(text[: speaker.start()] + "."):
            yield Cut(cut.start, speaker.start(), "inner")


def _tails(text: str) -> Iterator[Cut]:
    for match in _TAIL.finditer(text):
        gone = text[match.start("cue") : -1]
        if match["cue"] in _TIMES and _AHEAD.search(text, 0, match.start()):
            continue
        vouches = match["cue"] == "as" and SAID.search(gone) is not None
        listed = match["cue"].endswith("ing") and _LISTED_DEEDS.search(text, 0, match.start()) is not None
        if not vouches and not listed and may_go(gone) and not resumes(gone) and stands(text[: match.start()]):
            yield Cut(match.start(), len(text) - 1, "tail")
    for match in (*_BARE_TAIL.finditer(text), *_WHEN_OR_AS.finditer(text)):
        head, gone = text[: match.start()], text[match.start("cue") : -1]
        if match["cue"] in _TIMES and _AHEAD.search(head):
            continue
        apart = "," not in gone and not head.endswith(",") and _OPENED.search(head) is None
        if match["cue"] in {"as", "when"}:
            acts = VERB.search(gone) is not None or _SUBJECT.match(gone) is not None
            named = (
                gone.startswith("as ") and _SUBJECT.match(gone) is None and head.endswith("ed")
            )  # "classified as the"
            apart = apart and plain(head) and acts and not named and SAID.search(gone) is None
        # a denied head may be denied of the tail alone ("did not resign because …")
        if apart and may_go(gone) and _LEANS_ON_AFTER.search(head) is None and not negations(head) and stands(head):
            yield Cut(match.start(), len(text) - 1, "tail")
    yield from adjuncts(text)
    yield from joined(text)
    yield from phrases(text)


def _inner(text: str) -> Iterator[Cut]:
    for match in _INSERTED.finditer(text):
        if _RESUMES.match(match["next"]) and may_go(match.group()) and len(match.group().split()) > 2:
            yield Cut(match.start(), match.end(), "inner")
    for match in _NAMED_INSIDE.finditer(text):
        if _RESUMES.match(match["next"]) and may_go(match.group()) and adds_only(match.group()):
            yield Cut(match.start(), match.end(), "inner")
    for match in _DASHED.finditer(text):
        if may_go(match.group()) and len(match.group().split()) > 4:
            yield Cut(match.start(), match.end(), "inner")
    for match in _PARENTHESIS.finditer(text):
        if may_go(match["in"]) and len(match["in"].split()) > 2:
            yield Cut(match.start(), match.end(), "inner")


def _vehicles(text: str) -> Iterator[Cut]:
    for match in _VEHICLE.finditer(text):
        yield Cut(match.start("gone"), match.end("gone"), "vehicle")


def _leading(text: str) -> Iterator[Cut]:
    match = _LEADING.match(text)
    if match is None:
        return
    rest = text[match.end() :]
    # what follows the comma must be the main clause: it opens with a name or an article, and has a verb of its own
    opens = re.match(r"(?:the|a|an|[A-Z][\w.'’-]*|[a-z]+)\s", rest)
    if opens is None or _PRONOUN.match(rest) or SUBORDINATE.match(rest) or re.match(r"(?:and|or|but)\b", rest):
        return
    if not re.match(r"(?:the|some|several|many|two|three|four|five|officials|police|[A-Z])", rest):
        return
    first = rest.split(",", 1)[0]
    if VERB.search(first) and may_go(match.group()) and not SAID.search(match.group()):
        yield Cut(0, match.end(), "lead")
