"""The encoder of the learned reader in PyTorch: a cut-down MiniLM that reads segments and scores pairs.

Its lower layers and embeddings stay as they are; the upper layers and the heads are trained.  Needs torch,
safetensors and onnx, which the package itself never does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from relations_torch import _cut, loss, packed
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS = 384, 12  # of MiniLM
MASK = 103  # the number of the piece [MASK]
LENGTH = 128  # pieces of a segment at most, marks included
FORMS = ("name", "nominal", "pronoun")
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run depends on.

    layers: how many of the encoder's six are kept, from the bottom; frozen: how many of these are not
        trained. masked: share of named mentions whose words are hidden at a step, so that the
        sentence is learnt and not the name. rate, feature_drop: see relations_torch.Settings.
    """

    layers: int = 4
    frozen: int = 2
    epochs: int = 4
    batch: int = 2  # articles a step
    hidden: int = 256
    product: int = 96
    alone: int = 96
    bag: int = 64
    encoder_rate: float = 1e-4
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    dropout: float = 0.3
    feature_drop: float = 0.5
    masked: float = 0.15
    rate: float = 0.3
    seed: int = 0


class Layer(nn.Module):
    """A layer of BERT (Vaswani et al., NeurIPS 2017, with the norm after each sum)."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Vectors (n, length, WIDTH) and which places are real -> vectors of the same shape."""
        n, length, _ = x.shape
        parts = (p.view(n, length, HEADS, -1).transpose(1, 2) for p in self.qkv(x).chunk(3, dim=-1))
        found = functional.scaled_dot_product_attention(*parts, attn_mask=mask)
        x = self.norm(x + self.attended(found.transpose(1, 2).reshape(n, length, WIDTH)))
        # the tanh form of GELU: a fifth of the time of the exact one on a CPU
        out: Tensor = self.last_norm(x + self.down(functional.gelu(self.up(x), approximate="tanh")))
        return out


class Encoder(nn.Module):
    """The lower layers of MiniLM: piece numbers (n, length) -> vectors (n, length, WIDTH)."""

    def __init__(self, layers: int, frozen: int):
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.first = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.frozen = frozen

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take over weights under the names of transformers' BertModel."""
        own = {
            "words.weight": state["embeddings.word_embeddings.weight"],
            "places.weight": state["embeddings.position_embeddings.weight"],
            "first.weight": state["embeddings.LayerNorm.weight"],
            "first.bias": state["embeddings.LayerNorm.bias"],
        }
        # every piece is of the first of BERT's two kinds of segment
        own["places.weight"] = (
            own["places.weight"] + state["embeddings.token_type_embeddings.weight"][0]
        )
        names = {
            "attended": "attention.output.dense",
            "norm": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "last_norm": "output.LayerNorm",
        }
        for i in range(len(self.layers)):
            for kind in ("weight", "bias"):
                prefix = f"encoder.layer.{i}"
                parts = [
                    state[f"{prefix}.attention.self.{p}.{kind}"] for p in ("query", "key", "value")
                ]
                own[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
                for mine, theirs in names.items():
                    own[f"layers.{i}.{mine}.{kind}"] = state[f"{prefix}.{theirs}.{kind}"]
        self.load_state_dict(own)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Piece numbers (n, length) and which places are real -> vectors (n, length, WIDTH)."""
        x = self.first(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        out: Tensor = x
        return out


class PairModel(nn.Module):
    """Mentions, entities and pairs from the encoder's vectors; logits as in relations_torch.Model."""

    def __init__(self, s: Settings, kinds: Sequence[str], outs: tuple[int, int], bags: int):
        super().__init__()
        self.settings = s
        self.kinds = {kind: n for n, kind in enumerate(kinds)}
        self.encoder = Encoder(s.layers, s.frozen)
        d, h = WIDTH, s.hidden
        n = len(self.kinds) + 1
        self.table = nn.EmbeddingBag(bags, s.bag, mode="sum", sparse=True)
        nn.init.normal_(self.table.weight, 0.0, 0.05)
        self.ends = nn.Linear(2 * d, 2 * h)  # first and last piece, as subject and as object
        self.whole = nn.Linear(d, 2 * h, bias=False)  # all mentions of the entity
        self.kind, self.form = nn.Embedding(n, 2 * h), nn.Embedding(len(FORMS), 2 * h)
        for table in (self.kind, self.form):
            nn.init.normal_(table.weight, 0.0, 0.02)
        self.factors = nn.Linear(2 * d, 2 * s.product)
        self.product = nn.Linear(s.product, h, bias=False)
        self.between = nn.Linear(d, h, bias=False)
        self.bag = nn.Linear(s.bag, h, bias=False)
        self.out = nn.Linear(h, outs[0])
        self.alone_ends = nn.Linear(2 * d, s.alone)
        self.alone_kind = nn.Embedding(n, s.alone)
        self.alone_out = nn.Linear(s.alone, outs[1])
        nn.init.constant_(self.out.bias, -5.0)
        nn.init.constant_(self.alone_out.bias, -3.0)
        self.drop = nn.Dropout(s.dropout)

    def states(self, documents: Sequence[Arrays]) -> list[Tensor]:
        """The vectors of each document's segments (n segments, length, WIDTH), masked names hidden."""
        rows = [_segments(z, self.settings.masked if self.training else 0.0) for z in documents]
        flat = [r for doc in rows for r in doc]
        length = max(map(len, flat))
        ids = torch.zeros(len(flat), length, dtype=torch.long)
        real = torch.zeros(len(flat), length, dtype=torch.bool)
        for n, row in enumerate(flat):
            ids[n, : len(row)] = torch.as_tensor(row)
            real[n, : len(row)] = True
        x = self.encoder(ids, real[:, None, None, :])
        return list(x.split([len(doc) for doc in rows]))

    def forward(self, z: Arrays, states: Tensor, kept: NDArray[Any]) -> tuple[Tensor, Tensor]:
        """Logits of the kept pairs and of the mentions alone of one document."""
        s, h = self.settings, self.settings.hidden
        at, first, last = torch.as_tensor(z["spans"]).long().T
        ends = self.drop(torch.cat([states[at, first], states[at, last - 1]], 1))
        kinds = torch.as_tensor([self.kinds.get(k, len(self.kinds)) for k in z["kinds"]])
        forms = torch.as_tensor([FORMS.index(f) for f in z["forms"]])
        groups = torch.as_tensor(z["groups"]).long() + 1
        mean = (ends[:, :WIDTH] + ends[:, WIDTH:]) / 2
        sums = torch.zeros(int(groups.max()) + 1, WIDTH).index_add(0, groups, mean)
        counts = torch.zeros(len(sums)).index_add(0, groups, torch.ones(len(groups)))
        whole = self.whole(sums / counts.clamp(min=1)[:, None])[groups]
        mentions = self.ends(ends) + whole + self.kind(kinds) + self.form(forms)
        factors = self.factors(ends)
        alone = torch.as_tensor(z["alone"]).long()
        lonely = self.alone_ends(ends[alone]) + self.alone_kind(kinds[alone])
        lonely = self.alone_out(self.drop(torch.relu(lonely)))
        one, other = torch.as_tensor(z["ends"][kept]).long().T
        hidden = mentions[one, :h] + mentions[other, h:]
        hidden = hidden + self.product(factors[one, : s.product] * factors[other, s.product :])
        hidden = hidden + self._between(states, (at, first, last), one, other)
        hidden = hidden + self.bag(self._bags(z, kept))
        return self.out(self.drop(torch.relu(hidden))), lonely

    def _between(
        self, states: Tensor, spans: tuple[Tensor, Tensor, Tensor], one: Tensor, other: Tensor
    ) -> Tensor:
        """The projected mean of the vectors between two mentions of one segment, else nothing."""
        at, first, last = spans
        sums = functional.pad(self.between(states).cumsum(1), (0, 0, 1, 0))
        start = torch.minimum(last[one], last[other])
        end = torch.maximum(first[one], first[other])
        n = (end - start).clamp(min=0) * (at[one] == at[other])
        found = sums[at[one], end] - sums[at[one], start]
        return torch.where(n[:, None] > 0, found / n.clamp(min=1)[:, None], 0.0)

    def _bags(self, z: Arrays, kept: NDArray[Any]) -> Tensor:
        numbers, offsets = _cut(z["pairs"], z["pairs_offsets"], kept)
        ids, starts = torch.as_tensor(numbers).long(), torch.as_tensor(offsets[:-1]).long()
        if self.training:
            drawn = torch.rand(len(ids)) > self.settings.feature_drop
            before = torch.cat([torch.zeros(1, dtype=torch.long), drawn.cumsum(0)])
            ids, starts = ids[drawn], before[starts]
        return self.drop(torch.tanh(self.table(ids, starts)))


def _segments(z: Arrays, masked: float) -> list[NDArray[Any]]:
    """The piece numbers of each segment; the words of some named mentions replaced by MASK."""
    pieces, offsets = z["pieces"], z["pieces_offsets"]
    if masked:
        pieces = pieces.copy()
        drawn = torch.rand(len(z["spans"])).numpy() < masked
        for (segment, first, last), form, hidden in zip(z["spans"], z["forms"], drawn, strict=True):
            if hidden and form == "name":
                pieces[offsets[segment] + first : offsets[segment] + last] = MASK
    return [pieces[a:b] for a, b in pairwise(offsets)]


def train(model: PairModel, documents: Sequence[Arrays]) -> None:
    """Train in place; the same model, documents and seed give the same weights on one machine."""
    s = model.settings
    rng = np.random.default_rng(s.seed)
    upper = [p for layer in model.encoder.layers[s.frozen :] for p in layer.parameters()]
    for p in model.encoder.parameters():
        p.requires_grad = False
    for p in upper:
        p.requires_grad = True
    inner = {id(p) for p in model.encoder.parameters()} | {id(model.table.weight)}
    heads = [p for p in model.parameters() if id(p) not in inner]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(
            [{"params": upper, "lr": s.encoder_rate}, {"params": heads, "lr": s.learning_rate}],
            weight_decay=s.weight_decay,
        ),
        torch.optim.SparseAdam([model.table.weight], lr=s.learning_rate),
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
        mean = total / steps * s.epochs
        print(f"epoch {epoch}: loss {mean:.3f}, {time.monotonic() - begun:.0f} s", flush=True)
    model.eval()


def _step(
    model: PairModel,
    documents: Sequence[Arrays],
    rng: np.random.Generator,
    optimizers: Sequence[torch.optim.Optimizer],
) -> float:
    pair_loss = alone_loss = torch.zeros(())
    n_pairs = n_alone = 0.0
    for z, states in zip(documents, model.states(documents), strict=True):
        labels = z["pair_labels"]
        drawn = rng.random(len(labels)) < model.settings.rate
        kept = np.flatnonzero((labels != 0).any(axis=1) | drawn)
        if not len(kept):
            continue
        pairs, alone = model(z, states, kept)
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
    nn.utils.clip_grad_norm_([p for p in model.encoder.parameters() if p.requires_grad], 1.0)
    for optimizer in optimizers:
        optimizer.step()
    return float(whole.detach())


@torch.no_grad()
def score(model: PairModel, z: Arrays) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits of all pairs and of the mentions alone, corrected for the pairs left out in training."""
    model.eval()
    pairs, alone = model(z, model.states([z])[0], np.arange(len(z["ends"])))
    return pairs.numpy() + np.log(model.settings.rate), alone.numpy()


def save(model: PairModel, pieces: Sequence[str], numbers: Sequence[int], path: Path) -> None:
    """Write heads and words (PATH.npz) and layers (PATH.onnx, int8) as graphbuild reads them.

    pieces: the word pieces that are kept; numbers: their rows in the encoder's table.
    """
    state = {n: v.detach().float().numpy() for n, v in model.state_dict().items()}
    arrays: dict[str, Any] = {
        **packed("words", state["encoder.words.weight"][list(numbers)]),
        **packed("bags", state["table.weight"]),
        "places": state["encoder.places.weight"][:LENGTH],
        "kind": state["kind.weight"] + state["ends.bias"],
        "form": state["form.weight"],
        "alone_kind": state["alone_kind.weight"] + state["alone_ends.bias"],
        # Left-out pairs made relations look commoner than they are.
        "out_bias": state["out.bias"] + np.log(model.settings.rate),
        "alone_out_bias": state["alone_out.bias"],
        "factors_bias": state["factors.bias"],
    }
    for name in (
        "ends",
        "whole",
        "factors",
        "product",
        "between",
        "bag",
        "out",
        "alone_ends",
        "alone_out",
    ):
        arrays[name] = state[f"{name}.weight"].T
    about = {
        "pieces": list(pieces),
        "kinds": sorted(model.kinds, key=lambda k: model.kinds[k]),
        "forms": FORMS,
        "settings": {name: getattr(model.settings, name) for name in model.settings.__slots__},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {n: a.astype(np.float16) if a.dtype == np.float32 else a for n, a in arrays.items()}
    np.savez_compressed(path.with_suffix(".npz"), about=np.array(json.dumps(about)), **kept)
    graph = path.with_suffix(".float.onnx")
    onnx.save(_graph(state, len(model.encoder.layers)), graph)
    quantize_dynamic(
        graph,
        path.with_suffix(".onnx"),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,  # without it, processors without VNNI cut sums off, and others do not
        weight_type=QuantType.QInt8,
    )
    graph.unlink()


def _graph(state: Mapping[str, NDArray[np.float32]], layers: int) -> onnx.ModelProto:
    """The layers as an ONNX graph: x (n, length, WIDTH) and mask (n, 1, 1, length) -> y (n, length, WIDTH)."""
    nodes: list[onnx.NodeProto] = []
    weights: dict[str, NDArray[Any]] = {
        "heads": np.array([0, 0, HEADS, WIDTH // HEADS], np.int64),
        "width": np.array([0, 0, WIDTH], np.int64),
    }

    def node(kind: str, inputs: Sequence[str], n: int = 1, **attributes: Any) -> list[str]:
        outputs = [f"{kind}_{len(nodes)}_{i}" for i in range(n)]
        nodes.append(helper.make_node(kind, list(inputs), outputs, **attributes))
        return outputs

    def linear(x: str, name: str) -> str:
        weights[f"{name}.w"] = np.ascontiguousarray(state[f"encoder.{name}.weight"].T)
        weights[f"{name}.b"] = state[f"encoder.{name}.bias"]
        return node("Add", [node("MatMul", [x, f"{name}.w"])[0], f"{name}.b"])[0]

    def norm(x: str, name: str) -> str:
        for kind in ("weight", "bias"):
            weights[f"{name}.{kind}"] = state[f"encoder.{name}.{kind}"]
        inputs = [x, f"{name}.weight", f"{name}.bias"]
        return node("LayerNormalization", inputs, axis=-1, epsilon=1e-12)[0]

    def heads(x: str, order: Sequence[int]) -> str:
        return node("Transpose", [node("Reshape", [x, "heads"])[0]], perm=order)[0]

    weights["scale"] = np.array((WIDTH // HEADS) ** -0.5, np.float32)
    x = norm("x", "first")
    for i in range(layers):
        q, k, v = node("Split", [linear(x, f"layers.{i}.qkv")], 3, axis=-1, num_outputs=3)
        q, k, v = heads(q, (0, 2, 1, 3)), heads(k, (0, 2, 3, 1)), heads(v, (0, 2, 1, 3))
        scores = node("Mul", [node("MatMul", [q, k])[0], "scale"])[0]
        share = node("Softmax", [node("Add", [scores, "mask"])[0]], axis=-1)[0]
        found = node("Transpose", node("MatMul", [share, v]), perm=(0, 2, 1, 3))[0]
        found = linear(node("Reshape", [found, "width"])[0], f"layers.{i}.attended")
        x = norm(node("Add", [x, found])[0], f"layers.{i}.norm")
        up = node("Gelu", [linear(x, f"layers.{i}.up")], approximate="tanh")[0]
        x = norm(node("Add", [x, linear(up, f"layers.{i}.down")])[0], f"layers.{i}.last_norm")
    nodes.append(helper.make_node("Identity", [x], ["y"]))
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "encoder",
        [
            helper.make_tensor_value_info("x", kind, ["n", "length", WIDTH]),
            helper.make_tensor_value_info("mask", kind, ["n", 1, 1, "length"]),
        ],
        [helper.make_tensor_value_info("y", kind, ["n", "length", WIDTH])],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
