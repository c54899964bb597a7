"""Watching the sources: the operator hears once of each that is dead or silent, and again only after it recovered."""

from dataclasses import dataclass, replace

from bot.briefing.standing import ails, notice_text, tended
from bot.domain.source import FetchState
from bot.log import get_logger
from bot.steps.parts import Parts

log = get_logger("watch")


@dataclass(frozen=True, slots=True)
class Watch:
    """The step that looks after the sources, once at the start and then once a day."""

    parts: Parts

    async def watch(self, run_id: str) -> int:
        """Tell the operator of sources that ail and were not told of; return how many.

        Doing it again tells nothing twice: who was told of what stands in the states. A crash between telling and
        noting it has it told once more, never not at all.
        """
        parts = self.parts
        now = parts.clock()
        figures, states = await parts.store.source_figures(now), await parts.store.fetch_states()
        sources = tended(await parts.store.sources(), states, now)
        told = {name for name, state in states.items() if state.told_at is not None}
        ailing = [source for source in sources if ails(figures.get(source.id), now)]
        new = [source for source in ailing if source.id not in told]
        if new:
            await parts.notify(notice_text(new, figures, now))
            await parts.store.amend_states([source.id for source in new], lambda state: replace(state, told_at=now))
        recovered = told & {source.id for source in sources} - {source.id for source in ailing}
        await parts.store.amend_states(recovered, _untold)
        log.info("sources watched", run=run_id, ailing=len(ailing), told=len(new), recovered=len(recovered))
        return len(new)


def _untold(state: FetchState) -> FetchState:
    return replace(state, told_at=None)
