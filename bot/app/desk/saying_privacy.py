"""What `privacy` says: what is stored of people and channels, how long, and how it is deleted. Pure.

Whoever stores something else of people says so here.
"""


def privacy_lines(*, delete_after_days: int) -> tuple[str, ...]:
    """Return the whole notice; `delete_after_days` is how long data outlives an uninstalled app."""
    after = "at once" if not delete_after_days else f"after {delete_after_days} days"
    kept = (_SUBSCRIPTIONS, _DRAFTS, _VOTES, _FOLLOWS, _AUDIT, _QUESTIONS, _BRIEFS, _PLACES)
    return (*kept, _NOT, _LOCAL, _ENDS.format(after))


_SUBSCRIPTIONS = "Subscriptions: topic, schedule, channel id and the ids of their owners, until they are ended."
_DRAFTS = "Previews that were not confirmed: 1 day."
_VOTES = (
    "Votes on items (who, which story, useful or why not): 1 year, or until “feedback reset”. What owners decided "
    "because of them, with the id of who did: until “feedback reset”."
)
_FOLLOWS = "What you follow: until you unfollow it."
_AUDIT = "The audit (who changed which subscription, when): as long as Entente is installed."
_QUESTIONS = (
    "Questions you ask: their text, what they were understood as, channel and your id, for 30 days; never in a log. "
    "Ids of chat events: 1 day."
)
_BRIEFS = (
    "Briefs that were posted, and the ids of their messages: the memory that keeps anything from being told twice."
)
_PLACES = (
    "In Teams, where each team's channel and each person's chat with Entente is written to, with the person's id: "
    "until the app's data is deleted."
)
_NOT = (
    "Not stored: what is said in channels, names, e-mail addresses. Names and time zones are asked of the platform "
    "when they are needed and kept in memory for minutes."
)
_LOCAL = "Nothing of it leaves this machine but to the chat platform, and nothing is used to train a model."
_ENDS = (
    "When the app is removed, schedules stop at once and all that it keeps of your organisation is "
    "deleted {}. What is kept of one person is deleted on request by the bot's operator (“entente forget-person”)."
)
