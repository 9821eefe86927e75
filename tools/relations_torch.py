"""The network of the learned reader in PyTorch: the same function as graphbuild's NumPy one, trainable.

Needs torch, which the package itself never does.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from graphbuild.extraction.relations.network import Network

SLOTS = 5
LEVELS = 31  # of an entry of a table on each side of zero
STATIC = 64  # dimensions of the static vectors of words
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run depends on.

    rate: the share of pairs without any predicate that a step sees; the others are left out, and the
        logits corrected for it. feature_drop: share of features left out at each step.
    """

    epochs: int = 6
    batch: int = 4  # articles a step
    dimensions: int = 96
    hidden: int = 256
    product: int = 48
    alone: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    dropout: float = 0.4
    feature_drop: float = 0.35
    rate: float = 0.3
    seed: int = 0


class Model(nn.Module):
    """See graphbuild.extraction.relations.network for the architecture."""

    def __init__(
        self, sizes: Mapping[str, int], vectors: Tensor, outs: tuple[int, int], s: Settings
    ):
        super().__init__()
        self.settings = s
        self.tables = nn.ModuleDict(
            {
                name: nn.EmbeddingBag(n, s.dimensions, mode="sum", sparse=True)
                for name, n in sizes.items()
            }
        )
        for table in self.tables.values():
            nn.init.normal_(table.weight, 0.0, 0.05)
        self.register_buffer("vectors", vectors)
        d, h = s.dimensions, s.hidden
        self.first, self.second = nn.Linear(d, h), nn.Linear(d, h, bias=False)
        self.pair, self.sentence = nn.Linear(d, h, bias=False), nn.Linear(d, h, bias=False)
        self.words = nn.Linear(SLOTS * vectors.shape[1], h, bias=False)
        self.first_factor, self.second_factor = nn.Linear(d, s.product), nn.Linear(d, s.product)
        self.product = nn.Linear(s.product, h, bias=False)
        self.out, self.skip = nn.Linear(h, outs[0]), nn.Linear(d, outs[0], bias=False)
        self.alone_mention = nn.Linear(d, s.alone)
        self.alone_sentence = nn.Linear(d, s.alone, bias=False)
        self.alone_out = nn.Linear(s.alone, outs[1])
        nn.init.constant_(self.out.bias, -5.0)  # most pairs stand in no relation
        nn.init.constant_(self.alone_out.bias, -3.0)
        self.drop = nn.Dropout(s.dropout)

    def bags(self, table: str, numbers: NDArray[Any], offsets: NDArray[Any]) -> Tensor:
        """The vectors of bags of features, some left out while training."""
        ids, starts = torch.as_tensor(numbers).long(), torch.as_tensor(offsets[:-1]).long()
        if self.training:
            kept = torch.rand(len(ids)) > self.settings.feature_drop
            before = torch.cat([torch.zeros(1, dtype=torch.long), kept.cumsum(0)])
            ids, starts = ids[kept], before[starts]
        return self.drop(torch.tanh(self.tables[table](ids, starts)))

    def forward(self, z: Arrays, kept: NDArray[Any]) -> tuple[Tensor, Tensor]:
        """Logits of the kept pairs and of the mentions alone of one document."""
        mentions = self.bags("mentions", z["mentions"], z["mentions_offsets"])
        sentences = self.bags("sentences", z["sentences"], z["sentences_offsets"])
        places, alone = torch.as_tensor(z["places"]).long(), torch.as_tensor(z["alone"]).long()
        single = self.alone_mention(mentions[alone]) + self.alone_sentence(sentences)[places[alone]]
        lonely = self.alone_out(torch.relu(single))
        pairs = self.bags("pairs", *_cut(z["pairs"], z["pairs_offsets"], kept))
        one, other = torch.as_tensor(z["ends"][kept]).long().T
        hidden = self.first(mentions)[one] + self.second(mentions)[other] + self.pair(pairs)
        hidden = hidden + self.sentence(sentences)[places[one]]
        factors = self.first_factor(mentions)[one] * self.second_factor(mentions)[other]
        hidden = hidden + self.product(factors) + self.words(self.drop(self.static(z, kept)))
        return self.out(self.drop(torch.relu(hidden))) + self.skip(pairs), lonely

    def static(self, z: Arrays, kept: NDArray[Any]) -> Tensor:
        """Mean static vectors of the words of each slot of each kept pair, side by side."""
        rows = (kept[:, None] * SLOTS + np.arange(SLOTS)).ravel()
        ids, offsets = _cut(z["words"], z["words_offsets"], rows)
        found = nn.functional.embedding_bag(
            torch.as_tensor(ids).long(),
            self.vectors,
            torch.as_tensor(offsets[:-1]).long(),
            mode="mean",
        )
        return found.view(len(kept), -1)


def _cut(
    numbers: NDArray[Any], offsets: NDArray[Any], rows: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The bags of some rows, with their offsets."""
    sizes = (offsets[1:] - offsets[:-1])[rows]
    ends = np.cumsum(sizes)
    places = np.arange(sizes.sum()) + np.repeat(offsets[:-1][rows] - (ends - sizes), sizes)
    return numbers[places], np.concatenate([[0], ends])


def loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Summed cross-entropy; unknown labels count nothing, optional ones half."""
    weight = torch.where(labels == 0.5, 0.5, 1.0) * (labels >= 0)
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, (labels > 0).float(), reduction="none"
    )
    return (each * weight).sum()


def train(model: Model, documents: Sequence[Arrays]) -> None:
    """Train in place; the same model, documents and seed give the same weights on one machine."""
    s = model.settings
    rng = np.random.default_rng(s.seed)
    tables = [t.weight for t in model.tables.values()]
    dense = [p for p in model.parameters() if not any(p is t for t in tables)]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(dense, lr=s.learning_rate, weight_decay=s.weight_decay),
        torch.optim.SparseAdam(tables, lr=s.learning_rate),
    ]
    steps = s.epochs * -(-len(documents) // s.batch)

    def pace(step: int) -> float:
        return min((step + 1) / (steps * 0.1), max(0.01, (steps - step) / (steps * 0.9)))

    paces = [torch.optim.lr_scheduler.LambdaLR(o, pace) for o in optimizers]
    for epoch in range(s.epochs):
        model.train()
        begun, total = time.monotonic(), 0.0
        order = rng.permutation(len(documents))
        for at in range(0, len(order), s.batch):
            total += _step(model, [documents[i] for i in order[at : at + s.batch]], rng, optimizers)
            for each in paces:
                each.step()
        print(
            f"epoch {epoch}: loss {total / steps * s.epochs:.3f}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
    model.eval()


def _step(
    model: Model,
    documents: Sequence[Arrays],
    rng: np.random.Generator,
    optimizers: Sequence[torch.optim.Optimizer],
) -> float:
    pair_loss = alone_loss = torch.zeros(())
    n_pairs = n_alone = 0.0
    for z in documents:
        labels = z["pair_labels"]
        drawn = rng.random(len(labels)) < model.settings.rate
        kept = np.flatnonzero((labels != 0).any(axis=1) | drawn)
        if not len(kept) or not len(z["alone"]):
            continue
        pairs, alone = model(z, kept)
        wanted = torch.as_tensor(labels[kept]).float()
        single = torch.as_tensor(z["alone_labels"]).float()
        pair_loss, alone_loss = pair_loss + loss(pairs, wanted), alone_loss + loss(alone, single)
        n_pairs, n_alone = n_pairs + float((wanted > 0).sum()), n_alone + float((single > 0).sum())
    whole = pair_loss / max(n_pairs, 8.0) + alone_loss / max(n_alone, 4.0) / 2
    if not whole.requires_grad:
        return 0.0
    for optimizer in optimizers:
        optimizer.zero_grad()
    whole.backward()
    for optimizer in optimizers:
        optimizer.step()
    return float(whole.detach())


def exported(model: Model) -> dict[str, NDArray[np.float32]]:
    """The weights under the names that graphbuild.extraction.relations.network reads."""
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    arrays = {name: state[f"tables.{name}.weight"] for name in model.tables}
    for name in ("first", "second", "pair", "sentence", "words", "product", "skip", "out"):
        arrays[name] = state[f"{name}.weight"].T
    for name in ("first_factor", "second_factor", "alone_mention", "alone_sentence", "alone_out"):
        arrays[name] = state[f"{name}.weight"].T
    arrays["bias"] = state["first.bias"]
    # Left-out pairs made relations look commoner than they are.
    arrays["out_bias"] = state["out.bias"] + np.log(model.settings.rate)
    for name in ("first_factor", "second_factor", "alone_out"):
        arrays[f"{name}_bias"] = state[f"{name}.bias"]
    arrays["alone_bias"] = state["alone_mention.bias"]
    arrays["vectors"] = np.vstack([state["vectors"], np.zeros((1, STATIC), np.float32)])
    return {name: np.ascontiguousarray(a, np.float32) for name, a in arrays.items()}


def packed(name: str, table: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """A table of vectors as bytes with one scale a row, under the names that `network.unpacked` reads.

    LEVELS are few enough for the file to be compressed by a third, and enough for sums of many rows.
    """
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / LEVELS
    rounded = np.rint(table / scale[:, None]).astype(np.int8)
    return {name: rounded, f"{name}_scale": scale.astype(np.float16)}


def save(network: Network, path: Path, about: str) -> None:
    """Write a network; tables of vectors as bytes with one scale a row."""
    arrays: dict[str, Any] = {"about": np.array(about)}
    for name, values in network.arrays.items():
        if name in ("mentions", "sentences", "pairs", "vectors"):
            arrays |= packed(name, values)
        else:
            arrays[name] = values.astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)
