"""The forms of the encoder: speed on the sentences of articles, how near their vectors are, and what they pick."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from bot.bench.timing import Case, Contender, Measured
from bot.domain.article import Article
from summarizers.base import Encoder, Passage, Vectors
from summarizers.encoder import MiniLmEncoder
from summarizers.encoder_onnx import OnnxEncoder
from summarizers.encoder_quick import QuickEncoder
from summarizers.errors import ModelError
from summarizers.quoting import quotables

OURS, EXACT = "packed, as the bot has it", "torch through transformers"
SENTENCES = 14
_TOP = 3
Forms = Mapping[str, Encoder]
_MAKERS: Mapping[str, Callable[[], Encoder]] = {
    OURS: lambda: QuickEncoder(remembered=0),
    EXACT: MiniLmEncoder,
    "packed, 32-bit floats": lambda: QuickEncoder(remembered=0, quantised=False),
    "ONNX Runtime, 32-bit floats": lambda: OnnxEncoder(quantised=False),
    "ONNX Runtime, 8 bits": OnnxEncoder,
}
_NEEDS_ONNX = frozenset(name for name in _MAKERS if name.startswith("ONNX"))


def forms() -> Forms:
    """Return the forms that can be had here, ours first; they remember no text. Those of ONNX are exported now."""
    made = {name: make() for name, make in _MAKERS.items()}
    return {name: encoder for name, encoder in made.items() if name not in _NEEDS_ONNX or usable(encoder)}


def usable(encoder: Encoder) -> bool:
    """Whether `encoder` can be loaded."""
    try:
        encoder.encode(["a word"])
    except ModelError:
        return False
    return True


def maker(name: str) -> Callable[[], Encoder]:
    """Return what makes the form `name`; raise KeyError for one that is none."""
    return _MAKERS[name]


def encoders_case(on: str, articles: Sequence[Article], encoders: Forms, *, exact: str = EXACT) -> Case:
    """Return a case of the sentences of `articles`, encoded article by article with the title, as a summary asks."""
    texts = [sentences_of(article) for article in articles]
    made: dict[str, list[Vectors]] = {}

    def contender(name: str, encoder: Encoder) -> Contender:
        def run() -> None:
            made[name] = [encoder.encode(each) for each in texts]

        return Contender(name=name, run=run)

    def notes(_: Measured) -> tuple[str, ...]:
        return tuple(_notes(made, exact=exact))

    count = sum(map(len, texts))
    return Case(
        on=f"{on}: title and up to {SENTENCES} sentences of each ({count})",
        unit="sentences",
        units=count,
        contenders=tuple(contender(name, encoder) for name, encoder in encoders.items()),
        notes=notes,
    )


def sentences_of(article: Article) -> list[str]:
    """Return the title and the first sentences of an article that are fit to be quoted."""
    passage = Passage(id=article.id, title=article.title, text=article.text)
    return [article.title, *(quotable.text for quotable in quotables(passage, limit=SENTENCES))]


def same_top(ours: Sequence[Vectors], exact: Sequence[Vectors]) -> float:
    """Return the share of articles whose three sentences most like the title are the same by both vectors."""
    pairs = list(zip(ours, exact, strict=True))
    return sum(_top(mine) == _top(theirs) for mine, theirs in pairs) / len(pairs)


def _top(vectors: Vectors) -> frozenset[int]:
    likeness = vectors[1:] @ vectors[0]
    return frozenset(int(place) for place in np.argsort(-likeness, kind="stable")[:_TOP])


def _notes(made: Mapping[str, Sequence[Vectors]], *, exact: str) -> Iterator[str]:
    if not _NEEDS_ONNX & made.keys():
        yield (
            "ONNX Runtime is not measured: it, or what exports to it, is not installed (it comes with the development "
            "packages) or cannot write to its cache."
        )
    for name, vectors in made.items():
        if name != exact:
            cosines = np.concatenate([(a * b).sum(axis=1) for a, b in zip(vectors, made[exact], strict=True)])
            yield (
                f"{name}: cosine to {exact} {cosines.mean():.4f} in the mean, {cosines.min():.4f} at least; the same "
                f"three sentences most like the title in {same_top(vectors, made[exact]):.0%} of the articles."
            )
