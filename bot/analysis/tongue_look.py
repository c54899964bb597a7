"""A second look at a text that is not English, where an encoder of many languages is set."""

from collections.abc import Sequence

from bot.analysis.document import Document
from bot.analysis.lexicon import Lexicon
from bot.analysis.relevance import Prototypes, encoder_features
from bot.analysis.weights import Features, LogisticModel
from summarizers.base import Encoder

CHARACTERS = 400


class TongueLook:
    """Compares title and lead with the English prototypes, which such an encoder puts beside their translations."""

    def __init__(self, encoder: Encoder, lexicon: Lexicon) -> None:
        """Keep both; the encoder is loaded at the first doubtful text."""
        self._encoder, self._lexicon = encoder, lexicon
        self._prototypes: Prototypes | None = None

    @property
    def model(self) -> LogisticModel:
        """The model that weighs words and vectors together."""
        return self._lexicon.tongue_models["encoder"]

    def scores(self, documents: Sequence[Document], features: Sequence[Features]) -> list[float]:
        """Return the probabilities of core; `features` are the portable ones of `documents`, in the same order."""
        if not documents:
            return []
        if self._prototypes is None:
            self._prototypes = Prototypes(
                core=self._encoder.encode(self._lexicon.core_prototypes),
                other=self._encoder.encode(self._lexicon.other_prototypes),
            )
        vectors = self._encoder.encode([shown(document) for document in documents])
        return [
            self.model.probability({**own, **encoder_features(vector, self._prototypes)})
            for own, vector in zip(features, vectors, strict=True)
        ]


def shown(document: Document) -> str:
    """Return title and lead, 400 characters of it: words are not counted, since not every script parts them."""
    lead = document.text[document.sentences[1].start :][:CHARACTERS] if document.sentences[1:] else ""
    return f"{document.title}. {lead}"
