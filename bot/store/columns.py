"""Columns that every table has some of."""

from sqlalchemy import Column, String, Text

from bot.store.types import Moment


def text_column(name: str) -> Column[str]:
    """Return a column of text that is never null."""
    return Column(name, Text, nullable=False)


def word_column(name: str) -> Column[str]:
    """Return a column of a short word that is never null."""
    return Column(name, String, nullable=False)


def moment_column(name: str) -> Column[object]:
    """Return a column of a moment that is never null."""
    return Column(name, Moment, nullable=False)
