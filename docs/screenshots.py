"""Takes the pictures of every view from the sample articles: `make screenshots`.

    python docs/screenshots.py [--every FOLDER]

Those that the docs show go to docs/images; with --every, all views in light and dark and on a laptop
and a phone go to the folder, to be looked at. Needs selenium, chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.browser import chromium

import graphbuild
from graphbuild.export import writer
from graphbuild.knowledge.ontology import Ontology
from graphbuild.pages.brief import make_brief, write_brief

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SUBJECT = "Positive Technologies"
SIZES = {"laptop": (1280, 800), "phone": (390, 844)}
PAINTED = 0.5


class Shot(NamedTuple):
    """A view, a size, a theme, and what is done before the picture is taken."""

    name: str
    view: str
    size: str = "laptop"
    theme: str = "light"
    script: str = ""


PICK = "document.querySelector('.pick[data-counts]').dispatchEvent(new Event('click'))"
SHOTS = (
    Shot("page", "html"),
    Shot("page-dark", "html", theme="dark"),
    Shot("page-phone", "html", size="phone"),
    Shot("chronology", "chronology"),
    Shot("matrix", "matrix"),
    Shot("map", "map"),
    Shot("brief", "brief"),
    Shot("brief-phone", "brief", size="phone", theme="dark"),
)


def every() -> Iterator[Shot]:
    """All views in both themes and sizes, and each once with a mark picked."""
    for view in ("html", "chronology", "matrix", "map", "brief"):
        for size in SIZES:
            for theme in ("light", "dark"):
                yield Shot(f"{view}-{size}-{theme}", view, size, theme)
    yield Shot("matrix-picked", "matrix", script=PICK)


def pages(folder: Path) -> dict[str, Path]:
    """Each view of the sample articles as a page."""
    found = {
        name: folder / f"{name}.html" for name in ("html", "chronology", "matrix", "map", "brief")
    }
    graphbuild.build([ROOT / "data" / "articles"], folder / "graph")
    with graphbuild.open_store(folder / "graph", read_only=True) as store:
        for name in ("html", "chronology", "matrix", "map"):
            writer(name)(store, found[name], Ontology.load())
        write_brief(make_brief(store, SUBJECT, Ontology.load()), found["brief"])
    return found


def take(shots: Iterable[Shot], where: dict[str, Path], folder: Path) -> None:
    """One picture a shot, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as driver:
        for shot in shots:
            width, height = SIZES[shot.size]
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            scheme = [{"name": "prefers-color-scheme", "value": shot.theme}]
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
            driver.get("about:blank")
            driver.get(where[shot.view].as_uri())
            driver.execute_script(shot.script)
            time.sleep(PAINTED)
            driver.save_screenshot(str(folder / f"{shot.name}.png"))
            sys.stdout.write(f"{folder / shot.name}.png\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = pages(Path(folder))
        if arguments.every:
            take(every(), made, arguments.every)
        else:
            take(SHOTS, made, IMAGES)
