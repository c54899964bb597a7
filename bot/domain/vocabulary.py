"""The closed vocabulary: relevance, sectors, types, stages, certainty, roles.

Ids follow the field's registers: sectors are cross-referenced to SIPRI categories and the EU Common Military List in
`config/taxonomy.yaml`, where their labels and terms stand too.
"""

from enum import StrEnum


class Relevance(StrEnum):
    """How an article stands to defence-industry cooperation between countries."""

    CORE = "core"
    MENTION = "mention"
    NO = "no"


class Sector(StrEnum):
    """What the cooperation is about."""

    COMBAT_AIRCRAFT = "combat_aircraft"
    TRANSPORT_TRAINER_AIRCRAFT = "transport_trainer_aircraft"
    HELICOPTERS = "helicopters"
    UAS = "uas"
    ENGINES = "engines"
    MISSILES = "missiles"
    AIR_DEFENCE = "air_defence"
    SURFACE_SHIPS = "surface_ships"
    SUBMARINES = "submarines"
    NAVAL_WEAPONS = "naval_weapons"
    ARMOURED_VEHICLES = "armoured_vehicles"
    ARTILLERY = "artillery"
    SMALL_ARMS_AMMUNITION = "small_arms_ammunition"
    SENSORS_EW = "sensors_ew"
    C4ISR_CYBER = "c4isr_cyber"
    SPACE = "space"
    MRO_SUPPORT = "mro_support"
    TRAINING_SIMULATION = "training_simulation"
    MATERIALS_INDUSTRY = "materials_industry"
    SOLDIER_CBRN = "soldier_cbrn"


class CooperationType(StrEnum):
    """In what way the parties cooperate."""

    AGREEMENT = "agreement"
    PROCUREMENT = "procurement"
    CO_DEVELOPMENT = "co_development"
    CO_PRODUCTION = "co_production"
    JOINT_VENTURE = "joint_venture"
    TECHNOLOGY_TRANSFER = "technology_transfer"
    UPGRADE_MRO = "upgrade_mro"
    LEASE_DONATION = "lease_donation"
    OFFSET = "offset"
    INVESTMENT_MA = "investment_ma"
    SUPPLY_CHAIN = "supply_chain"
    R_AND_D = "r_and_d"
    EXPORT_CONTROL = "export_control"
    TRAINING = "training"


class Stage(StrEnum):
    """How far it has got, in order; DELAYED and CANCELLED stand aside from the order."""

    INTEREST = "interest"
    TALKS = "talks"
    MOU = "mou"
    TENDER = "tender"
    SELECTED = "selected"
    APPROVED = "approved"
    CONTRACT = "contract"
    PRODUCTION = "production"
    DELIVERY = "delivery"
    COMPLETED = "completed"
    DELAYED = "delayed"
    CANCELLED = "cancelled"

    @property
    def aside(self) -> bool:
        """Whether this stage stands outside the order."""
        return self in (Stage.DELAYED, Stage.CANCELLED)

    @property
    def rank(self) -> int:
        """Position in the order, from 0; stages aside have -1."""
        return _STAGE_RANKS[self]


_STAGE_RANKS = {stage: -1 if stage.aside else place for place, stage in enumerate(Stage)}


class Certainty(StrEnum):
    """Whose word it is, weakest first."""

    RUMOUR = "rumour"
    ONE_PARTY = "one_party"
    BOTH_PARTIES = "both_parties"
    PRIMARY_DOCUMENT = "primary_document"

    @property
    def rank(self) -> int:
        """Position from weakest (0) to strongest (3)."""
        return _CERTAINTY_RANKS[self]


_CERTAINTY_RANKS = {certainty: place for place, certainty in enumerate(Certainty)}


class PartyRole(StrEnum):
    """What a party does in the cooperation."""

    SUPPLIER = "supplier"
    RECIPIENT = "recipient"
    PARTNER = "partner"
    HOST = "host"


class FactKind(StrEnum):
    """Which field of the deal record a fact fills."""

    DESIGNATION = "designation"
    QUANTITY = "quantity"
    VALUE = "value"
    DATE = "date"
    LOCAL_SHARE = "local_share"
    ORGANISATION = "organisation"


class Bound(StrEnum):
    """How exactly a figure is told; one told plainly has none."""

    ABOUT = "about"
    AT_LEAST = "at_least"
    UP_TO = "up_to"


class FactScope(StrEnum):
    """What a figure covers where it is not the whole deal: one piece, a part of it, an option beside it, a year."""

    PER_UNIT = "per_unit"
    PART = "part"
    OPTION = "option"
    PER_YEAR = "per_year"
