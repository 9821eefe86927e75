"""What decides how an article is read, as one hash: a store reads an article again when it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from graphbuild.knowledge.ontology import ontology_dir
from graphbuild.model import LARGE, LEARNED

# The code and the tables that decide which quads an article becomes; paths inside the package and
# inside the ontology's folder.  What only shows, asks or derives (pages, queries, exports, labels of
# columns) is not here on purpose: changing it must not make anybody read a large store again.
CODE = (
    "model.py",
    "pipeline.py",
    "knowledge",
    "ingest",
    "nlp",
    "extraction",
    "statements",
    "rdf/__init__.py",  # these three write the quads that a store keeps
    "rdf/terms.py",
    "rdf/writing.py",
)
TABLES = (
    "graphbuild.ttl",
    "frames.toml",
    "phrases.toml",
    "cues.toml",
    "confidence.toml",
    "lexicons",
)
ASKED = ("prompt.toml",)  # counts where a large language model reads
READ = frozenset((".py", ".ttl", ".toml", ".json", ".npz", ".onnx"))


def fingerprint(model: str | None, reader: str = LEARNED, large: str | None = None) -> str:
    """Hash of the code, tables, weights and spaCy pipeline that decide how an article is read.

    The version of the program does not count: a release that reads alike leaves stores as they are.

    large: the name of the large language model, for the readers that have one.
    """
    asked = f" {large}" if reader in LARGE else ""
    digest = hashlib.sha256(f"{model_version(model)} {reader}{asked}".encode())
    tables = (*TABLES, *ASKED) if reader in LARGE else TABLES
    package = Path(__file__).resolve().parent.parent
    for root, names in ((package, CODE), (ontology_dir(), tables)):
        for path in counted(root, names):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def counted(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """The files with these names, and all files of the folders with these names, in a fixed order."""
    for name in names:
        place = root / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (f for f in files if f.is_file() and f.suffix in READ)


def model_version(model: str | None) -> str:
    """Name and version of a spaCy pipeline, and the version of spaCy."""
    from graphbuild.nlp.load import DEFAULT_MODEL

    name = model or DEFAULT_MODEL
    try:
        return f"{name} {metadata.version(name)}, spacy {metadata.version('spacy')}"
    except metadata.PackageNotFoundError:
        return f"{name}, spacy {metadata.version('spacy')}"
