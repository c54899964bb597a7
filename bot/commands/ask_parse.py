"""`entente ask --parse`: what a question was understood as, as JSON; it needs no database."""

import json
from dataclasses import fields
from datetime import date

from bot.app.questionwords import question_words_of
from bot.chat.asking import read_question
from bot.domain.asked import Asked
from bot.settings import Settings


def parsed(settings: Settings, question: str, *, today: date, before: str = "") -> str:
    """Return the record of a question as one line of JSON; `before` is the question it may go on from."""
    words = question_words_of(settings)
    earlier = read_question(before, words, today=today) if before else None
    asked = read_question(question, words, today=today, before=earlier)
    return json.dumps(record(asked), ensure_ascii=False)


def record(asked: Asked) -> dict[str, object]:
    """Return what was understood with plain values: lists, ISO dates, null where nothing was said."""
    return {field.name: _plain(getattr(asked, field.name)) for field in fields(asked)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
