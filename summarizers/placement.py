"""Where a generating model runs and in which numbers: decided from what torch reports, without asking it twice."""

from dataclasses import dataclass
from typing import Any, Literal

_BEYOND_WEIGHTS = 1.25
"""Room on the card for what is computed, as a multiple of the weights; batches that still do not fit are halved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What there is: a GPU that works or none, whether it multiplies bfloat16 itself, its free memory in bytes."""

    gpu: bool
    bf16: bool = False
    free_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A device and a number format, by torch's names; `bytes_each` is the size of a weight in it."""

    device: Literal["cpu", "cuda"]
    dtype: Literal["float32", "bfloat16"]

    @property
    def bytes_each(self) -> int:
        """Size of a weight in bytes."""
        return 2 if self.dtype == "bfloat16" else 4


CPU = Placement(device="cpu", dtype="float32")


def seen(torch: Any) -> Machine:
    """Return what `torch` reports of this machine; a card that cannot be asked counts as none."""
    try:
        if not torch.cuda.is_available():
            return Machine(gpu=False)
        free, _ = torch.cuda.mem_get_info()
        return Machine(gpu=True, bf16=bool(torch.cuda.is_bf16_supported(including_emulation=False)), free_bytes=free)
    except RuntimeError:  # a driver that does not fit, a card another process holds
        return Machine(gpu=False)


def placement(machine: Machine, *, weights: int) -> Placement:
    """Return bfloat16 on a GPU that has it, float32 on another, and float32 on the processor where neither fits.

    `weights` is how many numbers the model has. Float32 on the processor: bfloat16 is emulated on most.
    """
    if not machine.gpu:
        return CPU
    card = Placement(device="cuda", dtype="bfloat16" if machine.bf16 else "float32")
    return card if weights * card.bytes_each * _BEYOND_WEIGHTS <= machine.free_bytes else CPU
