"""How far a matter has got: a summary may not tell a later stage than a source tells of the same thing."""

from collections.abc import Iterator, Sequence

from summarizers.gate.findings import STAGE, Finding
from summarizers.gate.lines import Line
from summarizers.gate.stage_cues import APPROVED, TALKS

_CONTEXT = 40


def later_stages(told: Line, sources: Sequence[Line]) -> Iterator[Finding]:
    """Yield the stage that `told` says is reached and that the sources, on the same thing, have only come near to."""
    claimed = max((said for said in told.stages if said.reached), key=lambda said: said.least, default=None)
    if claimed is None or claimed.least <= TALKS:
        return
    best, words = 0, ""
    for line in _on_it(told, sources):
        for said in line.stages:
            if said.reached and said.most >= claimed.least:
                return
            reach = said.most if said.reached else min(said.least - 1, APPROVED)
            if reach > best:
                best, words = reach, _context(line.text, said.start, said.end)
    if best:
        what = told.text[claimed.start : claimed.end]
        reason = f"stage later than in sources: {what}; sources say “{words}”"
        yield Finding(start=claimed.start, end=claimed.end, kind=STAGE, reason=reason)


def _on_it(told: Line, sources: Sequence[Line]) -> list[Line]:
    """Return the lines that may speak of the same thing: where some name its parties, those and what follows them."""
    same = [_same_thing(told, line) for line in sources]
    own = [bool(told.party_keys & line.party_keys) for line in sources]
    if not any(mine and line.stages for mine, line in zip(own, sources, strict=True)):
        return [line for line, fits in zip(sources, same, strict=True) if fits]
    chosen, following = [], False
    for line, fits, mine in zip(sources, same, own, strict=True):
        following = mine or (following and not line.party_keys)
        if fits and following:
            chosen.append(line)
    return chosen


def _same_thing(told: Line, line: Line) -> bool:
    """Tell whether both may speak of one thing: they name no other designations and no other parties."""
    ours, theirs = told.designated, line.designated
    if ours and theirs and ours.isdisjoint(theirs):
        return False
    return not (told.party_keys and line.party_keys and told.party_keys.isdisjoint(line.party_keys))


def _context(text: str, start: int, end: int) -> str:
    """Return the words for a stage with some before them, cut between words."""
    opened = max(0, start - _CONTEXT)
    shown = text[opened:end]
    return " ".join((shown.split(None, 1)[-1] if opened else shown).split())
