"""Stories of one deal counted together; a story of no deal stands alone. Pure, over stories in short."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.archive import LeanStory
from bot.domain.ids import DealId, StoryId
from bot.domain.vocabulary import Stage

INTENTS = frozenset({Stage.INTEREST, Stage.TALKS, Stage.MOU})
"""What is wished, talked over or promised, and not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A deal as the archive tells it, or a story of no deal: `leans`, oldest change first, never empty.

    `lead` is the newest story that tells the furthest stage. `counted` are the stories within what was asked;
    `leans` hold those before it too, since they tell how far it had got.
    """

    key: str
    deal: DealId | None
    leans: tuple[LeanStory, ...]
    counted: tuple[LeanStory, ...]
    lead: LeanStory

    @property
    def stage(self) -> Stage | None:
        """The furthest stage; one aside only where there is no other."""
        return self.lead.stage

    @property
    def aside(self) -> Stage | None:
        """`delayed` or `cancelled` where that is the newest word."""
        last = next((lean.stage for lean in reversed(self.leans) if lean.stage), None)
        return last if last is not None and last.aside else None

    @property
    def newest(self) -> LeanStory:
        """The story that changed last."""
        return self.leans[-1]

    @property
    def first_seen(self) -> datetime:
        """When the first of its stories was first seen."""
        return min(lean.first_seen for lean in self.leans)

    @property
    def previous(self) -> Stage | None:
        """The furthest stage told before the lead, where the lead goes further; None where it is not known."""
        before = [lean for lean in self.leans if order(lean) < order(self.lead) and lean.stage is not None]
        found = max(before, key=lambda lean: (rank(lean.stage), order(lean)), default=None)
        return found.stage if found and rank(found.stage) < rank(self.stage) else None

    @property
    def story_ids(self) -> tuple[StoryId, ...]:
        """The stories that were counted, newest first."""
        return tuple(lean.story_id for lean in reversed(self.counted))


def order(lean: LeanStory) -> tuple[datetime, str]:
    """Return the place of a story in time; equal moments are told apart by id."""
    return (lean.last_changed, lean.story_id)


def rank(stage: Stage | None) -> int:
    """Return how far a stage is: unknown -2, aside -1, then from 0."""
    return -2 if stage is None else stage.rank


def newest_first(leans: Iterable[LeanStory]) -> tuple[LeanStory, ...]:
    """Return `leans` by their last change, the newest first, each once."""
    once = {lean.story_id: lean for lean in leans}
    return tuple(sorted(once.values(), key=order, reverse=True))


def programmes_of(leans: Sequence[LeanStory], before: Sequence[LeanStory] = ()) -> tuple[Programme, ...]:
    """Return the deals and single stories of `leans`, the furthest first, then the newest.

    `before` are stories of an earlier time; of the deals that have stories in `leans` they tell the way so far.
    """
    counted: dict[str, list[LeanStory]] = {}
    for lean in leans:
        counted.setdefault(key_of(lean), []).append(lean)
    earlier: dict[str, list[LeanStory]] = {}
    for lean in before:
        if lean.deal_id is not None and lean.deal_id in counted:
            earlier.setdefault(lean.deal_id, []).append(lean)
    made = (_programme(key, its, earlier.get(key, ())) for key, its in counted.items())
    return tuple(sorted(made, key=_place))


def key_of(lean: LeanStory) -> str:
    """Return the id of a story's deal, or its own where it is of none."""
    return lean.deal_id or lean.story_id


def _programme(key: str, counted: Iterable[LeanStory], before: Sequence[LeanStory]) -> Programme:
    own = tuple(sorted(counted, key=order))
    if len(own) == 1 and not before:  # most are
        return Programme(key=key, deal=own[0].deal_id, leans=own, counted=own, lead=own[0])
    leans = tuple(sorted({lean.story_id: lean for lean in (*before, *own)}.values(), key=order)) if before else own
    lead = max(leans, key=lambda lean: (rank(lean.stage), order(lean)))
    return Programme(key=key, deal=own[0].deal_id, leans=leans, counted=own, lead=lead)


def _place(programme: Programme) -> tuple[int, float, str]:
    return (-rank(programme.stage), -programme.newest.last_changed.timestamp(), programme.key)
