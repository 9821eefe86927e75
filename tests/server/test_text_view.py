"""An article's text with its statements: places, stances, what was not read."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, evidence, statement
from support.server_process import serving

import graphbuild
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import ALLEGED, Article
from graphbuild.server.statement_views import view
from graphbuild.server.tasks import article as article_task
from graphbuild.server.text_view import paragraphs
from graphbuild.store.texts import KeptText, keeping

TEXT = (
    "Home | News\n\nGuild in the dock\n\n"
    "Ruritania accuses the Guild of hacking, Graustark said. It is <b>cold</b>.\n\n"
    "The Guild [denies](https://x.org/a) it all, and\nRuritania is amused.\n\nRead more: weather"
)
FIRST, LINK, LAST = TEXT.index("Ruritania"), TEXT.index("["), TEXT.index("\n\nRead more")
BODY = (
    (FIRST, TEXT.index("\n\nThe Guild")),
    (TEXT.index("The Guild ["), LINK),
    (LINK + 1, LINK + 7),
    (TEXT.index(" it all"), LAST),
)
ONE = Article("one", TEXT, BODY, title="Guild in the dock", url="https://news.example/one")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("text") / "out"
    first = (FIRST, TEXT.index(" It is"))
    last = (TEXT.index("The Guild ["), TEXT.index(" it all") + 7)
    with graphbuild.open_store(folder) as store:
        statements = [
            statement(RURITANIA, "accuses", GUILD, evidence(ONE, *first), claimant=GRAUSTARK),
            statement(GUILD, "targets", GRAUSTARK, evidence(ONE, *first), modality=ALLEGED),
            statement(GUILD, "denies", RURITANIA, evidence(ONE, *last)),
        ]
        store.replace(ONE, statements)
        store.refresh()
        with keeping(store.url, None) as keep:
            keep.take(ONE)
    return folder


@pytest.fixture(scope="module")
def shown(out):
    with graphbuild.open_store(out, read_only=True) as store:
        part = article_task(store, "one")
    return paragraphs(part.text, "one", view(part, Ontology.load()).values())


def test_the_page_has_the_text_from_first_to_last(shown):
    lines = ["".join(piece.text for piece in paragraph.pieces) for paragraph in shown]
    assert lines == TEXT.split("\n\n")
    assert [p.body for p in shown] == [False, False, True, True, False]


def test_a_place_has_its_stance_and_its_anchor(shown):
    marked = [piece for paragraph in shown for piece in paragraph.pieces if piece.stance]
    assert marked[0].text == "Ruritania accuses the Guild of hacking, Graustark said."
    assert marked[0].anchors == (f"char={FIRST},{TEXT.index(' It is')}",)
    assert {marked[0].stance} <= {"contested", "asserted"}
    assert [len(p.statements) for p in shown] == [0, 0, 2, 1, 0]


def test_markup_in_a_line_is_off(shown):
    off = [piece.text for piece in shown[3].pieces if piece.off]
    assert off == ["[", "](https://x.org/a)"]


def test_a_long_stretch_of_boilerplate_is_cut():
    text = "menu\n" * 30_000 + "Ruritania left."
    start = text.index("Ruritania")
    found = paragraphs(KeptText(text, ((start, len(text)),)), "one", [])
    assert sum(len(piece.text) for p in found for piece in p.pieces) < 21_000


class Ids(HTMLParser):
    """The ids and links of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids, self.links, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def test_every_quote_links_to_its_place_here_and_in_the_live_page(out):
    with (
        serving(out) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        page = Ids(client.get("/article/one").text)
        found = Ids(client.get("/search?q=hacking").text)
        explorer = client.get("/graph").text
        evidence = client.get(
            "/query", params={"query": "SELECT DISTINCT ?e { ?s gb:evidence ?e }"}
        )
    places = [i for i in page.ids if i.startswith("char=")]
    assert len(places) == len(set(places)) == 2
    assert "It is <b>cold</b>." in page.text
    links = {link.partition("#")[2] for link in page.links if link.startswith("/article/one#")}
    assert links == set(places)
    assert f"/article/one#{places[0]}" in found.links
    assert "article_pages" in explorer
    assert set(places) <= {link.partition("#")[2] for link in Ids(evidence.text).links}
    live = [link for link in page.links if ":~:text=" in link]
    assert (
        "https://news.example/one#:~:text=Ruritania%20accuses%20the%20Guild%20of%20hacking%2C%20Graustark%20said."
        in live
    )


def test_without_its_text_the_page_has_the_places_at_the_quotes(tmp_path):
    with graphbuild.open_store(tmp_path / "out") as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", GUILD, evidence(ONE, 40, 80))])
        store.refresh()
    with serving(tmp_path / "out") as address, httpx.Client(timeout=60, trust_env=False) as client:
        page = Ids(client.get(f"{address}/article/one").text)
    assert "char=40,80" in page.ids
    assert "is not kept" in page.text
