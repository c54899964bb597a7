"""The quality page: one Markdown table per gold file."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.evals.bootstrap import Interval
from bot.evals.measures import Measure, Part, Table, told

NONE: Mapping[str, Interval] = {}

_HEAD = """# Quality

Measured by `entente eval` on {day}; do not edit by hand. Figures are those of the scorer beside the gold files. In
brackets stands the 95 % bootstrap interval ({rounds} resamples; whole events are drawn for same-event pairs).

How to read it:

- Rules and weights were made with the development files in view, so the figures under *Entente* are in-sample and
  flatter it. *Held out* is what the models reach by cross-validation, on items they were not fitted on: read that
  column for what to expect of new texts, and where it is empty take the figure beside it for the upper end. Fitted
  are relevance, tags and stories ([held-out.md](held-out.md)), the choice of sentences and the consistency; rules
  and word lists were written with the files in view, so that held-out figures still flatter a little. Floors in CI
  are the lower ends of the held-out intervals (of the others, where there is none) and only rise.
- *Labelled* are 340 articles labelled by two readers apart from each other ([labels.md](labels.md)); *general news* are
  all articles of two general collections, none of them known to be core.
- *Words in the lead*: relevant where title and first 60 words name two countries and a deal word; parties are the
  countries named there by CLDR name or demonym; key facts are looked up in the title and the first 60 words.
  *Zero-shot MiniLM*: similarity of title and first 30 words to one line of description. It and single link
  (over titles without their outlet) take the threshold that is best on this very file.
- *Lead*: first sentences of about 60 words as the scorer takes them, not cut; *first 60 words* cut the last sentence
  short, and gain by it; *whole first sentences* are those of our reading that fit. TextRank and LexRank are sumy's
  over the same sentences; the *encoder centroid* takes those nearest to the mean vector. Each row draws the same items.
- *Key facts* are also looked up in headline and summary alone. *Title, best three whole sentences* knows the answers:
  no choice of whole sentences beside the title can tell more.
- *Consistency*: *words found in the source* and *bigram overlap* (by the scorer) are shares of the summary's words and
  pairs of words. *Look-up in the source* flags each entity with a word that the source lacks. *Flags* tells
  what each kind of flag met; one may lie on a wrong word that no label covers. Such further tables have no floors.
- *Questions* are phrasings of our own in sixteen languages, all of them seen by now; how many were right at the first
  try is told in [questions.md](questions.md).
- Relevance leaves out items labelled `mention`; tags, stage and key facts are scored on `core` items, whatever was
  said of their relevance. "India left out" takes IN out of gold and predictions: it is a party in most articles.
"""


def page(parts: Sequence[Part], *, day: date, rounds: int, held_out: Mapping[str, Interval] = NONE) -> str:
    """Return the page for `parts`, dated `day`; `held_out` are cross-validated figures by the keys of measures."""
    head = _HEAD.format(day=day.isoformat(), rounds=rounds)
    return head + "".join(_section(part, held_out) for part in parts)


def _section(part: Part, held_out: Mapping[str, Interval]) -> str:
    lines = [f"\n## {part.title.replace('_', ' ')}\n", f"{part.counts}.\n"]
    if part.measures:
        lines += ["| measure | Entente | held out | baseline | target |", "|---|---|---|---|---|"]
        lines += [_line(measure, held_out.get(measure.key)) for measure in part.measures]
    return "\n".join(lines) + "\n" + "".join(map(_table, part.tables))


def _line(measure: Measure, held: Interval | None) -> str:
    digits = measure.digits
    ours = f"**{measure.ours.value:.{digits}f}** ({measure.ours.low:.{digits}f}–{measure.ours.high:.{digits}f})"
    unseen = told(held, digits=digits) if held else "–"
    beside = "; ".join(f"{name} {value:.{digits}f}" for name, value in measure.baselines.items()) or "–"
    target = "–" if measure.target is None else f"{measure.target:.{max(digits - 1, 1)}f}"
    return f"| {measure.label} | {ours} | {unseen} | {beside} | {target} |"


def _table(table: Table) -> str:
    head = f"| {' | '.join(('', *table.columns))} |\n|{'---|' * (len(table.columns) + 1)}"
    rows = "\n".join(f"| {' | '.join(row)} |" for row in table.rows)
    return f"\n{table.title}:\n\n{head}\n{rows}\n"
