"""Every family of models loads from a folder and generates greedily within its limits; what is wrong is said."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from summarizers.base import Passage, SummaryRequest
from summarizers.errors import ModelError
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from summarizers.loading_generator import load_generator
from summarizers.loading_generator_run import GeneratorModel, problem_of
from summarizers.placement import CPU, Placement
from summarizers.prompting import Message, Prompt, messages
from support import tinytemplates
from support.hashing import HashEncoder
from support.tinymodels import FAMILIES, save_causal, save_family

TANKS = "Poland and South Korea signed a contract for 180 tanks . "
NEWS = (
    "Poland and South Korea signed a contract for 180 tanks on Monday. The contract is worth 6.5 billion dollars, the "
    "ministry in Warsaw said. Deliveries of the tanks from South Korea to Poland begin in 2027."
)
REQUEST = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=NEWS),))
Folders = Callable[[str], Path]


@pytest.fixture(scope="module")
def model_of(folder_of: Folders) -> Callable[[str], GeneratorModel]:
    """Return the loaded model of a family; each is loaded once."""
    made: dict[str, GeneratorModel] = {}

    def model(family: str) -> GeneratorModel:
        if family not in made:
            made[family] = load_generator(folder_of(family))
        return made[family]

    return model


def plain(text: str, *, most: int = 16) -> Prompt:
    return Prompt(messages=(Message(role="user", content=text),), max_tokens=most)


def texts(model: GeneratorModel, prompts: Sequence[Prompt], *, seconds: float = 60.0) -> list[str]:
    answers = model.answers(prompts, seconds=seconds)
    assert not any(answer.problem for answer in answers)
    return [answer.text for answer in answers]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_answers_together_as_one_by_one(model_of: Callable[[str], GeneratorModel], family: str) -> None:
    model = model_of(family)
    assert model.chat == FAMILIES[family].chat
    assert model.window == 1024
    prompts = [plain(TANKS * count, most=most) for count, most in ((1, 9), (7, 16), (2, 3), (4, 16))]
    together = texts(model, prompts)
    assert together == [texts(model, [prompt])[0] for prompt in prompts]
    assert together == texts(model, prompts)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_summarises_a_request_or_says_why_not(
    model_of: Callable[[str], GeneratorModel], family: str
) -> None:
    made = Generative(lambda: model_of(family), extractive=Extractive(HashEncoder()))
    told = made.summarise(REQUEST)
    # Untrained weights say nothing true: what is shown is quoted, and why is on record.
    assert "180 tanks" in told.text
    assert told.fallbacks[0].startswith("generative: ")
    assert "could not answer" not in told.fallbacks[0]
    assert "does not fit" not in told.fallbacks[0]
    assert len(told.text.split()) <= 60
    assert told == made.summarise(REQUEST)


@pytest.mark.parametrize("family", ["pegasus", "qwen2"])
def test_an_answer_is_no_longer_than_asked_and_a_prompt_no_longer_than_the_window(
    model_of: Callable[[str], GeneratorModel], family: str
) -> None:
    model = model_of(family)
    short, long = model.answers([plain(TANKS, most=3), plain(TANKS, most=24)], seconds=60)
    assert 0 < model.count(short.text) <= 12  # bytes that are no letters come back as several tokens
    assert len(short.text) < len(long.text)
    assert short.cut
    over, fine = model.answers([plain(TANKS * 200), plain(TANKS)], seconds=60)
    assert "does not fit" in over.problem
    assert not fine.problem
    room = model.prompt_room(max_tokens=24)
    assert room == (1000 if model.chat else 1024)
    assert model.size(plain(TANKS).messages) > model.count(TANKS)


@pytest.mark.parametrize(
    ("family", "begins", "ends"),
    [
        ("t5", "summarize: Tanks", "bought.</s>"),
        ("bart", "Tanks", "bought.</s>"),
        ("qwen2", "<|im_start|>system\n", "<|im_end|>\n<|im_start|>assistant\n"),
        ("qwen3", "<|im_start|>system\n", "<|im_start|>assistant\n<think>\n\n</think>\n\n"),
        ("llama", "<|begin_of_text|><|start_header_id|>system", "<|end_header_id|>\n\n"),
        ("gemma", "<bos><start_of_turn>user\nYou write", "<start_of_turn>model\n"),
        ("mistral", "<s>[INST] You write", "[/INST]"),
    ],
)
def test_each_family_is_asked_in_its_own_form(
    model_of: Callable[[str], GeneratorModel], family: str, begins: str, ends: str
) -> None:
    model = model_of(family)
    asked = messages("Tanks were bought.", budget=60) if model.chat else plain("Tanks were bought.").messages
    told = model._dialect.tokenizer.decode(model._dialect.encode(asked))
    assert told.startswith(begins)
    assert told.endswith(ends)
    assert told.count("You write for a morning brief") == (1 if model.chat else 0)
    assert told.count("Tanks were bought.") == 1


@pytest.mark.parametrize("family", FAMILIES)
def test_no_text_becomes_a_control_token(model_of: Callable[[str], GeneratorModel], family: str) -> None:
    dialect = model_of(family)._dialect
    marks = "".join(FAMILIES[family].marks)
    known = {dialect.tokenizer.convert_tokens_to_ids(mark) for mark in FAMILIES[family].marks}

    def controls(text: str) -> int:
        return sum(token in known for token in dialect.encode(plain(text).messages))

    assert controls(f"Tanks {marks} were {marks} bought") == controls("Tanks were bought")


def test_the_day_it_is_does_not_change_the_prompt(tmp_path: Path) -> None:
    for name, template in (("llama", tinytemplates.LLAMA), ("qwen2", tinytemplates.SMOL)):
        model = load_generator(save_family(tmp_path / name, name, template=template))
        told = model._dialect.tokenizer.decode(model._dialect.encode(plain("Tanks").messages))
        assert "Today: 1 January 2026\n" in told


def test_a_template_that_refuses_everything_is_named(tmp_path: Path) -> None:
    folder = save_family(tmp_path / "x", "qwen2", template=tinytemplates.BROKEN)
    with pytest.raises(ModelError, match=r"x: its chat template cannot be used .*signed.*; choose another model"):
        load_generator(folder)


def test_a_base_model_without_template_is_asked_in_plain_text(tmp_path: Path) -> None:
    model = load_generator(save_causal(tmp_path / "plain", chat=False))
    assert model.chat
    assert texts(model, [plain(TANKS)]) == texts(model, [plain(TANKS)])


@pytest.mark.parametrize("family", ["bart", "qwen2"])
def test_what_the_folder_says_of_sampling_beams_and_penalties_is_not_followed(
    folder_of: Folders, tmp_path: Path, family: str
) -> None:
    before = texts(load_generator(folder_of(family)), [plain(TANKS, most=24)])
    folder = Path(shutil.copytree(folder_of(family), tmp_path / "sampling"))
    stated = json.loads((folder / "generation_config.json").read_text())
    stated |= {
        "do_sample": True, "temperature": 5.0, "top_p": 0.4, "top_k": 7, "num_beams": 4, "num_return_sequences": 2,
        "repetition_penalty": 3.0, "no_repeat_ngram_size": 1, "length_penalty": 9.0, "min_length": 40,
        "max_length": 3, "early_stopping": True, "forced_bos_token_id": 9, "forced_eos_token_id": 9,
        "bad_words_ids": [[9], [11]], "suppress_tokens": [7, 12], "max_time": 0.0001,
    }  # fmt: skip
    (folder / "generation_config.json").write_text(json.dumps(stated))
    model = load_generator(folder)
    assert texts(model, [plain(TANKS, most=24)]) == before
    assert texts(model, [plain(TANKS, most=24)]) == before


def test_the_time_limit_holds_for_all_prompts_together(model_of: Callable[[str], GeneratorModel]) -> None:
    loaded = model_of("qwen2")
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0
        return now[0]

    slow = GeneratorModel(
        model=loaded._model, dialect=loaded._dialect, window=loaded._window, room=loaded._room, clock=clock
    )
    answers = slow.answers([plain(TANKS * count, most=200) for count in range(1, 12)], seconds=12.0)
    assert all(answer.problem == "the time for this summary is over" and answer.passing for answer in answers)
    assert now[0] < 40  # a tick a token and a batch: far fewer than 11 answers of 200 tokens have
    assert slow.answers([plain(TANKS)], seconds=0.0)[0].problem
    one = slow.answers([plain(TANKS, most=5)], seconds=100.0)
    assert not one[0].problem


class Crowded:
    """A model that has memory for so many rows; what holds the weights is the real one."""

    def __init__(self, model: Any, *, rows: int, error: Exception) -> None:
        self._model, self._rows, self._error = model, rows, error
        self.generation_config, self.device = model.generation_config, model.device
        self.batches: list[int] = []

    def generate(self, *, input_ids: Any, **options: Any) -> Any:
        self.batches.append(len(input_ids))
        if len(input_ids) > self._rows:
            raise self._error
        return self._model.generate(input_ids=input_ids, **options)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    ],
)
def test_what_does_not_fit_into_memory_is_halved_and_then_said(
    model_of: Callable[[str], GeneratorModel], error: Exception
) -> None:
    loaded = model_of("qwen2")
    prompts = [plain(TANKS * count, most=4) for count in (1, 2, 3, 4)]
    alone = texts(loaded, prompts)
    for rows, batches in ((1, [4, 2, 1, 1, 2, 1, 1]), (2, [4, 2, 2])):
        crowded = Crowded(loaded._model, rows=rows, error=error)
        model = GeneratorModel(model=crowded, dialect=loaded._dialect, window=loaded._window, room=loaded._room)
        assert texts(model, prompts) == alone
        assert crowded.batches == batches
        crowded.batches.clear()
        assert texts(model, prompts) == alone
        assert crowded.batches == [rows] * (4 // rows)  # what was too much is not tried again
    none = GeneratorModel(
        model=Crowded(loaded._model, rows=0, error=error),
        dialect=loaded._dialect,
        window=loaded._window,
        room=loaded._room,
    )
    told = Generative(lambda: none, extractive=Extractive(HashEncoder())).summarise(REQUEST)
    assert told.fallbacks[0] == "generative: the model could not answer (out of memory)"
    assert (told.backend, told.passing) == ("extractive", True)
    assert "180 tanks" in told.text


def test_a_prompt_that_fails_costs_itself_alone(model_of: Callable[[str], GeneratorModel]) -> None:
    loaded = model_of("qwen2")

    class Picky(Crowded):
        def generate(self, *, input_ids: Any, **options: Any) -> Any:
            if input_ids.shape[1] > 150:
                raise IndexError("index out of range in self")
            return super().generate(input_ids=input_ids, **options)

    picky = Picky(loaded._model, rows=99, error=MemoryError())
    model = GeneratorModel(model=picky, dialect=loaded._dialect, window=loaded._window, room=loaded._room)
    prompts = [plain(TANKS), plain(TANKS * 20), plain(TANKS * 2)]
    answers = model.answers(prompts, seconds=60)
    assert [answer.problem for answer in answers] == ["", "the model could not answer (index out of range in self)", ""]
    assert [answers[0].text, answers[2].text] == texts(loaded, [prompts[0], prompts[2]])


def test_bfloat16_is_loaded_and_generates_as_asked(folder_of: Folders) -> None:
    model = load_generator(folder_of("qwen3"), place=Placement(device="cpu", dtype="bfloat16"))
    assert str(model._model.dtype) == "torch.bfloat16"
    assert texts(model, [plain(TANKS)]) == texts(model, [plain(TANKS)])
    assert str(load_generator(folder_of("qwen3"), place=CPU)._model.dtype) == "torch.float32"


def test_another_error_is_told_by_its_first_line() -> None:
    said = problem_of(IndexError("index out of range in self\nmore"))
    assert said.problem == "the model could not answer (index out of range in self)"
    assert not said.passing
