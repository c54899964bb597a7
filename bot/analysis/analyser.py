"""The analyser: articles in, analyses out; cheap steps first, each later step only where the one before left doubt."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from bot.analysis.cascade import CLEAR_NO, FIRST_LOOK
from bot.analysis.certainty import find_certainty
from bot.analysis.document import Document, read
from bot.analysis.facts import find_facts
from bot.analysis.fingerprints import fingerprint
from bot.analysis.heads import Scores
from bot.analysis.language import language_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.look import Look, look
from bot.analysis.parties import Candidate, candidates, find_parties
from bot.analysis.portable import portable_features
from bot.analysis.relevance import (
    Prototypes,
    Verdict,
    encoder_features,
    head_features,
    judge,
    reasons_of,
    word_features,
)
from bot.analysis.sectors import find_sectors
from bot.analysis.stage import find_stage
from bot.analysis.tongue_look import TongueLook
from bot.analysis.types import find_types
from bot.analysis.weights import Features
from bot.domain.analysis import Analysis, SectorTag, TypeTag
from bot.domain.article import Article
from bot.domain.vocabulary import Relevance
from summarizers.base import Encoder, Vectors

AT_ONCE = 32
"""Articles read by their words before the encoder is asked about the doubtful ones among them."""
ENCODED_WORDS = 110
"""Words of the body that the encoder reads: 30 lose a point of F1 in cross-validation, 180 gain half a one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """An article read and weighed by its words; `read_on` where what it tells of is worth reading."""

    document: Document
    language: str
    named: tuple[Candidate, ...] | None
    features: Features
    score: float
    armed: bool

    @property
    def read_on(self) -> bool:
        return self.score >= CLEAR_NO


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What an encoder says of an article: the probability of core, and what its heads say of the tags."""

    score: float
    heads: Scores | None = None


class Analyser:
    """Decides relevance and reads parties, sectors, types, stage, certainty and facts, each with its proof."""

    def __init__(
        self,
        lexicon: Lexicon,
        encoder: Encoder | None,
        *,
        languages: Sequence[str] = ("en",),
        encoder_languages: Sequence[str] = ("en",),
        tongue_encoder: Encoder | None = None,
    ) -> None:
        """Read with `lexicon`; the words alone decide without an `encoder`, and in a language it does not know.

        A `tongue_encoder` knows the other languages, and is asked about texts in them.
        """
        self._lexicon, self._encoder, self._languages = lexicon, encoder, tuple(languages)
        self._encoder_languages = frozenset(encoder_languages)
        self._tongue_look = TongueLook(tongue_encoder, lexicon) if tongue_encoder else None
        self._prototypes: Prototypes | None = None

    def analyse(self, articles: Sequence[Article]) -> tuple[Analysis, ...]:
        """Return one analysis per article, in order; the encoder is asked about the doubtful ones of a part together.

        While it is asked about one part, in a thread of its own, the next part is read by its words.
        """
        parts = [articles[start : start + AT_ONCE] for start in range(0, len(articles), AT_ONCE)]
        if len(parts) < 2:
            found = [self._looked(article) for article in articles]
            return self._analyses(found, self._all_heard(found))
        done: list[Analysis] = []
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder") as asking:
            waiting: tuple[list[_Weighed | Analysis], Future[dict[int, _Heard]]] | None = None
            for part in parts:
                found = [self._looked(article) for article in part]
                asked = asking.submit(self._all_heard, found)
                if waiting:
                    done += self._analyses(waiting[0], waiting[1].result())
                waiting = (found, asked)
            if waiting:
                done += self._analyses(waiting[0], waiting[1].result())
        return tuple(done)

    def _all_heard(self, found: Sequence[_Weighed | Analysis]) -> dict[int, _Heard]:
        """Return what the encoders say of those they are asked about, by the id of the object."""
        asked = [one for one in found if isinstance(one, _Weighed) and self._is_asked(one)]
        heard = dict(zip(map(id, asked), self._heard(asked), strict=True))
        if self._tongue_look:
            others = [one for one in found if isinstance(one, _Weighed) and self._is_abroad(one)]
            told = self._tongue_look.scores([one.document for one in others], [one.features for one in others])
            heard |= {id(one): _Heard(score=score) for one, score in zip(others, told, strict=True)}
        return heard

    def _analyses(self, found: Sequence[_Weighed | Analysis], heard: Mapping[int, _Heard]) -> tuple[Analysis, ...]:
        return tuple(self._analysis(one, heard.get(id(one))) if isinstance(one, _Weighed) else one for one in found)

    def warm(self) -> None:
        """Load the encoder now rather than at the first doubtful article; it takes seconds, so call it beside I/O."""
        if self._encoder is not None and self._prototypes is None:
            self._prototypes = self._encoded_prototypes(self._encoder)

    def _looked(self, article: Article) -> _Weighed | Analysis:
        """Return what the first look settles, else the article read and weighed."""
        language = language_of(article.title, article.text, languages=self._languages, given=article.language)
        seen = look(article, self._lexicon, language)
        return _silent(seen, language) if seen.silent else self._weigh(seen, language)

    def _weigh(self, seen: Look, language: str) -> _Weighed:
        document, weights = read(seen.article, self._lexicon, language, seen=seen), self._lexicon.weights
        model = self._lexicon.word_model(language)
        named = candidates(document) if model is weights.words else None
        features = portable_features(document) if named is None else word_features(document, weights, named)
        score = model.probability(features)
        return _Weighed(
            document=document, language=language, named=named, features=features, score=score, armed=seen.armed
        )

    def _is_asked(self, one: _Weighed) -> bool:
        """Whether the encoder is asked: where the words leave doubt, in a language it knows."""
        return self._encoder is not None and self._is_doubtful(one) and one.language in self._encoder_languages

    def _is_abroad(self, one: _Weighed) -> bool:
        """Whether the encoder of other languages is asked: where the words leave doubt and the other one is not."""
        return self._is_doubtful(one) and one.language in self._lexicon.tongues.keys() - self._encoder_languages

    def _is_doubtful(self, one: _Weighed) -> bool:
        return self._lexicon.weights.clear_no <= one.score < self._lexicon.weights.clear_yes

    def _heard(self, doubtful: Sequence[_Weighed]) -> list[_Heard]:
        if not doubtful or self._encoder is None:
            return []
        if self._prototypes is None:
            self._prototypes = self._encoded_prototypes(self._encoder)
        vectors = document_vectors([one.document for one in doubtful], self._encoder)
        return [self._second_look(one, vector) for one, vector in zip(doubtful, vectors, strict=True)]

    def _second_look(self, one: _Weighed, vector: Vectors) -> _Heard:
        weights = self._lexicon.weights
        seen = encoder_features(vector, self._prototypes) if self._prototypes else {}
        heads = weights.heads.scores(vector) if weights.heads else {}
        score = weights.encoder.probability({**one.features, **seen, **head_features(heads)})
        return _Heard(score=score, heads=heads or None)

    def _encoded_prototypes(self, encoder: Encoder) -> Prototypes:
        return Prototypes(
            core=encoder.encode(self._lexicon.core_prototypes), other=encoder.encode(self._lexicon.other_prototypes)
        )

    def _analysis(self, one: _Weighed, heard: _Heard | None) -> Analysis:
        document, article = one.document, one.document.article
        sectors, types = self._tags(one, heard.heads if heard else None) if one.read_on else ((), ())
        parties = find_parties(document, self._lexicon.weights.party, one.named) if one.read_on else ()
        verdict = self._verdict(
            one, heard.score if heard else None, countries=tuple(sorted({party.country for party in parties}))
        )
        stage = find_stage(document) if one.read_on else None
        word = find_certainty(document, stage) if verdict.relevance is not Relevance.NO else None
        return Analysis(
            article_id=article.id,
            relevance=verdict.relevance,
            score=round(verdict.score, 4),
            reasons=verdict.reasons,
            language=one.language,
            settled_by=verdict.settled_by,
            parties=parties,
            sectors=sectors,
            types=types,
            stage=stage,
            certainty=word.certainty if word else None,
            certainty_evidence=word.evidence if word else (),
            facts=find_facts(document) if one.read_on else (),
            fingerprint=fingerprint(document.text),
        )

    def _tags(self, one: _Weighed, heads: Scores | None) -> tuple[tuple[SectorTag, ...], tuple[TypeTag, ...]]:
        """Return sectors and types, by the models that hear the encoder's heads where it was asked."""
        weights = self._lexicon.weights
        sector, kind = (weights.sector, weights.type) if heads else (weights.sector_words, weights.type_words)
        if one.language in self._lexicon.tongues:  # these were learned from English: elsewhere the rules choose better
            sector = kind = None
        return (
            find_sectors(one.document, self._lexicon, sector, heads),
            find_types(one.document, kind, heads),
        )

    def _verdict(self, one: _Weighed, encoder_score: float | None, *, countries: tuple[str, ...]) -> Verdict:
        looked = self._tongue_look.model if self._tongue_look and one.language in self._lexicon.tongues else None
        return judge(
            words=one.score,
            encoder=encoder_score,
            models=(self._lexicon.word_model(one.language), looked or self._lexicon.weights.encoder),
            reasons=reasons_of(one.document, countries),
            armed=one.armed,
        )


def _silent(seen: Look, language: str) -> Analysis:
    """Return the analysis of a text that says nothing of arms."""
    return Analysis(
        article_id=seen.article.id,
        relevance=Relevance.NO,
        score=0.0,
        reasons=("no word of arms, no weapon and no maker of arms is named",),
        language=language,
        settled_by=FIRST_LOOK,
        fingerprint=fingerprint(seen.text),
    )


def encoded_text(document: Document) -> str:
    """Return what the encoder reads of an article: the title and the first words of the body."""
    return lead_text(document.title, document.text[document.sentences[1].start :] if document.sentences[1:] else "")


def lead_text(title: str, body: str) -> str:
    """Return `title` and the first words of `body`."""
    return " ".join((f"{title}.", *body.split(None, ENCODED_WORDS)[:ENCODED_WORDS]))


def document_vectors(documents: Sequence[Document], encoder: Encoder) -> Vectors:
    """Return one row a document: the vector of title and lead, then that of the title alone."""
    texts = [encoded_text(document) for document in documents] + [document.title for document in documents]
    vectors = encoder.encode(texts)
    return np.hstack([vectors[: len(documents)], vectors[len(documents) :]])
