"""The learned weights fit what is read, and say so where they do not."""

import pytest

from summarizers.gate.agreement import MEASURES
from summarizers.gate.likeness import SIGNS
from summarizers.gate.weighing import learned, parsed


def raw() -> dict[str, dict[str, float]]:
    return {
        "signs": dict.fromkeys((*SIGNS, "bias"), 0.0),
        "measures": dict.fromkeys((*MEASURES, "bias"), 0.0),
        "flag": {"threshold": 0.6},
    }


def test_the_shipped_weights_fit_the_code() -> None:
    weights = learned()
    assert (len(weights.signs), len(weights.measures)) == (len(SIGNS), len(MEASURES))
    assert any(weights.signs)
    assert 0.5 < weights.threshold < 1.0


@pytest.mark.parametrize(("part", "name"), [("signs", SIGNS[0]), ("measures", MEASURES[0]), ("signs", "bias")])
def test_a_weight_that_is_missing_is_named(part: str, name: str) -> None:
    broken = raw()
    del broken[part][name]
    with pytest.raises(ValueError, match=f"{part} do not fit the code: {name}; train them again"):
        parsed(broken)


def test_suspicion_and_consistency_stay_between_nought_and_one() -> None:
    fitted = raw()
    fitted["signs"][SIGNS[0]] = 1000.0
    fitted["measures"][MEASURES[0]] = -5.0
    weights = parsed(fitted)
    assert weights.suspicion([1.0] + [0.0] * (len(SIGNS) - 1)) == pytest.approx(1.0)
    assert weights.suspicion([-1.0] + [0.0] * (len(SIGNS) - 1)) == pytest.approx(0.0)
    assert weights.consistency([1.0] * len(MEASURES)) == 0.0
