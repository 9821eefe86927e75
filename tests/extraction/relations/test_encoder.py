"""The encoder's heads, and its files."""

import json
import shutil

import numpy as np
import pytest
from support.sentences import context_of, document

from graphbuild.errors import ModelError
from graphbuild.extraction.attributions.classifiers import load_classifiers
from graphbuild.extraction.relations.encoder import HEADS, SEGMENTS, load_encoder
from graphbuild.extraction.relations.find import candidates, make_batch
from graphbuild.extraction.relations.index import index_document
from graphbuild.extraction.relations.network import load_network
from graphbuild.statements.decide import load_decision

pytestmark = pytest.mark.model

TEXT = "Norway attacked Denmark in May. The minister said Sweden had helped the attackers."


@pytest.fixture
def scored(nlp, rules):
    encoder, network = load_encoder(), load_network()

    def score(text):
        context, entities = context_of(document(text, nlp), rules)
        index = index_document(context, entities, [])
        every = np.array(list(candidates(index)), np.intp).reshape(-1, 2)
        hidden, alone = encoder.read(index, every)
        batch = make_batch(index, network, every)
        return (encoder.logits(hidden, batch.pairs), alone), batch, network

    return score


def test_there_is_a_logit_for_each_pair_and_predicate(scored):
    (pairs, alone), batch, network = scored(TEXT)
    assert pairs.shape == (len(batch.ends), len(network.predicates))
    assert alone.shape == (len(batch.mentions), len(network.alone))
    assert np.isfinite(pairs).all()
    assert np.isfinite(alone).all()


def test_who_does_it_to_whom_matters(scored):
    (pairs, _), batch, network = scored("Norway attacked Denmark.")
    column = network.predicates.index("targets")
    by_ends = {tuple(e): row[column] for e, row in zip(batch.ends.tolist(), pairs, strict=True)}
    assert by_ends[0, 1] > by_ends[1, 0]


def test_an_article_without_mentions_is_no_error(scored):
    (pairs, alone), batch, _ = scored("It rained. Nothing happened.")
    assert len(pairs) == len(batch.alone) == 0
    assert np.isfinite(alone).all()


def test_the_number_of_segments_run_at_once_bounds_memory_and_changes_nothing_else():
    encoder = load_encoder()
    start, end = (encoder.vocabulary.numbers[p] for p in ("[CLS]", "[SEP]"))
    segment = [start, *encoder.vocabulary.pieces("harbour"), end]
    states = encoder.states([segment] * (SEGMENTS + 3))
    assert states.shape[:2] == (SEGMENTS + 3, len(segment))
    assert np.allclose(states[0], states[-1], atol=1e-4)


def test_filling_up_changes_little(scored):
    encoder = load_encoder()
    start, end = (encoder.vocabulary.numbers[p] for p in ("[CLS]", "[SEP]"))
    short = [start, *encoder.vocabulary.pieces("harbour"), end]
    long = [start, *encoder.vocabulary.pieces("harbour") * 30, end]
    alone, beside = encoder.states([short]), encoder.states([short, long])
    one, other = alone[0, 1], beside[0, 1]
    # the scale of int8 activations is that of the whole batch
    assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) > 0.97


def test_the_weights_are_small_enough_for_the_package():
    folder = HEADS.parent
    files = [*folder.glob("*.npz"), *folder.glob("*.onnx")]
    assert sum(f.stat().st_size for f in files) < 30e6


def test_damaged_weights_are_named(tmp_path):
    path = tmp_path / "encoder.npz"
    shutil.copy(HEADS, path)
    path.with_suffix(".onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="encoder"):
        load_encoder(path)


def test_missing_layers_are_named(tmp_path):
    path = tmp_path / "encoder.npz"
    np.savez(path, about=np.array(json.dumps({})))
    with pytest.raises(ModelError, match="encoder"):
        load_encoder(path)


@pytest.mark.parametrize("load", [load_encoder, load_network, load_decision, load_classifiers])
def test_weights_that_were_cut_off_are_named(tmp_path, load):
    path = tmp_path / "encoder.npz"
    path.write_bytes(HEADS.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"encoder\.npz: .*reinstall"):
        load(path)
