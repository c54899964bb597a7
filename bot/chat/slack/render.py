"""Briefs as Slack messages. Pure: values in, payloads out, every one within the limits whatever the sources wrote."""

from bisect import bisect_left
from collections.abc import Sequence

from bot.briefing.labels import Labels
from bot.chat.heard import Action
from bot.chat.notes import Note
from bot.chat.platform import Payload, Pieces
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack import render_notes as notes
from bot.chat.slack.blocks import Json
from bot.chat.slack.render_dossier import dossier_messages, dossier_pieces
from bot.chat.slack.render_root import reopened_blocks, root_blocks
from bot.chat.slack.render_story import pages, story_blocks
from bot.chat.slack.rendering import fitting, spoken
from bot.chat.wording import root_text
from bot.chat.wording_buttons import Pressing, rest_button, under_answer, under_root, under_story
from bot.chat.wording_dossier import dossier_text
from bot.chat.wording_receipt import receipt_lines
from bot.chat.wording_story import ReplyText, corrected_text, reopened_text, reply_text
from bot.domain.brief import Brief, BriefItem, BriefKind, Mended
from bot.domain.delivery import DeliveryKey
from bot.domain.dossier import Dossier

_RECEIPT_LINE = 260


class SlackRenderer:
    """Renders to blocks. `details` draws buttons; leave them out where nobody answers a press."""

    def __init__(self, labels: Labels, *, details: bool = True) -> None:
        """Keep the words shown for ids."""
        self._labels, self._details = labels, details

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:
        """Return the root of `brief`; lines that do not fit are counted and stand in the thread."""
        told = root_text(brief, self._labels, mended=mended)
        buttons = under_root(brief) if self._details else ()
        rest = rest_button(brief) if self._details and told.rest else None
        total = len(told.lines)

        def build(hidden: int) -> list[Json]:
            drawn = root_blocks(brief.kind, told, kept=total - hidden, buttons=buttons, rest=rest)
            return kit.keyed(drawn, block_id=key.block_id)

        # Fewer lines are never larger, so the least number to hide is found by halving.
        hidden = bisect_left(range(total), 1, key=lambda hidden: int(not limits.problems(build(hidden))))
        lines = [line.plain for line in told.lines] if brief.kind is not BriefKind.ALERT else []
        return Payload(text=spoken([told.title, *told.notes, *lines]), body={"blocks": build(hidden)})

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the reply that tells `item`."""
        told = reply_text(item, self._labels, zone=brief.timezone, language=brief.language)
        return _story(told, key, self._pressing(brief, item))

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return a new root for `item`, whose old thread is gone."""
        told = reopened_text(brief, item, self._labels)
        blocks = fitting(lambda scale: kit.keyed(reopened_blocks(told, scale), block_id=key.block_id))
        return Payload(text=spoken([told.headline, told.lead, *told.history]), body={"blocks": blocks})

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return the reply of an item that was mended; nothing can be done with one that was withdrawn."""
        told = corrected_text(mended, self._labels, zone=brief.timezone, language=brief.language)
        pressing = Pressing() if mended.withdrawn else self._pressing(brief, mended.item)
        return _story(told, key, pressing)

    def dossier(self, dossier: Dossier, key: DeliveryKey | None = None, *, question: str = "") -> tuple[Payload, ...]:
        """Return the answer to a question: as many messages as the budgets ask for, split between lines."""
        pressing = self._answering(dossier, question)
        return dossier_messages(dossier_text(dossier, self._labels), pressing, key)

    def pieces(self, dossier: Dossier, key: DeliveryKey, *, question: str = "") -> Pieces | None:
        """Return the answer as it is streamed, None where it needs several messages."""
        pressing = self._answering(dossier, question)
        return dossier_pieces(dossier_text(dossier, self._labels), pressing, key)

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""
        lines = [text.mrkdwn(line, _RECEIPT_LINE) for line in receipt_lines(brief.receipt)]
        return Payload(text=lines[0], body={"blocks": [kit.section(page) for page in pages(lines)]})

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


def _story(told: ReplyText, key: DeliveryKey, pressing: Pressing) -> Payload:
    buttons = kit.actions(pressing.buttons, pressing.menu, opens=pressing.opens)
    link = not any(entry.action == Action.OPEN for entry in pressing.menu)
    blocks = fitting(lambda scale: kit.keyed([*story_blocks(told, scale, link=link), *buttons], block_id=key.block_id))
    # A lock screen shows one line: what moved and of which story.
    moved = ". ".join(filter(None, (told.lead, told.headline)))
    said = [told.headline, told.banner] if told.withdrawn else [told.banner, moved]
    return Payload(text=spoken([*said, told.standing, told.facts]), body={"blocks": blocks})
