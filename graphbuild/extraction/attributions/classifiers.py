"""The classifiers of cues, contents, sources and cue words, from their weights file.

benchmarks/train_attributions.py trains them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from graphbuild.errors import ModelError
from graphbuild.knowledge.forest import Forest, read_forest

WEIGHTS = Path(__file__).resolve().with_name("weights.npz")


class Classifiers(NamedTuple):
    """The four classifiers: of cues, contents, sources, and of words that are part of a cue.

    codes: for each categorical feature the number of each of its values (see `context.code`).
    """

    cue: Forest
    content: Forest
    source: Forest
    part: Forest
    codes: Mapping[str, Mapping[str, float]]


@functools.cache
def load_classifiers(path: Path = WEIGHTS) -> Classifiers:
    """The classifiers of a weights file, read once a process; ModelError when it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            forests = {name: read_forest(name, arrays) for name in Classifiers._fields[:-1]}
            codes = json.loads(str(arrays["codes"]))
    except (OSError, KeyError, ValueError, BadZipFile) as exc:
        raise ModelError(f"{path}: {exc}; reinstall graphbuild") from exc
    return Classifiers(**forests, codes=codes)
