"""What a press is answered at once: a few words that fit what was pressed. The work goes on meanwhile. Pure."""

from bot.chat.heard import Action

ELSEWHERE, HERE = "Answered in your chat with Entente.", "On it."
UNKNOWN = "That can no longer be done here."
_FORM = "The form is in your chat with Entente."
_SAID = {
    Action.ASK: "Looking it up.",
    Action.EXPORT: "Making the file: it comes in your chat with Entente.",
    Action.NEW: _FORM,
    Action.EDIT: _FORM,
    Action.ADJUST: _FORM,
    Action.OPEN: HERE,
}
_HERE = {Action.ASK: "Looking it up.", Action.EXPORT: "Making the file.", Action.TEST: "One moment."}


def answered(action: Action, *, personal: bool) -> str:
    """Return what is said to a press; `personal` where it was in the person's chat with the bot."""
    return _HERE.get(action, HERE) if personal else _SAID.get(action, ELSEWHERE)
