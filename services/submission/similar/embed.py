"""Text → 512 numbers, by meaning where the model is installed, else by characters; both offline.

The model is bge-small-zh-v1.5, quantised, run by onnxruntime. Without its files the platform says so and compares
characters: worse on paraphrase, the same interface, the same index.
"""

import hashlib
import math
import re
import threading
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.submission.similar.tokens import WordPieces

log = structlog.get_logger()

Method = Literal["meaning", "characters"]
Vector = npt.NDArray[np.float32]
DIMENSIONS = 512
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MODEL_SHA256 = "15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc"
"""What the figures in docs/performance.md were measured with; vectors of another file would not fit the index."""


class EmbeddingSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CPPCC_", extra="ignore")

    embedding_model: Path | None = None
    """The directory with the model's two files; None: texts are compared by their characters."""


class Embedder(Protocol):
    name: Method
    """Stored with each vector: those of another method are not compared, and made anew."""

    def embed(self, text: str) -> Vector:
        """Of length 1, so that a product of two is their cosine."""
        ...


class Meaning:
    name: Method = "meaning"

    def __init__(self, directory: Path) -> None:
        import onnxruntime

        model = (directory / MODEL_FILE).read_bytes()
        if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
            raise ValueError(f"{directory / MODEL_FILE} is not the model that this version was measured with")
        options = onnxruntime.SessionOptions()
        # A request or the worker must not take every core; parallel ones share what there is.
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._pieces = WordPieces(directory / TOKENIZER_FILE)

    def embed(self, text: str) -> Vector:
        """One at a time: the quantised model scales over the whole batch, so a neighbour would change the vector."""
        ids = np.array([self._pieces.encode(text)], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return _unit(self._session.run(None, given)[0][0, 0])


class Characters:
    """Hashed characters, each by how rare it is in proposals: no model, a millisecond, blind to other words."""

    name: Method = "characters"

    def __init__(self) -> None:
        lines = Path(__file__).with_name("characters.txt").read_text("utf-8").splitlines()
        self._weights = {c: float(w) for w, listed in (line.split("\t") for line in lines) for c in listed}
        self._rarest = max(self._weights.values())

    def embed(self, text: str) -> Vector:
        vector = np.zeros(DIMENSIONS, dtype=np.float32)
        for character, count in Counter(re.findall(r"[\u4e00-\u9fff]", text)).items():
            hashed = int.from_bytes(hashlib.blake2b(character.encode(), digest_size=8).digest(), "big")
            sign = 1 if hashed >> 40 & 1 else -1
            weight = self._weights.get(character, self._rarest)
            vector[(hashed & 0xFFFFFFFF) % DIMENSIONS] += sign * (1 + math.log(count)) * weight
        return _unit(vector)


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def code_of(vector: Vector) -> str:
    """The signs of the numbers, as PostgreSQL writes a bit string: 64 bytes that find what is near."""
    return "".join("1" if positive else "0" for positive in vector > 0)


def packed(vector: Vector) -> bytes:
    return vector.astype(np.float16).tobytes()


def unpacked(data: bytes) -> Vector:
    return _unit(np.frombuffer(data, dtype=np.float16).astype(np.float32))


_LOADING = threading.Lock()


@cache
def _load(directory: Path | None) -> Embedder:
    if directory is None:
        log.warning("similar.no_model", method=Characters.name, why="CPPCC_EMBEDDING_MODEL names no directory")
        return Characters()
    try:
        return Meaning(directory)
    except (OSError, ValueError, ImportError) as error:
        log.warning("similar.no_model", method=Characters.name, why=str(error))
        return Characters()


def installed() -> Embedder:
    """This process's embedder, loaded once; the first call takes about half a second."""
    with _LOADING:
        return _load(EmbeddingSettings().embedding_model)


@lru_cache(maxsize=20_000)
def sentence_vector(embedder: Embedder, sentence: str) -> Vector:
    """Remembered: whoever writes asks again and again, and is mostly shown the same earlier texts."""
    return embedder.embed(sentence)
