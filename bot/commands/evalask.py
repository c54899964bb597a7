"""`entente eval ask`: how the questions of the question set are understood, held against its floor."""

from pathlib import Path

import typer

from bot import settings
from bot.app.questionwords import question_words_of
from bot.evals.asking import asking_part, outcomes, phrasings_from
from bot.evals.floors import below, read_floors
from bot.evals.measures import Part

QUESTIONS = Path("tests/golden/questions.yaml")


def measure_questions(checkout: Path) -> Part | None:
    """Return how the question set of a checkout is understood, None where there is none; raise ConfigError."""
    path = checkout / QUESTIONS
    if not path.is_file():
        return None
    phrasings = phrasings_from(settings.read_yaml(path))
    return asking_part(outcomes(phrasings, question_words_of(settings.load())))


def check_questions(part: Part) -> None:
    """Say which figures lie below their floors, and end with 1 where any does."""
    failed = below(part.measures, read_floors())
    for line in failed:
        typer.echo(line, err=True)
    if failed:
        raise typer.Exit(1)
