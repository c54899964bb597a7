"""The page of benchmarks and what it says of the machine."""

from datetime import date

import pytest

from bot.bench.machine import Machine, model_in, this_machine
from bot.bench.page import Chapter, figure, page, rows, short
from bot.bench.timing import Measured, Spread

MEASURED = Measured(
    on="Three texts", unit="articles", units=30, seconds={"cascade": (1.0, 2.0, 3.0), "plain": (2.0, 2.0, 9.0)}
)
MACHINE = Machine(processor="Example 9000", cores=2, system="Linux x86_64", python="3.11.7")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (12345.6, "12,346"),
        (100.4, "100"),
        (14.84, "14.8"),
        (3.0, "3.00"),
        (0.03337, "0.0334"),
        (-4.081, "-4.08"),
    ],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert short(value) == text


def test_a_figure_shows_its_ends() -> None:
    assert figure(Spread(median=2.0, low=1.0, high=30.0), sign="×") == "2.00× (1.00–30.0)"


def test_rows_give_ours_no_ratio_to_itself() -> None:
    assert rows(MEASURED) == [
        ("cascade", "15.0 (10.0–30.0)", "–"),
        ("plain", "15.0 (3.33–15.0)", "2.00× (1.00–3.00)"),
    ]


def test_the_page_names_command_date_machine_and_figures() -> None:
    chapter = Chapter(name="analyse", says="How to read it.", results=((MEASURED, ("A note.",)), (MEASURED, ())))
    text = page((chapter,), machine=MACHINE, day=date(2026, 11, 23), repeats=3, command="entente bench --write")
    assert "Measured by `entente bench --write` on 2026-11-23" in text
    assert "Example 9000, 2 cores for this process, Linux x86_64, Python 3.11.7" in text
    assert "shared" in text
    assert text.count("| plain | 15.0 (3.33–15.0) | 2.00× (1.00–3.00) |") == 2
    assert text.count("\n- A note.\n") == 1
    assert text.index("# Speed") < text.index("## analyse") < text.index("How to read it.") < text.index("Three texts:")
    assert text.endswith("|\n")
    assert "{" not in text


def test_the_processor_is_read_from_its_file() -> None:
    assert model_in(["processor\t: 0", "model name\t: Example 9000", "model name\t: Other"]) == "Example 9000"
    assert model_in(["processor: 0", "model name :"]) == ""


def test_this_machine_is_told_without_names() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.processor
    assert machine.python.startswith("3.")
    assert not any("/" in text for text in (machine.system, machine.python))
