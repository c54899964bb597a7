"""Blocks: what is found around changes is what is found anew, and none grows too large."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.blocks import Blocks

NAMES = tuple(f"n{number}" for number in range(14))
LARGEST = 4
pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map(sorted)
steps = st.lists(st.tuples(pairs, st.sampled_from([0.6, 0.8, 0.95]), st.booleans()), max_size=60)


@given(steps=steps, batch=st.integers(1, 5), leaver=st.sampled_from(NAMES))
@settings(max_examples=400, deadline=None)
def test_blocks_found_around_changes_are_those_found_anew(
    steps: list[tuple[list[str], float, bool]], batch: int, leaver: str
) -> None:
    graph = Blocks(largest=LARGEST)
    edges: dict[tuple[str, str], float] = {}
    for name in NAMES:
        graph.add(name)
    found = {name: block for block in graph.around(NAMES) for name in block}
    touched: set[str] = set()
    for number, ((first, second), likelihood, joins) in enumerate(steps):
        edges.pop((first, second), None)
        graph.part(first, second)
        if joins:
            edges[first, second] = likelihood
            graph.join(first, second, likelihood)
        touched |= {first, second}
        if number % batch == 0:
            found.update({name: block for block in graph.around(touched) for name in block})
            touched = set()
    around = graph.remove(leaver)
    found.update({name: block for block in graph.around(touched | around) for name in block})
    found.pop(leaver)
    anew = Blocks(largest=LARGEST)
    for name in NAMES:
        if name != leaver:
            anew.add(name)
    for (first, second), likelihood in edges.items():
        if leaver not in (first, second):
            anew.join(first, second, likelihood)
    assert found == {name: block for block in anew.around(set(NAMES) - {leaver}) for name in block}


def test_a_part_too_large_falls_apart_by_its_likelier_pairs() -> None:
    graph = Blocks(largest=LARGEST)
    for name in NAMES[:6]:
        graph.add(name)
    for first, second in ((0, 1), (1, 2), (3, 4), (4, 5)):
        graph.join(NAMES[first], NAMES[second], 0.8)
    graph.join(NAMES[2], NAMES[3], 0.65)
    assert set(graph.around(NAMES[:6])) == {frozenset(NAMES[:3]), frozenset(NAMES[3:6])}
