"""The quality page: one Markdown table per gold file."""

from collections.abc import Sequence
from datetime import date

from bot.evals.measures import Measure, Part

_HEAD = """# Quality

Measured by `entente eval` on {day}; do not edit by hand. Figures are those of the scorer beside the gold files. In
brackets stands the 95 % bootstrap interval ({rounds} resamples; whole events are drawn for same-event pairs).

How to read it:

- The analyser's rules and weights were made with the development files in view, so these figures are in-sample and
  flatter it. What the models reach on items held out stands in [held-out.md](held-out.md), with intervals; floors in
  CI are the lower ends of those (of these, where there is none) and only rise.
- *Labelled* are 340 articles labelled by two readers apart from each other ([labels.md](labels.md)); *general news* are
  all articles of two general collections, none of them known to be core.
- *Words in the lead*: relevant where title and first 60 words name two countries and a deal word; parties are the
  countries named there by CLDR name or demonym; key facts are looked up in the title and the first 60 words.
  *Zero-shot MiniLM*: similarity of title and first 30 words to one line of description. It and single link
  (over titles without their outlet) take the threshold that is best on this very file.
- Relevance leaves out items labelled `mention`; tags, stage and key facts are scored on `core` items, whatever was
  said of their relevance. "India left out" takes IN out of gold and predictions: it is a party in most articles.
"""


def page(parts: Sequence[Part], *, day: date, rounds: int) -> str:
    """Return the page for `parts`, dated `day`."""
    return _HEAD.format(day=day.isoformat(), rounds=rounds) + "".join(_section(part) for part in parts)


def _section(part: Part) -> str:
    lines = [f"\n## {part.title.replace('_', ' ')}\n", f"{part.counts}.\n"]
    lines += ["| measure | Entente | baseline | target |", "|---|---|---|---|"]
    lines += [_line(measure) for measure in part.measures]
    return "\n".join(lines) + "\n"


def _line(measure: Measure) -> str:
    digits = measure.digits
    ours = f"**{measure.ours.value:.{digits}f}** ({measure.ours.low:.{digits}f}–{measure.ours.high:.{digits}f})"
    beside = "; ".join(f"{name} {value:.{digits}f}" for name, value in measure.baselines.items()) or "–"
    target = "–" if measure.target is None else f"{measure.target:.{max(digits - 1, 1)}f}"
    return f"| {measure.label} | {ours} | {beside} | {target} |"
