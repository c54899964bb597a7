"""Where a sentence may end early: behind a day or a place, a phrase, a second verb, a second clause, an apposition."""

import re
from collections.abc import Iterator

from summarizers.trimming_guards import Cut, acts, adds_only, has_comma, may_go, plain, resumes, stands
from summarizers.trimming_words import DAY, DONE, VERB

_DAY_OR_PLACE = re.compile(
    rf",?\s+(?P<cue>(?:late |early )?on {DAY}\b|(?:earlier )?(?:this|last) (?:week|month|{DAY})\b|today\b|"
    r"yesterday\b|(?:at|during) (?:a|an|the) (?:[a-z-]+ ){0,2}(?:ceremony|conference|meeting|event|exhibition|show|"
    r"function|briefing|fair|session|summit|hearing|rally|visit)\b|in (?!(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)\b)"
    r"(?:the (?:capital|city|country|region|area) of |(?:north|south|east|west|central)(?:ern)? )?"
    r"[A-Z][a-z]+\b)"
)
# "Based in Haifa", "invest in Poland", "is in Delhi": the verb says nothing without the place.
_NEEDS_PLACE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|remain\w*|based|located|situated|lie[sd]?|live[sd]?|living|reside\w*|born|held|hold|"
    r"stay\w*|"
    r"invest\w*|interest\w*|participat\w*|engag\w+|involv\w+|succe\w+|believ\w+|result\w*|arriv\w+|land\w*|housed|"
    r"t(?:ook|ake|aking) place|stationed|deployed|set|and|or|also|even|back|early|late|just|especially|particularly|"
    r"mainly|mostly|role|part|place|rise|fall|increase|decrease|interest|stake|share|crisis|war|conflict|unit|plant|"
    r"facility|factory|people|situation|office|presence|base|[a-z]+ly|of|for|to|from|by|with|at|on|in|the|a|an)\s*\Z",
    re.IGNORECASE,
)
# "… on Monday to sign the contract": why, or what was said, is news.
_AIMED = re.compile(r"\b(?:to [a-z]+|that|how|whether)\b")
_AND_VERB = re.compile(
    r",?\s+(?P<cue>and (?:also |then |later |subsequently )?(?:has|have|had|is|was|are|were|will|would|said|says|told|"
    r"took|made|gave|led|won|sent|met|put|began|became|held|went|came|saw|sold|bought|left|found|brought|sought|[a-z]{3,}ed))\s"
)
_AND_CLAUSE = re.compile(
    r",\s+(?P<cue>and (?:the|a|an|that|this|his|her|its|their|some|many|several|more|[A-Z][\w.'’-]+)\s)|;\s+(?P<semi>)"
)
# A phrase behind a noun with its article: what it adds to the noun or the deed may go, what the verb asks for may not.
_FURTHER = re.compile(
    r"(?<=\s)(?:the|an?|its|his|her|their|this|these|those|two|three|four|five|six|seven|eight|nine|ten|several|"
    r"some|many|\d[\d,.]*)"
    rf"(?:\s(?!\w+(?:ed|ing|ly)\b|(?:{DONE}|that|which|who|and|or|of|for|to|in|on|at|by|with|from|as|is|was|are|were|"
    r"has|have|had)\b)"
    r"[\w’'-]+){1,3}?(?<!ed)(?<!ing)(?=\s(?P<cue>for|with|from|by|against|over|through|under|near|at|in|on|across|"
    r"among|within|along|alongside|inside|outside|around)\s)"
)
_ASKS = {
    "with": re.compile(
        r"sign|contract|offer|credit|cooperat|collaborat|partner|work|talk|negotiat|compet|team|joint|replac|provid|equip|\barm(?:ed|s|ing)\b|compar|charg|link|associat|suppl|deal|agree|met\b|meet|fill|shar|help"
    ),
    "for": re.compile(
        r"contract|order|program|plan|process|offer|tender|bid\b|bids\b|request|deal|propos|technolog|provid|pay|paid|buy|"
        r"bought|purchas|procur|sign|agree|blam|mistak|mistook|swap|exchang|trad|ask|wait|look|search|call|responsib|need|pav|sets?\b|ground|time\b"
    ),
    "from": re.compile(
        r"buy|bought|order|purchas|receiv|import|licen|acquir|procur|deliver|differ|remov|exempt|free|far\b|withdr|apart|exclu|sav|bar|tak|keep|kept|protect|ranging|range"
    ),
    "by": re.compile(r"\bby\b|standing|stands?\b"),
    "on": re.compile(
        r"\bput|impos|plac|bas|focus|depend|rel(?:y|ied|ies)|spen|bet\b|turn|ke(?:ep|pt)|set|lay|laid|eye|rests?"
    ),
    "in": re.compile(
        r"\bput|plac|interest|invest|role|part\b|rise|fall|result|play|involv|ha[sdve]+ (?:a|an|the|its)|keep|kept|show"
    ),
    "at": re.compile(r"look|aim|point|target|stand|stood"),
    "over": re.compile(r"tak|took|hand|turn|win|won|gain"),
    "under": re.compile(r"\bput|plac|bring|brought|come|came|keep|kept"),
}
_REST_OF_NAME = re.compile(r"\s\w+\s(?:the\s)?[A-Z]")
_COLLECTS = re.compile(
    r"\b(?:between|both|either|neither|together|combined|total|whether|including|such as)\b", re.IGNORECASE
)
# What may be the last of a list rather than an apposition: "…, jets, the radars", "…, a jet and a radar".
_LIST = re.compile(r",\s[^,\0]{2,40}\0|\0.*\b(?:and|or)\b", re.DOTALL)
_APPOSED = re.compile(
    r",\s+(?P<cue>(?:a|an|the|one of the|one of)\s|(?<=[a-z],\s)(?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]*\.\Z)"
)


def adjuncts(text: str) -> Iterator[Cut]:
    """Yield where a day or a place opens what a sentence does without: its head is said of more than that place."""
    for match in _DAY_OR_PLACE.finditer(text):
        head, gone = text[: match.start()], text[match.start("cue") : -1]
        if (
            _NEEDS_PLACE.search(head) is None
            and _AIMED.search(gone) is None
            and plain(head)
            and _ends(head, gone)
            and adds_only(gone)
        ):
            yield Cut(match.start(), len(text) - 1, "tail")


def phrases(text: str) -> Iterator[Cut]:
    """Yield where a phrase opens that adds to a noun or a deed told in full before it."""
    for match in _FURTHER.finditer(text):
        head, gone = text[: match.end()], text[match.start("cue") : -1]
        asks = _ASKS.get(match["cue"])
        if (asks is not None and asks.search(head)) or _name_goes_on(match):
            continue
        if plain(head) and not _AIMED.search(gone) and _ends(head, gone) and adds_only(gone) and acts(head):
            yield Cut(match.end(), len(text) - 1, "tail")


def _name_goes_on(match: re.Match[str]) -> bool:
    """Tell "the High Commissioner for Human Rights" from a name that ends before the phrase."""
    last = match.group().rsplit(None, 1)[-1]
    return last[0].isupper() and _REST_OF_NAME.match(match.string, match.end()) is not None


def joined(text: str) -> Iterator[Cut]:
    """Yield where a second verb, a second clause or a trailing apposition begins."""
    for match in _AND_VERB.finditer(text):
        head, gone = text[: match.start()], text[match.start("cue") : -1]
        # "designed and built the engine": what both verbs act on stands behind the second
        shared = VERB.fullmatch(head.rsplit(None, 1)[-1]) is not None
        if not shared and plain(head) and _COLLECTS.search(head) is None and _ends(head, gone):
            yield Cut(match.start(), len(text) - 1, "tail")
    for match in _AND_CLAUSE.finditer(text):
        head, gone = text[: match.start()], text[match.end() : -1]
        alone = not has_comma(head) and not has_comma(gone) and VERB.search(gone) is not None
        if alone and plain(head) and _COLLECTS.search(head) is None and _ends(head, gone):
            yield Cut(match.start(), len(text) - 1, "tail")
    for match in _APPOSED.finditer(text):
        head, gone = text[: match.start()], text[match.start("cue") : -1]
        one = not has_comma(gone) and _LIST.search(head + "\0" + gone) is None
        if one and adds_only(gone) and _ends(head, gone):
            yield Cut(match.start(), len(text) - 1, "tail")


def _ends(head: str, gone: str) -> bool:
    """Tell whether a sentence may end behind `head`, all of `gone` being what it does without."""
    return stands(head) and may_go(gone) and not resumes(gone)
