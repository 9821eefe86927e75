import numpy as np
import pytest
from support.paths import ARTICLES
from threadpoolctl import threadpool_info

from graphbuild.ingest.reader import read_articles
from graphbuild.nlp.annotate import paragraphs
from graphbuild.nlp.speedups.matmul import ROWS, BlockOps, on_one_thread


def random(*shape):
    return np.random.default_rng(7).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(("n_in", "n_out"), [(384, 288), (288, 288), (96, 64), (64, 74)])
def test_a_row_does_not_depend_on_the_others(n_in, n_out):
    ops, x, y = BlockOps(), random(61, n_in), random(n_out, n_in)
    whole = ops.gemm(x, y, trans2=True)
    for start, end in [(0, 1), (0, ROWS), (3, 20), (5, 61), (60, 61)]:
        assert np.array_equal(ops.gemm(x[start:end], y, trans2=True), whole[start:end])


@pytest.mark.parametrize("n_rows", [0, 1, ROWS, ROWS + 1])
def test_the_product_is_the_product(n_rows):
    x, y = random(n_rows, 96), random(64, 96)
    assert np.allclose(BlockOps().gemm(x, y, trans2=True), x @ y.T, atol=1e-4)


def test_the_product_may_be_wanted_in_a_place_of_its_own():
    x, y, out = random(11, 96), random(64, 96), random(11, 64)
    assert BlockOps().gemm(x, y, out=out, trans2=True) is out
    assert np.array_equal(out, BlockOps().gemm(x, y, trans2=True))


def test_other_products_are_those_of_thinc():
    x, y = random(5, 4), random(4, 3)
    assert np.allclose(BlockOps().gemm(x, y), x @ y, atol=1e-5)
    assert np.allclose(BlockOps().gemm(x.T.copy(), y, trans1=True), x @ y, atol=1e-5)


def test_numpy_keeps_to_one_thread_while_it_parses():
    def threads():
        return {p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"}

    before = threads()
    with on_one_thread():
        assert threads() <= {1}
    assert threads() == before


@pytest.mark.model
def test_the_parse_is_that_of_spacys_own_products(nlp):
    texts = [t for a in read_articles(ARTICLES) for t, _ in paragraphs(a)]
    assert any(type(layer.ops) is BlockOps for layer in nlp.get_pipe("ner").model.walk())
    blocks = [parse(doc) for doc in nlp.pipe(texts)]
    own = BlockOps.gemm
    try:
        del BlockOps.gemm
        assert [parse(doc) for doc in nlp.pipe(texts)] == blocks
    finally:
        BlockOps.gemm = own


def parse(doc):
    return [(t.tag_, t.dep_, t.head.i, t.lemma_, t.ent_type_, t.ent_iob_) for t in doc]
