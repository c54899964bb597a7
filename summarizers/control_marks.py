"""The marks by which chat templates tell turns apart: in a text to be told they are taken out.

Pure. A loaded model's own list of marks is used beside these (`loading_dialect`); these hold for servers too.
"""

import re
from collections.abc import Collection

# Wide forms are read as the narrow ones by tokenizers that fold letters (NFKC).
_OPEN, _CLOSE, _BAR = "[<＜﹤]", "[>＞﹥]", "[|｜│]"
_SPACE = r"[ \t\u200b\u2060\ufeff]{0,3}"
_WORDS = (
    "s",
    "bos",
    "eos",
    "pad",
    "unk",
    "sep",
    "cls",
    "mask",
    r"mask_[12]",
    "n",
    "system",
    "user",
    "assistant",
    "model",
    "human",
    "tool",
    r"(?:start|end)_of_(?:turn|image|text)",
    r"(?:start|end)_(?:header_id|function_response|function_call)",
    r"tool_(?:call|response)s?",
    "tools?",
    "think(?:ing)?",
    r"extra_id_\d{1,4}",
    r"unused_?\d{1,5}",
    r"reserved_special_token_\d{1,4}",
    "articles",
    "checklist",
    "sentence",
)
_BRACKETED = (
    r"INST",
    r"SYSTEM_PROMPT",
    r"AVAILABLE_TOOLS",
    r"TOOL_(?:CALLS|RESULTS|CONTENT)",
    r"CALL_ID",
    r"ARGS",
    r"(?:PREFIX|SUFFIX|MIDDLE)",
    r"(?:IMG|IMG_BREAK|IMG_END)",
    r"THINK",
    r"MODEL_SETTINGS",
    r"g?MASK|CLS|SEP|PAD|UNK",
)
_MARK = re.compile(
    rf"{_OPEN}{_SPACE}/?{_SPACE}{_BAR}[^|｜│<>\n]{{0,60}}{_BAR}?{_SPACE}{_CLOSE}"  # <|im_start|>, <|tool>, <｜User｜>
    rf"|{_OPEN}{_SPACE}[\w-]{{1,40}}{_SPACE}{_BAR}{_SPACE}{_CLOSE}"  # <turn|>
    rf"|{_OPEN}{_SPACE}/?{_SPACE}(?:{'|'.join(_WORDS)})(?:-[0-9a-f]{{1,16}})?{_SPACE}/?{_SPACE}{_CLOSE}"
    rf"|{_OPEN}{{2}}{_SPACE}/?{_SPACE}SYS{_SPACE}{_CLOSE}{{2}}"
    rf"|\[{_SPACE}/?{_SPACE}(?:{'|'.join(_BRACKETED)}){_SPACE}\]"
    r"|^[ \t]{0,8}#{2,4}[ \t]{0,3}(?:system|instructions?|user|human|assistant|response|input)\s*:",
    re.IGNORECASE | re.MULTILINE,
)


def without_marks(text: str, *, also: Collection[str] = ()) -> str:
    """Return `text` with a blank for each mark, and for each of the exact strings `also`, until none is left."""
    while True:
        clear = _MARK.sub(" ", text)
        for mark in also:
            clear = clear.replace(mark, " ") if mark.strip() else clear
        if clear == text:
            return clear
        text = clear
