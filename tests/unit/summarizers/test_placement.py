"""Where a model runs is decided from what torch and the system report; prompts of like length go together."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.batches import Room, by_length, halves
from summarizers.memory import available, least
from summarizers.placement import CPU, Machine, Placement, placement, seen

GIB = 2**30


def torch_with(*, gpu: bool, bf16: bool = True, free: int = 80 * GIB, broken: bool = False) -> SimpleNamespace:
    """What torch reports of a machine."""

    def mem_get_info() -> tuple[int, int]:
        if broken:
            raise RuntimeError("CUDA driver version is insufficient for CUDA runtime version")
        return free, 80 * GIB

    def is_bf16_supported(*, including_emulation: bool = True) -> bool:
        return bf16 or including_emulation

    cuda = SimpleNamespace(is_available=lambda: gpu, mem_get_info=mem_get_info, is_bf16_supported=is_bf16_supported)
    return SimpleNamespace(cuda=cuda)


@pytest.mark.parametrize(
    ("torch", "weights", "device", "dtype"),
    [
        (torch_with(gpu=False), 10**9, "cpu", "float32"),
        (torch_with(gpu=True), 3 * 10**9, "cuda", "bfloat16"),
        (torch_with(gpu=True, bf16=False), 3 * 10**9, "cuda", "float32"),
        (torch_with(gpu=True, free=4 * GIB), 3 * 10**9, "cpu", "float32"),
        (torch_with(gpu=True, bf16=False, free=13 * GIB), 3 * 10**9, "cpu", "float32"),
        (torch_with(gpu=True, broken=True), 10**6, "cpu", "float32"),
    ],
)
def test_bf16_on_a_gpu_that_has_it_and_room_else_float32(
    torch: SimpleNamespace, weights: int, device: str, dtype: str
) -> None:
    chosen = placement(seen(torch), weights=weights)
    assert (chosen.device, chosen.dtype) == (device, dtype)


def test_a_weight_has_the_size_of_its_format() -> None:
    assert CPU.bytes_each == 4
    assert Placement(device="cuda", dtype="bfloat16").bytes_each == 2
    assert placement(Machine(gpu=False), weights=1) is CPU


@settings(deadline=None)
@given(
    st.lists(st.integers(min_value=1, max_value=3000), max_size=60),
    st.integers(min_value=1, max_value=16),
    st.integers(min_value=1, max_value=6000),
)
def test_batches_hold_every_prompt_once_within_their_room(lengths: list[int], rows: int, tokens: int) -> None:
    batches = by_length(lengths, Room(rows=rows, tokens=tokens))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[place] for place in batch)
        assert len(batch) <= rows
        assert len(batch) == 1 or longest * len(batch) <= tokens
    in_order = [lengths[place] for batch in batches for place in batch]
    assert in_order == sorted(lengths, reverse=True)


def test_halves_are_both_there() -> None:
    assert halves((4, 2, 9)) == ((4, 2), (9,))
    assert halves((4, 2)) == ((4,), (2,))


@pytest.mark.parametrize(
    ("meminfo", "groups", "free"),
    [
        ("MemTotal: 9000 kB\nMemAvailable:    4000 kB\n", [], 4000 * 1024),
        ("MemAvailable: 4000 kB\n", [("max\n", "77\n"), ("", "")], 4000 * 1024),
        ("MemAvailable: 4000 kB\n", [("1000000\n", "400000\n")], 600_000),
        ("", [("1000\n", "4000\n")], 0),
        ("MemAvailable:\nMemAvailable: much\n", [], None),
    ],
)
def test_free_memory_is_the_least_of_the_machines_and_the_containers(
    meminfo: str, groups: list[tuple[str, str]], free: int | None
) -> None:
    assert least(meminfo, groups) == free


def test_what_this_machine_tells_of_its_memory_is_a_number_or_nothing() -> None:
    free = available()
    assert free is None or free >= 0
