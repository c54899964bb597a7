"""Models of a few thousand weights with tokenizers trained on the spot, saved as any model folder is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import tinytemplates as templates

LINES = (
    "Poland and South Korea signed a contract for 180 tanks .",
    "The contract is worth 6.5 billion dollars and deliveries begin in 2027 .",
    "Part of the tanks will be built in Poland under a licence .",
    "Summarise the articles above in two or three plain sentences of at most 60 words in all .",
    "0system0 0user0",
)
CHAT = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'] }} </s> {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_MARKS = ("</s>", "<|system|>", "<|user|>", "<|assistant|>")
_SMALL = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "num_key_value_heads": 1, "head_dim": 8,
}  # fmt: skip
_CODER = {
    "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Family:
    """How a family's folders look: its config class, what stands in it, the marks of its tokenizer, its template."""

    config: str
    values: dict[str, Any]
    marks: Sequence[str]
    bos: str | None = None
    eos: str = "</s>"
    template: str | None = None
    chat: bool = True
    window: int = 1024


FAMILIES: dict[str, Family] = {
    "bart": Family(
        config="BartConfig", values=_CODER, marks=templates.MARKS["seq2seq"], bos="<s>", chat=False,
    ),
    "pegasus": Family(config="PegasusConfig", values=_CODER, marks=("</s>", "<mask_1>", "<n>"), chat=False),
    "t5": Family(
        config="T5Config", values={"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2},
        marks=("</s>", "<extra_id_0>"), chat=False,
    ),
    "qwen2": Family(
        config="Qwen2Config", values=_SMALL, marks=templates.MARKS["qwen"], eos="<|im_end|>", template=templates.QWEN2,
    ),
    "qwen3": Family(
        config="Qwen3Config", values=_SMALL, marks=templates.MARKS["qwen"], eos="<|im_end|>", template=templates.QWEN3,
    ),
    "llama": Family(
        config="LlamaConfig", values=_SMALL, marks=templates.MARKS["llama"], bos="<|begin_of_text|>", eos="<|eot_id|>",
        template=templates.LLAMA,
    ),
    "gemma": Family(
        config="Gemma3TextConfig", values={**_SMALL, "num_hidden_layers": 2, "sliding_window": 64},
        marks=templates.MARKS["gemma"], bos="<bos>", eos="<eos>", template=templates.GEMMA,
    ),
    "mistral": Family(
        config="MistralConfig", values={**_SMALL, "sliding_window": None}, marks=templates.MARKS["mistral"], bos="<s>",
        template=templates.MISTRAL,
    ),
}  # fmt: skip


def save_family(folder: Path, name: str, *, seed: int = 7, window: int | None = None, template: str = "") -> Path:
    """Save a tiny model of the family `name` into `folder`."""
    import torch  # noqa: PLC0415  (heavy: loaded where a model is made)
    import transformers  # noqa: PLC0415

    family = FAMILIES[name]
    tokenizer = _tokenizer(
        family.marks, bos=family.bos, eos=family.eos, template=template or family.template, closed=not family.chat
    )
    tokenizer.save_pretrained(folder)
    known = tokenizer.get_vocab()
    values = {
        **family.values,
        "vocab_size": len(tokenizer),
        "pad_token_id": known["<pad>"],
        "eos_token_id": known[family.eos],
        "bos_token_id": known[family.bos] if family.bos else None,
    }
    values["n_positions" if name == "t5" else "max_position_embeddings"] = window or family.window
    if not family.chat:
        values["decoder_start_token_id"] = known[family.eos] if name == "bart" else known["<pad>"]
    torch.manual_seed(seed)
    config = getattr(transformers, family.config)(**values)
    auto: Any = transformers.AutoModelForCausalLM if family.chat else transformers.AutoModelForSeq2SeqLM
    auto.from_config(config).save_pretrained(folder)
    return folder


def save_seq2seq(folder: Path) -> Path:
    """Save a tiny T5 into `folder`."""
    return save_family(folder, "t5")


def save_causal(folder: Path, *, chat: bool = True, window: int = 512) -> Path:
    """Save a tiny Llama into `folder`, with a chat template unless `chat` is false."""
    import torch  # noqa: PLC0415
    from transformers import LlamaConfig, LlamaForCausalLM  # noqa: PLC0415

    size = _save_tokenizer(folder, chat=chat)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=size, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=window, bos_token_id=1, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def save_encoder(folder: Path) -> Path:
    """Save a tiny BERT into `folder`."""
    import torch  # noqa: PLC0415
    from transformers import BertConfig, BertModel  # noqa: PLC0415

    size = _save_tokenizer(folder, chat=False)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=size,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        pad_token_id=0,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def reseeded(make: Callable[[int], Path], wanted: Callable[[Path], bool], *, tries: int = 20) -> Path:
    """Return the first folder that is as `wanted`: random weights say what they say."""
    for seed in range(tries):
        folder = make(seed)
        if wanted(folder):
            return folder
    raise AssertionError("no seed gives what is wanted")


def _save_tokenizer(folder: Path, *, chat: bool) -> int:
    tokenizer = _tokenizer(_MARKS, bos=None, eos="</s>", template=CHAT if chat else None, closed=False)
    tokenizer.save_pretrained(folder)
    return len(tokenizer)


def _tokenizer(marks: Sequence[str], *, bos: str | None, eos: str, template: str | None, closed: bool) -> Any:
    """Return a byte-level tokenizer that knows `marks`; a `closed` one puts its end mark behind every text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    inner = Tokenizer(models.BPE(unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=list(dict.fromkeys(["<pad>", eos, "<unk>", *marks])),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator(LINES, trainer)
    if closed:
        inner.post_processor = processors.TemplateProcessing(single=f"$A {eos}", special_tokens=[(eos, 1)])
    make: Any = PreTrainedTokenizerFast
    named = {"bos_token": bos} if bos else {}
    fast = make(
        tokenizer_object=inner, pad_token="<pad>", eos_token=eos, unk_token="<unk>",
        additional_special_tokens=list(marks), **named,
    )  # fmt: skip
    if template:
        fast.chat_template = template
    return fast
