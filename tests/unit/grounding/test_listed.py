"""Lists of what is proved are held to their names, figures, countries and stages, not to one sentence of a source."""

import pytest

from summarizers.grounding import check

SOURCE = (
    "Poland and Chile are in talks on the Krab.\n\nThe navy of Peru watched from far away, and nobody paid for lunch. "
    "No contract is signed. Chile has not bought 24 howitzers yet, the ministry in Santiago said."
)


@pytest.mark.parametrize(
    "told",
    [
        "Poland and Chile: talks on Krab, reported.",
        "Also mentioned: Krab, Peru and 24 howitzers.",
        "Sources differ on the number: 24 howitzers (Santiago) against 24 Krab (Peru).",
    ],
)
def test_what_a_list_proves_holds(told: str) -> None:
    assert check([SOURCE], told).sentences[0].reasons == ()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("Also mentioned: Krab and 36 howitzers.", "36"),
        ("Also mentioned: Leopard.", "Leopard"),
        ("Poland and Brazil: talks on Krab.", "Brazil"),
        ("Poland and Chile: completed delivery of the Krab.", "stage later"),
    ],
)
def test_what_it_does_not_is_refused(told: str, reason: str) -> None:
    assert any(reason in found for found in check([SOURCE], told).sentences[0].reasons)


@pytest.mark.parametrize("told", ["Ministers said this: Chile bought 24 howitzers.", "Chile bought 24 howitzers."])
def test_a_sentence_is_no_list_for_its_colon(told: str) -> None:
    assert not check([SOURCE], told).sentences[0].ok


def test_what_denies_is_no_list() -> None:
    assert not check(["Chile has bought 24 howitzers."], "Chile: never bought 24 howitzers.").sentences[0].ok
