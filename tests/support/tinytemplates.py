"""Chat templates in the style of each family of models, and the marks their tokenizers know."""

_QWEN = (
    "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}"
)
QWEN2 = _QWEN + "{%- endif %}"
QWEN3 = (
    _QWEN + "{%- if enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}"
    "{%- endif %}{%- endif %}"
)
LLAMA = (
    "{{- bos_token }}{%- if not date_string is defined %}{%- set date_string = strftime_now('%d %b %Y') %}{%- endif %}"
    "{%- if messages[0].role == 'system' %}{%- set system_message = messages[0].content %}"
    "{%- set messages = messages[1:] %}{%- else %}{%- set system_message = '' %}{%- endif %}"
    "{{- '<|start_header_id|>system<|end_header_id|>\\n\\nToday: ' + date_string + '\\n' + system_message }}"
    "{{- '<|eot_id|>' }}"
    "{%- for message in messages %}"
    "{{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content + '<|eot_id|>' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}"
)
GEMMA = (
    "{{ bos_token }}{%- if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}"
    "{%- endif %}{%- for message in messages %}"
    "{{ '<start_of_turn>' + message.role + '\\n' + message.content | trim + '<end_of_turn>\\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{%- endif %}"
)
# Leaves a system turn out without a word, as some templates do.
MISTRAL = (
    "{{ bos_token }}{%- for message in messages %}{%- if message.role == 'user' %}"
    "{{ '[INST] ' + message.content + '[/INST]' }}{%- endif %}{%- endfor %}"
)
# Writes the day by the clock.
SMOL = (
    "{{ '<|im_start|>system\\nToday: ' + strftime_now('%d %B %Y') + '\\n' }}"
    "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}{{ '<|im_start|>assistant\\n' }}"
)
BROKEN = "{{ raise_exception('conversations must be signed') }}"

MARKS = {
    "qwen": ("<|im_start|>", "<|im_end|>", "<|endoftext|>", "<think>", "</think>"),
    "llama": ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|end_of_text|>"),
    "gemma": ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"),
    "mistral": ("<s>", "</s>", "[INST]", "[/INST]"),
    "seq2seq": ("<s>", "</s>", "<mask>"),
}
