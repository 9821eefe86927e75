import inspect
import re

from graphbuild import errors


def classes():
    return [
        c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == errors.__name__
    ]


def test_every_error_has_one_base():
    assert all(issubclass(c, errors.GraphbuildError) for c in classes())


def test_the_docstring_draws_every_error():
    drawn = set(re.findall(r"[A-Z]\w+", errors.__doc__.split("A message names")[0]))
    assert {c.__name__ for c in classes()} <= drawn


def test_an_unknown_term_says_where_and_what_is_near():
    error = errors.UnknownTerm("sanction", "frames.toml row 7", {"sanctions", "denies"})
    assert str(error) == (
        "frames.toml row 7: graphbuild.ttl defines no term 'sanction'; did you mean 'sanctions'?"
    )


def test_an_unknown_term_without_a_near_one_suggests_nothing():
    assert "did you mean" not in str(errors.UnknownTerm("zzz", "here", {"sanctions"}))
