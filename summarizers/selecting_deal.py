"""What the sentences of a story tell of its proved deal: which leads, which bounds, which is idle.

A sentence leads that proves how far the deal has come, or failing it the first that names two parties. One bounds that
denies or limits: no contract yet, subject to approval. One is idle that names no party, thing, figure, day or step.
"""

import re
from collections.abc import Sequence

import numpy as np

from summarizers.base import DealFacts, Proved
from summarizers.quoting import Quotable
from summarizers.reading import find_dates, find_money, find_numbers
from summarizers.salience_words import Floats, content

SHORT_CHARS = 300
"""What may be quoted of a source at most for its quotations to have to tell more than one kind of fact."""

_ENOUGH = 2
_FAR = 9  # sentences
_NEWER = 3  # as much as the stage itself
_PAIR = 2  # "the two sides", "a two-day visit" count nothing
_STEP = re.compile(
    r"\b(?:contract\w*|orders?|ordered|ordering|sign(?:s|ed|ing)?|deliver\w*|approv\w*|select\w*|chose\w*|choos\w*|pick(?:s|ed)|"
    r"agree[ds]?|agreements?|deals?|negotiat\w*|talks|tender\w*|bids?|bidd\w*|offer\w*|buy\w*|bought|purchas\w*|procur\w*|"
    r"acqui\w*|sell\w*|sold|sales?|suppl(?:y|ies|ied|ying)|export\w*|import\w*|licen[cs]\w*|co-?produc\w*|produc\w*|"
    r"manufactur\w*|build\w*|built|develop\w*|cooperat\w*|co-operat\w*|partner\w*|joint|memorand\w*|mou|letter of|"
    r"transfer\w*|donat\w*|hand(?:ed|s) over|lease[ds]?|leasing|upgrad\w*|moderni[sz]\w*|fund\w*|financ\w*|cancel\w*|"
    r"suspend\w*|halt\w*|postpon\w*|delay\w*|terminat\w*|reject\w*|refus\w*|interest\w*|propos\w*|plans?|planned|receiv\w*|"
    r"award\w*|won|wins?|loan|credit|aid|sanction\w*|embargo\w*|ban(?:ned|s)?|invest\w*|stake|ventures?)\b",
    re.IGNORECASE,
)
_BOUNDS = re.compile(
    r"\b(?:no (?:\w+ ){0,2}(?:contract|order|deal|agreement|decision|commitment|approval|talks|plans?|confirmation|"
    r"evidence|price|timetable|comment)|"
    r"(?:not|n[’']t|never|neither|nor) (?:\w+ ){0,2}(?:confirm\w*|comment\w*|commit\w*|sign\w*|decid\w*|approv\w*|"
    r"agree\w*|"
    r"order\w*|bind\w*|oblig\w*|mean|constitut\w*|guarantee\w*|conclud\w*|final\w*|placed|purchas\w*|buy|sell|sold|"
    r"bought|deliver\w*|(?:a|the|any) (?:contract|order|deal|agreement|commitment|purchase|sale|decision))|"
    r"den(?:y|ies|ied)|subject to|still (?:needs?|has to|have to|requires?|awaits?|must)|yet to|pending|non-?binding|"
    r"without (?:giving|providing|offering) (?:\w+ )?evidence|"
    r"(?:needs?|requires?|awaits?|await) (?:\w+ ){0,3}(?:approval|consent|clearance|vote|signature|ratification)|"
    r"(?:remains?|is|are) (?:still )?open|on condition that|provided that|declined to (?:confirm|comment)|unconfirmed|"
    r"could be (?:cancelled|stopped|blocked))\b",
    re.IGNORECASE,
)


# Behind a sentence these speak of it, whatever their words.
_SPEAKS_BACK = re.compile(
    r"\b(?:confirm\w*|comment\w*|den(?:y|ies|ied)|evidence|unconfirmed|(?:this|it)\b|"
    r"the (?:approval|report|claim|news|deal|order|sale|purchase|agreement|contract|plan|notice|decision|price|"
    r"financing))\b",
    re.IGNORECASE,
)


class Deal:
    """What is asked of sentences about the deal proved by `facts`."""

    def __init__(self, facts: DealFacts, *, shown: Sequence[str] = ()) -> None:
        """Read the words of the proofs; what the headline `shown` tells whole needs no leading sentence."""
        self._shown = content(" ".join(shown))
        self._stages = [(proof.passage, _words([proof.quote])) for proof in facts.stage_proofs if proof.quote.strip()]
        things = (*facts.designations, *facts.quantities, *facts.values, *facts.shares)
        named = dict.fromkeys(form for thing in things for form in _quotes(thing))
        self._things = _words(list(named))
        # what is dealt in may prove a party, by where it comes from; it does not name one
        own = [[*_quotes(party.name), *party.organisations] for party in facts.parties]
        self._parties = [_words([form for form in forms if form not in named]) for forms in own]

    def idle(self, text: str) -> bool:
        """Tell whether `text` names no party, thing, figure, date or step of a deal, and bounds nothing."""
        return not self.kinds(text) and not find_dates(text) and not bounds(text)

    def telling(self, text: str, quote_chars: int) -> bool:
        """Tell whether `text` is worth being quoted where only `quote_chars` may be: a party alone is not."""
        return quote_chars > SHORT_CHARS or self.kinds(text) >= _ENOUGH or bounds(text)

    def kinds(self, text: str) -> int:
        """Count the kinds of fact in `text`: a party, a thing proved, a figure, a step of a deal."""
        party = any(names.search(text) for names in self._parties)
        figure = bool(find_money(text)) or any(number.value > _PAIR for number in find_numbers(text))
        return party + (self._things.search(text) is not None) + figure + (_STEP.search(text) is not None)

    def leading(self, pool: Sequence[Quotable]) -> int | None:
        """Return the place in `pool` of the sentence that leads; None where none does or the headline tells it all.

        What proves more leads before what stands earlier, as long as it stands no more sentences behind. Of several
        passages one that proves the stage, maybe by its title alone, goes before those that tell of earlier days.
        """
        ranks = [self.leads(one.passage, one.text) for one in pool]
        proving = {passage for passage, _ in self._stages}
        if proving and any(one.passage not in proving for one in pool):
            ranks = [
                rank + _NEWER * (rank > 0 and one.passage in proving) for rank, one in zip(ranks, pool, strict=True)
            ]
        found = [
            (rank - min(one.place, _FAR), -place)
            for place, (rank, one) in enumerate(zip(ranks, pool, strict=True))
            if rank
        ]
        if not found:
            return None
        first = -max(found)[1]
        return None if content(pool[first].text) <= self._shown else first

    def leads(self, passage: str, text: str) -> int:
        """Tell how well `text` of `passage` may lead: 3 for the stage with both sides, 2 with one and what is dealt in.

        1 is for two sides without it; 0 for none of these.
        """
        stage = any(of == passage and words.search(text) for of, words in self._stages)
        named = sum(names.search(text) is not None for names in self._parties)
        if stage and named > 1:
            return 3
        if stage and named and self._things.search(text) is not None:
            return 2
        return int(named > 1)


def bounds(text: str) -> bool:
    """Tell whether `text` denies or limits what is told of a deal."""
    return _BOUNDS.search(text) is not None


def bounded(pool: Sequence[Quotable]) -> Floats:
    """Return a row and a column for each sentence of `pool`: 1 where one bounds what its neighbour tells."""
    told = np.zeros((len(pool), len(pool)))
    place = {(one.passage, one.place): number for number, one in enumerate(pool)}
    for number, one in enumerate(pool):
        if not bounds(one.text):
            continue
        for beside in (one.place - 1, one.place + 1):
            other = place.get((one.passage, beside))
            if other is not None and _same_thing(one, pool[other], behind=beside < one.place):
                told[number, other] = told[other, number] = 1
    return told


def _same_thing(one: Quotable, other: Quotable, *, behind: bool) -> bool:
    step = _STEP.search(one.text) is not None and _STEP.search(other.text) is not None
    back = behind and (one.leans or _SPEAKS_BACK.search(one.text) is not None)
    return back or step or bool(content(one.text) & content(other.text))


def _quotes(proved: Proved) -> list[str]:
    return [proved.text, *(proof.quote for proof in proved.proofs)]


def _words(forms: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(form.strip()) for form in dict.fromkeys(forms) if form.strip())
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)", re.IGNORECASE)
