"""Texts of a made-up archive: sentences from templates, each slot with the place where it stands. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from string import Formatter

from bot.domain.analysis import Evidence
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Certainty, CooperationType, Stage

STAGES: Mapping[Stage, tuple[str, ...]] = {
    Stage.INTEREST: ("shows interest in", "is considering", "looks at"),
    Stage.TALKS: ("is in talks on", "negotiates over", "holds talks on"),
    Stage.MOU: ("signs a memorandum of understanding on", "signs a letter of intent for"),
    Stage.TENDER: ("opens a tender for", "issues a request for proposals for"),
    Stage.SELECTED: ("selects", "has chosen", "picks"),
    Stage.APPROVED: ("approves the purchase of", "clears the purchase of"),
    Stage.CONTRACT: ("signs a contract for", "orders", "has contracted"),
    Stage.PRODUCTION: ("sees production begin of", "starts production of"),
    Stage.DELIVERY: ("takes delivery of", "receives the first"),
    Stage.COMPLETED: ("has received the last of", "completes the programme for"),
    Stage.DELAYED: ("postpones the purchase of", "has to wait for"),
    Stage.CANCELLED: ("cancels the order for", "drops plans for"),
}
"""How a title says how far things have got, the one who acquires being the subject."""

TYPES: Mapping[CooperationType, str] = {
    CooperationType.AGREEMENT: "a cooperation agreement",
    CooperationType.PROCUREMENT: "a purchase off the shelf",
    CooperationType.CO_DEVELOPMENT: "joint development",
    CooperationType.CO_PRODUCTION: "licensed production",
    CooperationType.JOINT_VENTURE: "a joint venture",
    CooperationType.TECHNOLOGY_TRANSFER: "transfer of technology",
    CooperationType.UPGRADE_MRO: "an upgrade",
    CooperationType.LEASE_DONATION: "a donation",
    CooperationType.OFFSET: "an offset agreement",
    CooperationType.INVESTMENT_MA: "an acquisition of shares",
    CooperationType.SUPPLY_CHAIN: "supply of components",
    CooperationType.R_AND_D: "joint research",
    CooperationType.EXPORT_CONTROL: "an export licence",
    CooperationType.TRAINING: "training of crews",
}
CERTAINTIES: Mapping[Certainty, tuple[str, ...]] = {
    Certainty.RUMOUR: ("people familiar with the matter said", "unconfirmed reports say"),
    Certainty.ONE_PARTY: ("a company spokesman said", "the ministry said"),
    Certainty.BOTH_PARTIES: ("both defence ministries said", "officials of both countries said"),
    Certainty.PRIMARY_DOCUMENT: ("according to the notice published", "the text of the contract says"),
}
CURRENCIES = (("$", "USD", ""), ("€", "EUR", ""), ("", "USD", " US dollars"), ("", "EUR", " euros"))
SECTOR_SENTENCES = (
    "The programme falls under {sector} and is run by the procurement agency.",
    "It is the largest order for {sector} in several years.",
    "Analysts count it among the more important projects in {sector}.",
)
VALUE_SENTENCES = (
    "The deal is worth {value}.",
    "Its value is put at {value}.",
    "The package was valued at {value} by the ministry of finance.",
)
DATE_SENTENCES = ("The first delivery is planned for {date}.", "First deliveries are expected in {date}.")
SHARE_SENTENCES = ("About {share} of the work is to be done by local industry.",)
BACKGROUND = (
    "{name}, who led the delegation, called the visit to {place} useful and promised further meetings in {month}.",
    "A similar system, {equipment}, has been in service for {number} years with the armed forces of {country}.",
    "Parliament in {place} will debate the budget in {month}, and the opposition has asked for an inquiry.",
    "{firm} did not comment when asked by reporters about the schedule of the programme.",
    "The exercise near {place} brought together {number} soldiers, engineers and observers from {country}.",
    "Spare parts, simulators and documentation are included, {name} told journalists on the margins of the fair.",
    "An earlier bid by {firm} failed in {month} after a dispute about intellectual property and guarantees.",
    "Maintenance will be done at a depot in {place}, where {number} technicians are employed.",
    "The general staff has long wanted to replace {equipment}, which dates from the last century.",
    "Neighbouring {country} watches the matter with some concern, diplomats say.",
    "In {month} the same ministry had published a white paper with {number} recommendations.",
    "Shares of {firm} rose slightly at the opening of trading before falling back.",
    "According to {name}, the supply of semiconductors and castings remains the bottleneck.",
    "The factory in {place} can finish about {number} units a year once the second line is running.",
    "Critics such as {name} doubt that the timetable can be held and point to delays with {equipment}.",
    "A delegation from {country} visited the plant in {place} in {month} and saw a demonstration.",
    "The training of instructors begins in {month}; {number} places have been set aside.",
    "{firm} and its suppliers have invested in new tooling, robots and a test range.",
    "Export rules of {country} require a licence for the seeker and for parts of the software.",
    "It was the {number}th meeting of the joint committee, which alternates between the capitals.",
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
_HEADS = (
    "Bar",
    "Tor",
    "Kel",
    "Mas",
    "Ver",
    "Lin",
    "Dra",
    "Sol",
    "Hen",
    "Ruk",
    "Pal",
    "Zim",
    "Gor",
    "Nev",
    "Ast",
    "Fel",
)
_MIDDLES = ("an", "en", "ov", "ar", "il", "esh", "om", "ur", "ati", "ele", "ina", "ok")
_TAILS = ("ski", "berg", "oglu", "enko", "sson", "dale", "ez", "ini", "mura", "pour", "quist", "wala", "ton", "vich")
_PLACE_TAILS = ("ville", "grad", "abad", "stad", "ford", "pur", "holm", "ovo", "mouth", "polis")
_SHORTEST, _LONGEST = 80, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What fills the slots of sentences that tell nothing of the deal."""

    countries: Sequence[str]
    firms: Sequence[str]
    equipment: Sequence[str]


@dataclass(slots=True)
class Draft:
    """A text that grows by sentences; `spots` says where slots stand, `at` how many characters there are."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    sentence: int = -1
    words: int = 0
    spots: dict[str, list[tuple[int, int, int, str]]] = field(default_factory=dict)

    def say(self, template: str, slots: Mapping[str, str], *, before: str = "") -> None:
        """Add a sentence, `before` standing between it and the last one; its slots can be proved from then on."""
        self._add(before)
        self.sentence += 1
        for literal, name in _parsed(template):
            self._add(literal)
            if name:
                said = slots[name]
                self.spots.setdefault(name, []).append((self.sentence, self.at, self.at + len(said), said))
                self._add(said)
        self.words += template.count(" ") + 1

    def proofs(self, article: ArticleId, *slots: str, most: int = 3) -> tuple[Evidence, ...]:
        """Return where `slots` stand, at most so many places; none for slots that were not said."""
        spots = [spot for name in slots for spot in self.spots.get(name, ())][:most]
        return tuple(
            Evidence(article_id=article, sentence=sentence, start=start, end=end, quote=quote)
            for sentence, start, end, quote in spots
        )

    def _add(self, piece: str) -> None:
        self.parts.append(piece)
        self.at += len(piece)


def padded(draft: Draft, words: Words, chance: Random) -> None:
    """Add background to `draft` until it has between 80 and 400 words, most texts being short."""
    wanted = min(_LONGEST - 20, _SHORTEST + int(chance.expovariate(1 / 90)))
    while draft.words < wanted:
        paragraph = "\n\n" if chance.random() < 0.25 else " "
        draft.say(BACKGROUND[int(chance.random() * len(BACKGROUND))], _Slots(words, chance), before=paragraph)


class _Slots(dict[str, str]):
    """Fillers made when they are asked for; they bear names of their own, so that they prove nothing of the deal."""

    def __init__(self, words: Words, chance: Random) -> None:
        super().__init__()
        self._words, self._chance = words, chance

    def __missing__(self, slot: str) -> str:
        return _FILLERS[slot](self._words, self._chance)


def surname(chance: Random) -> str:
    """Return one of some 2,700 made-up surnames."""
    return chance.choice(_HEADS) + chance.choice(_MIDDLES) + chance.choice(_TAILS)


_FILLERS: Mapping[str, Callable[[Words, Random], str]] = {
    "name": lambda _, chance: surname(chance),
    "place": lambda _, chance: chance.choice(_HEADS) + chance.choice(_MIDDLES) + chance.choice(_PLACE_TAILS),
    "month": lambda _, chance: chance.choice(MONTHS),
    "number": lambda _, chance: str(chance.randrange(4, 900)),
    "firm": lambda words, chance: words.firms[int(len(words.firms) * chance.random() ** 3)],
    "equipment": lambda words, chance: words.equipment[int(len(words.equipment) * chance.random() ** 3)],
    "country": lambda words, chance: words.countries[int(len(words.countries) * chance.random() ** 2)],
}


@cache
def _parsed(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))
