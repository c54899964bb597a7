"""What of a sentence is told of the deal itself: clauses without rivals, the past, what is replaced or denied.

English only, and by words: what is barred in doubt is only left out of a composed line.
"""

import re

from summarizers.reading import clauses, negations

# Of a clause with one of these nothing is told of the deal: somebody lost, or it was long ago.
_BARRED = re.compile(
    r"\b(?:los(?:es?|t|ing)|overlook\w*|beaten|outbid|ruled out|turned down|eliminated|disqualified|knocked out"
    r"|had (?:also )?(?:offered|bid|proposed|asked|planned|ordered|bought|signed|first|earlier|already)|also bid"
    r"|rival(?:s|led|ed)?|compet(?:e[sd]?|ing|itors?)|other bidders?|previous(?:ly)?|earlier(?! this| today| on )"
    r"|former(?:ly)?|originally|(?:years?|months|decades?) ago|last year|in the past"
    r"|already (?:operates?|fl(?:y|ies)|uses?)"
    r"|declined to comment|age?ing|older|looked at|asked for)\b"
    r"|\b(?:signed|ordered|bought|purchased|acquired|selected|chosen|agreed|awarded|approved|delivered|received"
    r"|launched|cancelled|canceled|concluded|inducted|began|started)\b"
    r"[^,;]*?\b(?:in|since) (?:early |late |mid-)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
# What stands behind one of these is what the deal is not about.
_AWAY = re.compile(
    r"\b(?:instead of|rather than|in place of|in lieu of|unlike|beat(?:s|ing)?|defeat(?:s|ed|ing)?|ahead of|than"
    r"|not(?! only)|(?:to )?replac(?:e[sd]?(?! by| with)|ing|ements?)|phas(?:e|ing) out|compared (?:to|with)"
    r"|similar to|such as|derived from|to counter|like(?= (?:the )?(?-i:[A-Z]))"
    r"|(?<!talks )(?<!deal )(?<!negotiations )(?<!discussions )(?<!contract )"
    r"over(?= (?:the )?(?-i:(?!US|Rs|[A-Z]{1,3}\$)[A-Z])))\b",
    re.IGNORECASE,
)
# What stands before one of these gave way to what stands behind it.
_TOWARDS = re.compile(r"\b(?:replaced (?:by|with)|in favou?r of)\b", re.IGNORECASE)
_ORIGIN = re.compile(r"\S+[-‐‑]origin\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|reject\w*|refus\w*|block(?:s|ed|ing)?|halt(?:s|ed|ing)?|suspend\w*|suspension|cancel\w*"
    r"|scrap(?:s|ped|ping)?|drop(?:s|ped|ping)?|abandon\w*|withdr[ae]w\w*|leaves|leaving|quits?|pull(?:s|ed)? out"
    r"|postpon\w*|delay\w*|puts? off|shelv\w*|fr(?:eezes?|oze|ozen)|stall(?:s|ed)?|terminat\w*|rules? out|ruled out"
    r"|turn(?:s|ed) down|back(?:s|ed) out|embargo|bans?|banned|unlikely|setback|doubts?|collapse[sd]?"
    r"|fails?|failed|quash\w*|threat\w*|shift\w* away|disqualified)\b",
    re.IGNORECASE,
)
_NO_DENIAL = frozenset({"instead of", "rather than", "without"})
_LEFT = re.compile(r"\b(?:withdr[ae]w\w*|leav(?:es|ing)|left|quits?|pull(?:s|ed)? out)\b", re.IGNORECASE)
_PART = re.compile(r"[,;:](?!\d)\s*")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|could|can|says?|said|told|adds?|added|according"
    r"|(?:offer|order|select|award|deliver|receive|acquire|purchase|approve|sign|seal|ink|seek|want|plan|cancel|delay"
    r"|halt|develop|build|supply|provide|need|show|join|launch)(?:s|e?d)|buys|bought|sells|sold|makes|made|gets|got"
    r"|chooses|chose|builds|built|supplies|supplied|picks|picked|wins|won)\b",
    re.IGNORECASE,
)

_STAGE_WORDS = {
    stage: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for stage, words in {
        "interest": r"interest|consider|ey(?:es|ed|eing)\b|wants?\b|wanted|seek|sought|keen|mull|looking (?:at|to)",
        "talks": r"talks?\b|negotiat|discuss",
        "mou": r"mou\b|memorand|letters? of intent|cooperat|co-operat|partner|team",
        "tender": r"tender|bids?\b|requests? for (?:proposals?|information)|rf[pi]\b|shortlist",
        "selected": r"select|chos|choos|picks?\b|picked|(?:agree|decide)[sd]? (?:to|on)|won\b|wins?\b|buy\b|bought",
        "approved": r"approv|clear(?:s|ed|ance)|nod\b|authori[sz]|green light",
        "contract": r"contract|sign(?:s|ed)?\b|order|award|buys?\b|bought|purchas|acquir",
        "production": r"produc|build|built|manufactur|assembl",
        "delivery": r"deliver|receiv|hand(?:s|ed)? over|induct|arriv|gets\b|got\b",
        "completed": r"complet|final\b|last\b",
        "delayed": r"delay|postpon|put(?:s|ting)? off|suspen|halt|defer",
        "cancelled": r"cancel|scrap|terminat|abandon|drop",
    }.items()
}


def says_stage(stage: str, text: str) -> bool:
    """Tell whether `text` has a word of the stage."""
    words = _STAGE_WORDS.get(stage)
    return words is not None and words.search(text) is not None


def fair(text: str) -> str:
    """Return what of `text` is told of the deal itself, clause by clause; "" where nothing is."""
    told = [clause.of(text) for clause in clauses(text)]
    kept = [_fair(clause) for clause in told]
    return text if kept == told else " ; ".join(filter(None, kept))


def parts(sentence: str) -> tuple[str, ...]:
    """Return the clauses of a sentence, split at commas as well where a verb of its own stands on either side."""
    found: list[str] = []
    for clause in clauses(sentence):
        own: list[str] = []
        for part in _PART.split(clause.of(sentence)):
            if own and not (_VERB.search(part) and _VERB.search(own[-1])):
                own[-1] = f"{own[-1]}, {part}"
            else:
                own.append(part)
        found += own
    return tuple(found)


def put_aside(text: str) -> bool:
    """Tell whether `text` denies, refuses, halts or gives up something."""
    return denied(text) or _ASIDE.search(text) is not None


def denied(text: str) -> bool:
    """Tell whether `text` denies; what is cancelled or delayed is not."""
    return any(span.of(text).casefold() not in _NO_DENIAL for span in negations(text))


def left(text: str) -> bool:
    """Tell whether `text` tells of one who leaves what others go on with."""
    return _LEFT.search(text) is not None


def _fair(clause: str) -> str:
    if _BARRED.search(clause):
        return ""
    towards = _TOWARDS.search(clause)
    kept = clause[towards.end() :] if towards else clause
    away = _AWAY.search(kept)
    return _ORIGIN.sub(" ", kept[: away.start()] if away else kept).strip()
