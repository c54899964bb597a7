"""Models of a few thousand weights with tokenizers trained on the spot, saved as any model folder is."""

from pathlib import Path
from typing import Any

LINES = (
    "Poland and South Korea signed a contract for 180 tanks .",
    "The contract is worth 6.5 billion dollars and deliveries begin in 2027 .",
    "Part of the tanks will be built in Poland under a licence .",
    "Summarise the articles above in two or three plain sentences of at most 60 words in all .",
)
CHAT = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'] }} </s> {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_SPECIAL = ["<pad>", "</s>", "<unk>", "<|system|>", "<|user|>", "<|assistant|>"]


def save_seq2seq(folder: Path) -> Path:
    """Save a tiny T5 into `folder`."""
    import torch  # noqa: PLC0415  (heavy: loaded where a model is made)
    from transformers import T5Config, T5ForConditionalGeneration  # noqa: PLC0415

    size = _save_tokenizer(folder, chat=False)
    torch.manual_seed(7)
    config = T5Config(
        vocab_size=size, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2,
        pad_token_id=0, eos_token_id=1,
    )  # fmt: skip
    config.decoder_start_token_id = 0
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


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


def _save_tokenizer(folder: Path, *, chat: bool) -> int:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    inner = Tokenizer(models.BPE(unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=_SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator(LINES, trainer)
    make: Any = PreTrainedTokenizerFast
    fast = make(tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    if chat:
        fast.chat_template = CHAT
    fast.save_pretrained(folder)
    return inner.get_vocab_size()
