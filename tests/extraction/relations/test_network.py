"""The network's arithmetic, and its weights file."""

import json
import math

import numpy as np
import pytest

from graphbuild.errors import ModelError
from graphbuild.extraction.relations.network import Batch, Network, load_network

SIZES = {"mentions": 7, "sentences": 5, "pairs": 11}
D, HIDDEN, PRODUCT, ALONE, SLOTS, STATIC = 4, 6, 3, 5, 5, 2


def weights(seed=1):
    """A small network's arrays, by name."""
    rng = np.random.default_rng(seed)

    def some(*shape):
        return rng.normal(size=shape).astype(np.float32)

    arrays = {name: some(n, D) for name, n in SIZES.items()}
    arrays |= {name: some(D, HIDDEN) for name in ("first", "second", "pair", "sentence")}
    arrays |= {"words": some(SLOTS * STATIC, HIDDEN), "bias": some(HIDDEN)}
    for name in ("first_factor", "second_factor"):
        arrays |= {name: some(D, PRODUCT), f"{name}_bias": some(PRODUCT)}
    arrays |= {"product": some(PRODUCT, HIDDEN), "out": some(HIDDEN, 2), "out_bias": some(2)}
    arrays |= {"skip": some(D, 2), "alone_mention": some(D, ALONE), "alone_bias": some(ALONE)}
    arrays |= {"alone_sentence": some(D, ALONE), "alone_out": some(ALONE, 1)}
    arrays["alone_out_bias"] = some(1)
    arrays["vectors"] = np.vstack([some(3, STATIC), np.zeros((1, STATIC), np.float32)])
    return arrays


def network(seed=1):
    return Network(weights(seed), ("p", "q"), ("r",), {"one": 0, "two": 1, "three": 2})


BATCH = Batch(
    mentions=[[0, 3], [6], [2, 2, 5]],
    sentences=[[1], [0, 4]],
    pairs=[[10, 1], [4]],
    ends=np.array([[0, 1], [1, 0]]),
    places=np.array([0, 0, 1]),
    alone=np.array([2]),
    words=[[[0, 1], [], [2], [], []], [[], [], [], [], []]],
)


def test_a_pair_is_scored_as_the_formula_says():
    a, net = weights(), network()
    pairs, alone = net.score(BATCH)
    one, other = np.tanh(a["mentions"][0] + a["mentions"][3]), np.tanh(a["mentions"][6])
    sentence, pair = np.tanh(a["sentences"][1]), np.tanh(a["pairs"][10] + a["pairs"][1])
    words = np.concatenate(
        [(a["vectors"][0] + a["vectors"][1]) / 2, np.zeros(2), a["vectors"][2], np.zeros(4)]
    )
    product = (one @ a["first_factor"] + a["first_factor_bias"]) * (
        other @ a["second_factor"] + a["second_factor_bias"]
    )
    hidden = one @ a["first"] + other @ a["second"] + pair @ a["pair"] + sentence @ a["sentence"]
    hidden = hidden + words @ a["words"] + product @ a["product"] + a["bias"]
    wanted = np.maximum(hidden, 0) @ a["out"] + a["out_bias"] + pair @ a["skip"]
    assert np.allclose(pairs[0], wanted, atol=1e-4)
    assert alone.shape == (1, 1)


def test_a_document_without_pairs_has_scores_of_mentions_alone():
    batch = Batch(
        BATCH.mentions, BATCH.sentences, [], np.zeros((0, 2), int), BATCH.places, BATCH.alone, []
    )
    pairs, alone = network().score(batch)
    assert pairs.shape == (0, 2)
    assert alone.shape == (1, 1)


def test_a_feature_has_the_same_number_in_every_process():
    assert network().numbers("pairs", ["path=nsubj^dobj"]) == [3]  # CRC-32, which no seed changes


def test_tables_of_bytes_come_back_with_their_scale(tmp_path):
    arrays = weights()
    stored = dict(arrays)
    scale = np.abs(arrays["pairs"]).max(axis=1) / 127
    stored["pairs"] = np.rint(arrays["pairs"] / scale[:, None]).astype(np.int8)
    stored["pairs_scale"] = scale.astype(np.float16)
    about = {"predicates": ["p", "q"], "alone": ["r"], "vocabulary": ["one", "two", "three"]}
    np.savez(tmp_path / "w.npz", about=np.array(json.dumps(about)), **stored)
    read = load_network(tmp_path / "w.npz")
    assert np.allclose(read.arrays["pairs"], arrays["pairs"], atol=0.02)
    assert read.predicates == ("p", "q")
    assert read.vocabulary["two"] == 1


def test_damaged_weights_are_one_error(tmp_path):
    (tmp_path / "w.npz").write_bytes(b"not a file of arrays")
    with pytest.raises(ModelError, match=r"w\.npz: .*; reinstall graphbuild"):
        load_network(tmp_path / "w.npz")


def test_the_packages_own_network_knows_predicates_and_words():
    net = load_network()
    assert len(net.predicates) > 15
    assert len(net.vocabulary) > 5000
    assert all(math.isfinite(v.sum()) for v in net.arrays.values())
