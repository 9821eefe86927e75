"""The regular expressions of the package, and inputs that make them work as hard as they can."""

from __future__ import annotations

import ast
import importlib
import itertools
import random
import re
import re._constants as codes
import re._parser as parser
import signal
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from support.paths import ROOT

ANYWHERE = ("search", "finditer", "findall", "sub", "subn", "split")
METHODS = ("compile", "match", "fullmatch", *ANYWHERE)
ALPHABET = "a .<>[](){}\n1\"'\\*_|:/-!A\u201c"
SIZES = (64, 500, 2000, 4000)  # characters
LIMIT = 0.3  # CPU seconds for the longest
NOTICED = 0.02  # CPU seconds below which a growth is not told from noise


class Used(NamedTuple):
    """A pattern, where it stands, and whether it is searched for at every place of a text."""

    pattern: re.Pattern[Any]
    name: str
    anywhere: bool


class Long(Exception):
    """A pattern took longer than LIMIT."""


def patterns() -> list[Used]:
    """All compiled patterns of modules, and all that are written into a call of `re`."""
    sources = {p: p.read_text("utf-8") for p in sorted((ROOT / "graphbuild").rglob("*.py"))}
    everything = "\n".join(sources.values())
    found: dict[re.Pattern[Any], Used] = {}
    for path, source in sources.items():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if path.stem == "__main__" or not re.search(r"\bre\.", source):
            continue
        for name, value in vars(importlib.import_module(module)).items():
            for pattern in _flat(value):
                if isinstance(pattern, re.Pattern):
                    anywhere = _is_searched(name, source, everything)
                    found.setdefault(pattern, Used(pattern, f"{module}.{name}", anywhere))
        for node in ast.walk(ast.parse(source)):
            if (used := _written(node, module)) is not None:
                found.setdefault(used.pattern, used)
    return sorted(found.values(), key=lambda used: used.name)


def _flat(value: object) -> Iterator[object]:
    """What a value holds, through tuples in tuples and the values of dicts."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _is_searched(name: str, own: str, sources: str) -> bool:
    """Whether a pattern, or what its module takes out of a table of them, is searched for in texts."""
    calls = set(re.findall(rf"\b{name}\.(\w+)\(", sources))
    for member in re.findall(rf"\bfor (\w+) in {name}\b", own):
        calls |= set(re.findall(rf"\b{member}\.(\w+)\(", own))
    return bool(calls & {*ANYWHERE}) or not calls & {*METHODS}


def _written(node: ast.AST, module: str) -> Used | None:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="re"), attr=method),
            args=[ast.Constant(value=str() | bytes() as text), *_],
        ) if method in METHODS and method != "compile":
            return Used(re.compile(text), f"{module}:{node.lineno}", method in ANYWHERE)
    return None


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Pairs (beginning, part to repeat) made from what the pattern and its repeated parts match."""
    chance = random.Random(1)
    flags = pattern.flags if isinstance(pattern.pattern, str) else pattern.flags & ~re.UNICODE
    tree = parser.parse(pattern.pattern, flags)
    wholes = [_sample(tree, chance) for _ in range(4)]
    found = [("", whole) for whole in wholes]
    found += [("", w[:cut]) for w in wholes for cut in (1, 2, 3, len(w) // 2, len(w) - 1)]
    for _ in range(3):
        for head, part in _repeats(tree, "", chance):
            pump = _sample(part, chance)
            found += [(head, pump), ("", pump), ("", head + pump)]
    found += [("", plain) for plain in (" ", "\n", "a", "a ", "A", "1", "-")]
    return (pair for pair in dict.fromkeys(found) if pair[1])


def _repeats(tree: Any, head: str, chance: random.Random) -> Iterator[tuple[str, Any]]:
    """Each repeated part of a pattern, with a text that leads to it."""
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            if value[1] > 20:
                yield head, value[2]
            yield from _repeats(value[2], head, chance)
        elif code is codes.SUBPATTERN:
            yield from _repeats(value[3], head, chance)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, head, chance)
        head += _one(code, value, chance)


def _sample(tree: Any, chance: random.Random) -> str:
    return "".join(_one(code, value, chance) for code, value in tree)


def _one(code: Any, value: Any, chance: random.Random) -> str:
    """A text that one step of a pattern matches; "" for a step that takes no character."""
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.ANY:
        return chance.choice("a .<[(")
    if code in (codes.IN, codes.NOT_LITERAL):
        steps = value if code is codes.IN else [(codes.NEGATE, None), (codes.LITERAL, value)]
        known = [chr(v) for c, v in steps if c is codes.LITERAL]
        candidates = [*ALPHABET, *known]
        return chance.choice([c for c in candidates if _is_in(c, steps)] or ["\u00e9"])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, part = value
        times = max(least, min(most, chance.choice((1, 1, 2))))
        return "".join(_sample(part, chance) for _ in range(times))
    if code is codes.SUBPATTERN:
        return _sample(value[3], chance)
    if code is codes.BRANCH:
        return _sample(chance.choice(value[1]), chance)
    return ""


def _is_in(char: str, steps: Any) -> bool:
    """Whether a class of characters has this one."""
    kinds = {
        "SPACE": char.isspace(),
        "DIGIT": char.isdigit(),
        "WORD": char.isalnum() or char == "_",
    }
    negated = found = False
    for code, value in steps:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            found = found or ord(char) == value
        elif code is codes.RANGE:
            found = found or value[0] <= ord(char) <= value[1]
        elif code is codes.CATEGORY:
            kind = next(k for k in kinds if k in str(value))
            found = found or kinds[kind] != ("NOT" in str(value))
    return found != negated


def cost(used: Used, text: str) -> float:
    """CPU seconds that one use takes; Long after LIMIT of them."""

    def stop(number: int, frame: object) -> None:
        raise Long

    subject = text if isinstance(used.pattern.pattern, str) else text.encode()
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    started = time.process_time()
    try:
        if used.anywhere:
            used.pattern.sub(lambda match: "" if isinstance(subject, str) else b"", subject)
        else:
            used.pattern.match(subject)
        return time.process_time() - started
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def growth_faults(used: Used) -> Iterator[str]:
    """Inputs at which twice the length costs more than three times the time, or too much at once."""
    for (head, pump), end in itertools.product(attacks(used.pattern), ("\0", "")):
        shape = f"{used.name}: {head!r} + {pump!r} * n + {end!r}"
        costs = []
        for size in SIZES:
            text = head + pump * max(1, size // len(pump)) + end
            try:
                costs.append(min(cost(used, text) for _ in range(2)))
            except Long:
                yield f"{shape}: over {LIMIT} s at {size} characters"
                break
        else:
            if costs[-1] > NOTICED and costs[-1] > 3 * costs[-2]:
                costs = [_least(used, head, pump, end, size) for size in SIZES[-2:]]
            if costs[-1] > NOTICED and costs[-1] > 3 * costs[-2]:
                yield f"{shape}: {costs[-2]:.4f} s, and {costs[-1]:.4f} s for twice as much"


def _least(used: Used, head: str, pump: str, end: str, size: int) -> float:
    """The cost of an input measured more often: what looks like growth may be a busy machine."""
    text = head + pump * max(1, size // len(pump)) + end
    return min(cost(used, text) for _ in range(7))
