"""The quick encoder gives nearly the published vectors, whatever else is in a batch, and forgets what is old."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers import loading
from summarizers.encoder import MiniLmEncoder
from summarizers.encoder_packed import batches, multiplies_bytes
from summarizers.encoder_quick import QuickEncoder
from summarizers.errors import ModelError

TEXTS = [
    "Two navies order frigates from one yard",
    "The yard will build three hulls at home and five abroad, both ministries said on Monday in a joint statement.",
    "Rain delayed the cricket match",
    "",
    "Łódź, 東京 and Αθήνα: a café’s “menu” 🚀",
    "word " * 400,
]


@pytest.fixture(scope="module")
def quick() -> QuickEncoder:
    return QuickEncoder(threads=1)


@pytest.mark.parametrize("quantised", [True, False])
def test_vectors_are_nearly_those_of_the_exact_encoder(minilm: MiniLmEncoder, *, quantised: bool) -> None:
    if quantised and not multiplies_bytes():
        pytest.skip("this processor does not multiply bytes fast")
    vectors = QuickEncoder(threads=1, quantised=quantised).encode(TEXTS)
    alike = (vectors * minilm.encode(TEXTS)).sum(axis=1)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert alike.mean() > (0.99 if quantised else 0.99999)
    assert alike.min() > (0.98 if quantised else 0.99999)


def test_a_vector_does_not_depend_on_its_batch(quick: QuickEncoder) -> None:
    together = quick.encode(TEXTS)
    alone = np.vstack([QuickEncoderCopy.of(quick).encode([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


class QuickEncoderCopy(QuickEncoder):
    """An encoder that shares a loaded model and remembers nothing."""

    @classmethod
    def of(cls, encoder: QuickEncoder) -> "QuickEncoderCopy":
        copy = cls(threads=1, remembered=0)
        copy._model = encoder._loaded()
        return copy


def test_order_and_repetition_do_not_matter(quick: QuickEncoder) -> None:
    vectors = quick.encode([*TEXTS, *TEXTS[::-1]])
    assert np.array_equal(vectors[: len(TEXTS)], vectors[len(TEXTS) :][::-1])
    assert quick.encode([]).shape == (0, quick.dimension)


def test_a_text_is_encoded_once_as_long_as_it_is_remembered(quick: QuickEncoder) -> None:
    class Counting:
        def __init__(self) -> None:
            self.asked: list[list[str]] = []

        def vectors(self, texts: list[str]) -> np.ndarray:
            self.asked.append(list(texts))
            return quick._loaded().vectors(texts)

    counting = Counting()
    encoder = QuickEncoder(threads=1, remembered=2)
    encoder._model = counting  # type: ignore[assignment]
    first = encoder.encode(["one", "two"])
    assert np.array_equal(encoder.encode(["two", "one"]), first[::-1])
    encoder.encode(["three"])
    encoder.encode(["two", "one"])
    assert counting.asked == [["one", "two"], ["three"], ["two"]]


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(1, 50))
def test_batches_hold_every_text_once_and_no_more_than_they_may(lengths: list[int], most: int) -> None:
    groups = batches(lengths, most=most)
    assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
    assert all(len(group) == 1 or sum(lengths[place] for place in group) <= most for group in groups)
    ordered = [lengths[place] for group in groups for place in group]
    assert ordered == sorted(lengths)


def test_a_folder_of_another_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(loading.minilm_folder(), folder)
    config = folder / "config.json"
    config.chmod(0o644)
    folder.chmod(0o755)
    config.write_text(json.dumps({**json.loads(config.read_text()), "model_type": "t5"}))
    with pytest.raises(ModelError, match=r"config\.json: cannot be used \(t5"):
        QuickEncoder(folder).encode(["x"])


def test_a_broken_vocabulary_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(loading.minilm_folder(), folder)
    vocabulary = folder / "tokenizer.json"
    vocabulary.chmod(0o644)
    vocabulary.write_text("{}")
    with pytest.raises(ModelError, match="install the model again"):
        QuickEncoder(folder).encode(["x"])


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors: cannot be read"):
        QuickEncoder(tmp_path).encode(["x"])


def test_threads_wait_asleep_and_transformers_is_not_loaded() -> None:
    code = (
        "import os, sys\n"
        "os.environ.pop('OMP_WAIT_POLICY', None)\n"
        "from summarizers.encoder_quick import QuickEncoder\n"
        "QuickEncoder().encode(['a tank'])\n"
        "sys.exit('transformers' in sys.modules or os.environ.get('OMP_WAIT_POLICY') != 'PASSIVE')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
