"""Briefs and answers as Teams messages. Pure: values in, payloads out, each within the limits whatever was written."""

from bisect import bisect_left
from collections.abc import Sequence

from bot.briefing.labels import Labels
from bot.chat.heard import Action
from bot.chat.notes import Note
from bot.chat.platform import Payload, Pieces
from bot.chat.teams import cards
from bot.chat.teams import render_notes as notes
from bot.chat.teams.render_dossier import dossier_messages, dossier_pieces
from bot.chat.teams.render_parts import SCALES, fits, fitting, message, spoken
from bot.chat.teams.render_root import reopened_body, root_body
from bot.chat.teams.render_story import story_body
from bot.chat.wording import root_text
from bot.chat.wording_buttons import Pressing, rest_button, under_answer, under_root, under_story
from bot.chat.wording_dossier import dossier_text
from bot.chat.wording_receipt import receipt_lines
from bot.chat.wording_story import ReplyText, corrected_text, reopened_text, reply_text
from bot.domain.brief import Brief, BriefItem, BriefKind, Mended
from bot.domain.delivery import DeliveryKey
from bot.domain.dossier import Dossier


class TeamsRenderer:
    """Renders to Adaptive Cards. `details` draws buttons; leave them out where nobody answers a press."""

    def __init__(self, labels: Labels, *, details: bool = True) -> None:
        """Keep the words shown for ids."""
        self._labels, self._details = labels, details

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:
        """Return the root of `brief`; lines that do not fit are counted and stand in the thread."""
        told = root_text(brief, self._labels, mended=mended)
        rest = (rest_button(brief),) if told.rest else ()
        buttons = (*rest, *under_root(brief)) if self._details else ()
        lines = [line.plain for line in told.lines] if brief.kind is not BriefKind.ALERT else []
        said, total = spoken([told.title, *told.notes, *lines]), len(told.lines)

        def build(hidden: int, scale: float) -> Payload:
            body = root_body(brief.kind, told, kept=total - hidden, buttons=buttons, scale=scale)
            return message(body, said, key=key.block_id)

        scale = next((scale for scale in SCALES if fits(build(total, scale))), SCALES[-1])
        # Fewer lines are never larger, so the least number to hide is found by halving.
        return build(bisect_left(range(total), 1, key=lambda hidden: int(fits(build(hidden, scale)))), scale)

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the reply that tells `item`."""
        told = reply_text(item, self._labels, zone=brief.timezone, language=brief.language)
        return _story(told, key, self._pressing(brief, item), generated=_is_generated(item))

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return a new root for `item`, whose old thread is gone."""
        told = reopened_text(brief, item, self._labels)
        said = spoken([told.headline, told.lead, *told.history])
        return fitting(lambda scale: message(reopened_body(told, scale), said, key=key.block_id))

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return the reply of an item that was mended; nothing can be done with one that was withdrawn."""
        told = corrected_text(mended, self._labels, zone=brief.timezone, language=brief.language)
        pressing = Pressing() if mended.withdrawn else self._pressing(brief, mended.item)
        return _story(told, key, pressing, generated=_is_generated(mended.item) and not mended.withdrawn)

    def dossier(self, dossier: Dossier, key: DeliveryKey | None = None, *, question: str = "") -> tuple[Payload, ...]:
        """Return the answer to a question: as many messages as it needs, split between lines."""
        pressing = self._answering(dossier, question)
        return dossier_messages(dossier_text(dossier, self._labels), pressing, key)

    def pieces(self, dossier: Dossier, key: DeliveryKey, *, question: str = "") -> Pieces | None:
        """Return the answer as it grows, None where it needs several messages."""
        pressing = self._answering(dossier, question)
        return dossier_pieces(dossier_text(dossier, self._labels), dossier.citations, pressing, key)

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""
        return notes.receipt(receipt_lines(brief.receipt))

    def notice(self, text: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
        """Return a short notice; `link` stands behind its words."""
        return notes.notice(text, key=key, link=link)

    def note(self, note: Note, *, key: DeliveryKey | None = None) -> Payload:
        """Return a short answer with its buttons."""
        return notes.note(note, buttons=self._details, key=key)

    def _answering(self, dossier: Dossier, question: str) -> Pressing:
        return under_answer(dossier, question, self._labels) if self._details and question else Pressing()

    def _pressing(self, brief: Brief, item: BriefItem) -> Pressing:
        return under_story(brief, item) if self._details else Pressing()


def _story(told: ReplyText, key: DeliveryKey, pressing: Pressing, *, generated: bool) -> Payload:
    buttons = cards.actions(pressing.buttons, pressing.menu, opens=pressing.opens)
    entries = {entry.action for entry in pressing.menu}
    # A lock screen shows one line: what moved and of which story.
    moved = ". ".join(filter(None, (told.lead, told.headline)))
    first = [told.headline, told.banner] if told.withdrawn else [told.banner, moved]
    said = spoken([*first, told.standing, told.facts])
    return fitting(
        lambda scale: message(
            [*story_body(told, scale, link=Action.OPEN not in entries), *buttons],
            said,
            key=key.block_id,
            generated=generated,
            feedback=Action.USEFUL in entries,
        )
    )


def _is_generated(item: BriefItem) -> bool:
    """Whether a model wrote what is told of a story: quotations and sentences made of facts are no model's."""
    return bool(item.writer and item.summary)
