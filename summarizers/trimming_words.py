"""The words trimming goes by: what opens a clause that may go, what binds one to its sentence, what makes a verb."""

import re

VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|shall|does|did|do|"
    r"says?|said|told|tells?|made|makes?|took|takes?|got|gets?|gave|gives?|held|holds?|met|meets?|led|leads?|went|goes|"
    r"came|comes?|became|becomes?|began|begins?|built|builds?|bought|buys?|sold|sells?|sent|sends?|paid|pays?|won|wins?|"
    r"lost|loses?|left|leaves?|found|finds?|saw|sees?|sought|seeks?|kept|keeps?|brought|brings?|put|puts|set|sets|cut|cuts|"
    r"hit|hits|rose|rises?|fell|falls?|grew|grows?|drew|draws?|flew|flies|chose|chooses?|spoke|speaks?|wrote|writes?|"
    r"stood|stands?|remains?|plans|wants?|needs?|aims?|hopes?|expects?|includes?|signs|agrees?|offers|provides?|"
    r"[a-z]{2,}(?<!unit)(?<!hundr)(?<!spe)(?<!ne)(?<!se)(?<!fe)(?<!ble)ed)\b"
)
"""A finite verb, or what may be one: auxiliaries, the past in -ed, and irregular verbs the news uses."""

SAID = re.compile(
    r"\b(?:said|says?|told|tells|according|added|adds|stated|states|claim(?:s|ed|ing)?|announc(?:es|ed|ing)|confirm(?:s|ed|ing)?|"
    r"report(?:s|ed|edly|ing)|alleg\w+|insist(?:s|ed)?|argu(?:es|ed)|believ(?:es|ed)|call(?:s|ed)|noted|quot(?:ed|ing)|citing|"
    r"suggest(?:s|ed)?|estimat(?:es|ed)|put it|inform(?:s|ed)|as per|sources?|officials?)\b",
    re.IGNORECASE,
)
"""What tells whose word something is."""

BINDING = re.compile(
    r"\b(?:if|unless|until|till|only|provided|providing|pending|subject|but|although|though|not|except(?:ing)?|however|"
    r"despite|without|whether|conditional\w*|conditions?|condition(?:ed|al)|nevertheless|nonetheless|barring|exclud\w+|"
    r"other than|rather than|instead|otherwise|whereas|yet|even|likely|unlikely|assuming|depend\w*|contingent|"
    r"so long as|as long as|as far as|as though|least|most|almost|nearly|alleged\w*|reported(?:ly)?|caveat|proviso|"
    r"former|former?ly|no|none|never|false\w*|fake|hoax|joke|cancel\w*|suspend\w*|delay\w*|postpon\w*|halt\w*|stall\w*)\b",
    re.IGNORECASE,
)
"""What bounds, doubts or takes back what the sentence says: a clause that holds one stays."""

SUBORDINATE = re.compile(
    r"(?:while|when|whenever|as|after|before|if|although|though|even|since|because|once|until|unless|whereas|given|with|without|"
    r"having|despite|in|on|at|by|for|from|under|amid|during|following|according|apart|besides|like|unlike|through|to|"
    r"where|wherever|whether|what|how|that|[a-z]+ing)\b",
    re.IGNORECASE,
)
"""An opening that leaves the main clause to come."""

DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
"""The names of the days: when in the week something was said or done may go, an older date may not."""

DONE = (
    "made|built|held|taken|given|sold|bought|known|seen|found|born|set|put|led|won|lost|sent|met|meant|kept|left|shown|done|"
    "gone|hit|lent|fed|flown|drawn|grown|thrown|worn|written|driven|chosen|broken|stolen|spent|taught|caught|fought|brought|"
    "become|begun|run|told|said|paid|laid|struck|sunk|shot|cut|read|dealt|spread|come|beaten|hidden|spoken|torn|woven|bound"
)
"""Participles that do not end in -ed."""

SCOPED = re.compile(
    r"\b(?:all|every|each|only|sole|most|least|first|last|best|worst|largest|biggest|smallest|\w{3,}est|top|leading|"
    r"single|any|none|one of|part of|number of|half|majority|between|both|either|neither|total|combined|together|"
    r"record|unless|per cent|percent|than|so|too|enough|if|whether|would|could|may|might|should|must|accus\w+|"
    r"alleg\w+|claim\w*|deni\w+|prevent\w*|ban(?:ned|s)?|refus\w+|fail\w*|stop\w*|avoid\w*)\b",
    re.IGNORECASE,
)
"""Words whose sense hangs on what stands behind: with one of them no place or time is cut off."""

PERSONS = re.compile(
    r"\b(?:President|Minister|Secretary|Chancellor|Premier|King|Prince|Princess|Queen|Sheikh|General|Admiral|Marshal|"
    r"Colonel|Commander|Captain|Major|Ambassador|Governor|Senator|Mayor|Judge|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir|Chief|Chairman|"
    r"CEO|Director|Spokesman|Spokeswoman|Spokesperson|Professor|minister|president|secretary|spokesman|spokeswoman|"
    r"spokesperson|chairman|chairwoman|chief|director|ambassador|general|officer|commander|analyst|expert|actor|actress|"
    r"executive|official|author|singer|leader|lawmaker|lawyer|player|captain|coach)\s+\Z"
)
"""An office before a name: the name is a person's."""

TITLED = re.compile(
    r"\b(?:President|Minister|Secretary|Chancellor|Premier|Sheikh|General|Gen|Admiral|Adm|Marshal|Colonel|Ambassador|"
    r"Governor|Senator|Sen|Mayor|Judge|Mr|Mrs|Ms|Dr|Sir)\b\.?\s+(?=[A-Z])"
)
"""A name with its office in it."""
