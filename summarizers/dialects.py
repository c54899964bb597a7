"""How a prompt becomes the tokens a family of models was trained on: a chat template, a task's prefix, or plain text.

Whatever a text says, none of it becomes a control token: those are the template's alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarizers.errors import ModelError
from summarizers.loading_parts import first_line
from summarizers.prompting import Message

# Said to every template; those without such a switch take no notice.
_SWITCHES = {"enable_thinking": False, "thinking": False, "date_string": "1 January 2026"}
# Some templates write today's date: the same request would then be told otherwise tomorrow.
_NO_CLOCK = "{%- macro strftime_now(format) -%}1 January 2026{%- endmacro -%}"
_SYSTEM, _USER = "0system0", "0user0"
_PREFIXES = {"t5": "summarize: "}
_PREFIX_CHARS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Turns messages into token ids; `chat` where the model follows instructions."""

    tokenizer: Any
    chat: bool = False
    prefix: str = ""
    template: str | None = None
    system: bool = False

    def encode(self, messages: Sequence[Message]) -> list[int]:
        """Return the token ids of a prompt."""
        if self.template is None:
            text = "\n\n".join(message.content for message in messages)
            return self._plain(f"{self.prefix}{text}\n" if self.chat else f"{self.prefix}{text}")
        turns = [{"role": message.role, "content": message.content} for message in messages]
        return _rendered(self.tokenizer, self.template, turns if self.system else _merged(turns))

    def _plain(self, text: str) -> list[int]:
        return list(self.tokenizer(text, split_special_tokens=True)["input_ids"])

    def count(self, text: str) -> int:
        """Return the number of tokens of `text` alone."""
        return len(self.tokenizer(text, split_special_tokens=True, add_special_tokens=False)["input_ids"])


def dialect_of(tokenizer: Any, *, config: Mapping[str, Any], seq2seq: bool) -> Dialect:
    """Return the dialect of a model by its tokenizer and the content of its config.json; raise ModelError."""
    template = tokenizer.chat_template
    if isinstance(template, dict):  # several by name
        template = template.get("default")
    if not isinstance(template, str):
        return Dialect(tokenizer=tokenizer, chat=not seq2seq, prefix=prefix_of(config) if seq2seq else "")
    if "strftime_now" in template:
        template = _NO_CLOCK + template
    return Dialect(tokenizer=tokenizer, chat=True, template=template, system=_knows_system(tokenizer, template))


def prefix_of(config: Mapping[str, Any]) -> str:
    """Return what a sequence-to-sequence model wants before a text to summarise: as it says itself, else its family."""
    tasks = config.get("task_specific_params")
    task = tasks.get("summarization") if isinstance(tasks, Mapping) else None
    stated = task.get("prefix") if isinstance(task, Mapping) else None
    if isinstance(stated, str):
        return stated[:_PREFIX_CHARS]
    return _PREFIXES.get(str(config.get("model_type")), "")


def _knows_system(tokenizer: Any, template: str) -> bool:
    """Tell whether the template writes a system turn: some refuse one, some leave it out without a word."""
    turns = [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": _USER}]
    try:
        told = tokenizer.decode(_rendered(tokenizer, template, turns))
    except ModelError:
        told = ""
    if _SYSTEM in told and _USER in told:
        return True
    if _USER not in tokenizer.decode(_rendered(tokenizer, template, _merged(turns))):
        raise ModelError("its chat template leaves out what the user says; choose another model")
    return False


def _merged(turns: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{"role": "user", "content": "\n\n".join(turn["content"] for turn in turns)}]


def _rendered(tokenizer: Any, template: str, turns: Sequence[Mapping[str, str]]) -> list[int]:
    from jinja2 import TemplateError  # noqa: PLC0415 - comes with transformers, loads when a model does

    try:
        ids = tokenizer.apply_chat_template(
            list(turns),
            chat_template=template,
            add_generation_prompt=True,
            sanitize_control_tokens=True,
            return_dict=False,
            **_SWITCHES,
        )
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise ModelError(f"its chat template cannot be used ({first_line(error)}); choose another model") from error
    return list(ids)
