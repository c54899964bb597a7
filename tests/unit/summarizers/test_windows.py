"""Material too long for a window gets into it part by part: each passage has its share and nothing is left out."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.base import Passage
from summarizers.windows import FEWEST, Material, after, clipped, joined, material_of, round_of, shares

ROOM = st.integers(min_value=4 * FEWEST, max_value=900)
MATERIAL = st.lists(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=12), min_size=1, max_size=24)


def measure(text: str) -> int:
    return len(text.split())


def numbered(lengths: list[list[int]]) -> Material:
    """Sentences of the given lengths in words, every word its own."""
    return tuple(
        tuple(" ".join(f"p{p}s{s}w{w}" for w in range(length)) for s, length in enumerate(passage))
        for p, passage in enumerate(lengths)
    )


@given(st.lists(st.integers(min_value=0, max_value=5000), max_size=20), st.integers(min_value=0, max_value=3000))
def test_shares_fill_the_room_and_nobody_short_goes_without(lengths: list[int], room: int) -> None:
    given_ = shares(lengths, room)
    assert sum(given_) <= room
    assert sum(given_) == min(sum(lengths), room) or not lengths
    for length, share in zip(lengths, given_, strict=True):
        assert share <= length
        assert share == length or share >= room // len(lengths)


@settings(deadline=None)
@given(MATERIAL, ROOM)
def test_every_word_is_read_once_and_every_part_fits(lengths: list[list[int]], room: int) -> None:
    material = numbered(lengths)
    grouped, todo = round_of(material, room=room, measure=measure, longest=160)
    told = {part.group for part in todo}
    kept = [text for place, group in enumerate(grouped) if place not in told for text in group]
    read = " ".join([*kept, *(part.text for part in todo)]).split()
    assert sorted(read) == sorted(joined(material).split())
    assert all(measure(part.text) <= room for part in todo)
    assert bool(todo) == (measure(joined(material)) > room)


@settings(max_examples=60, deadline=None)
@given(MATERIAL, ROOM, st.sampled_from(["", "first", "last", "babble"]))
def test_all_gets_into_one_prompt_and_each_passage_is_heard(lengths: list[list[int]], room: int, kind: str) -> None:
    """Whatever a model answers of a part, rounds come to an end, and what it tells of each passage gets through."""
    tells: dict[str, Callable[[str], str]] = {
        "": lambda _: "",
        "first": lambda text: text,
        "last": lambda text: " ".join(reversed(text.split())),
        "babble": lambda text: "so it is said " * 500,
    }
    material = numbered(lengths)
    for _ in range(8):
        material, todo = round_of(material, room=room, measure=measure, longest=160)
        if not todo:
            break
        material = after(material, [(part, tells[kind](part.text)) for part in todo], measure=measure)
    assert measure(joined(material)) <= room
    if kind == "" and len(lengths) <= room // FEWEST // 2:
        words = joined(material).split()
        assert {word.split("s")[0] for word in words} == {f"p{place}" for place in range(len(lengths))}


def test_what_is_short_stays_as_it_is_beside_what_is_long() -> None:
    material = numbered([[10], [300, 300], [20]])
    grouped, todo = round_of(material, room=200, measure=measure, longest=160)
    assert grouped == material
    assert {part.group for part in todo} == {1}
    assert sum(part.limit for part in todo) <= 170
    told = after(grouped, [(part, "It is told. Twice.") for part in todo], measure=measure)
    assert (told[0], told[2]) == (material[0], material[2])
    assert told[1][:2] == ("It is told.", "Twice.")


def test_the_titles_are_told_first_and_empty_passages_not_at_all() -> None:
    passages = (
        Passage(id="a", title="Poland buys tanks", text="It is so. Really"),
        Passage(id="b", title=" ", text="\n"),
        Passage(id="c", title="", text="Norway too!"),
    )
    assert material_of(passages) == (("Poland buys tanks.", "It is so.", "Really."), ("Norway too!",))


def test_what_is_clipped_ends_between_sentences_where_it_can() -> None:
    assert clipped(("a b c", "d e", "f g"), size=5, measure=measure) == ("a b c", "d e")
    assert clipped(("a b c d e f g h",), size=3, measure=measure) == ("a b",)
    assert clipped((), size=3, measure=measure) == ()
