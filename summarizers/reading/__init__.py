"""Reading without understanding: sentences, numbers, money, dates, names and cues with their places in the text.

Pure: tables are passed in, nothing is read from disk. Analysis and grounding read with the same eyes.
"""

from summarizers.reading.cues import clause_of, clauses, is_modal, is_negated, modals, negations
from summarizers.reading.dates import DateMention, find_dates
from summarizers.reading.money import Money, find_money
from summarizers.reading.names import Gazetteer, NameEntry, NameHit
from summarizers.reading.numbers import Number, find_numbers
from summarizers.reading.proper import find_proper_names
from summarizers.reading.sentences import split_sentences
from summarizers.reading.spans import Mention, SentenceSpan, Span
from summarizers.reading.words import count_words, words

__all__ = [
    "DateMention",
    "Gazetteer",
    "Mention",
    "Money",
    "NameEntry",
    "NameHit",
    "Number",
    "SentenceSpan",
    "Span",
    "clause_of",
    "clauses",
    "count_words",
    "find_dates",
    "find_money",
    "find_numbers",
    "find_proper_names",
    "is_modal",
    "is_negated",
    "modals",
    "negations",
    "split_sentences",
    "words",
]
