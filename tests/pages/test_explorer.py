"""The page in a browser, opened from disk."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from support.browser import chromium, complaints, requests
from support.dataset import (
    BEAR,
    EVIL,
    HARBOUR,
    HOSTILE,
    NORWAY,
    RUSSIA,
    WORM,
    MemoryDataset,
    affair,
    article,
    entity,
    told,
)

from graphbuild.knowledge.ontology import Ontology
from graphbuild.pages import explorer
from graphbuild.pages.payload import payload
from graphbuild.presentation.escape import http


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    explorer.write(affair(), path, Ontology.load())
    return path


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def browser(driver, page):
    """The page, freshly opened."""
    driver.get("about:blank")
    requests(driver), complaints(driver)
    driver.get(page.as_uri())
    assert driver.execute_script("return document.documentElement.dataset.ready") == "true"
    return driver


def text(browser, selector: str) -> str:
    return browser.find_element("css selector", selector).text


def click(browser, selector: str) -> None:
    browser.execute_script("document.querySelector(arguments[0]).click()", selector)


def wait_until(browser, script: str) -> None:
    """Until the script gives something true, also while the page is being loaded again."""
    until = time.monotonic() + 10
    ready = "if (document.documentElement.dataset.ready !== 'true') return false; "
    while not browser.execute_script(ready + script):
        assert time.monotonic() < until, script
        time.sleep(0.05)


def find(browser, words: str) -> None:
    field = browser.find_element("id", "search")
    field.clear()
    field.send_keys(words)


def test_page_asks_the_network_for_nothing(browser, page):
    find(browser, "Quiet")
    click(browser, "#show-all")
    click(browser, "#save-csv")
    asked = [url for url in requests(browser) if not url.startswith(("blob:", "data:"))]
    assert asked == [page.as_uri()]


def test_console_stays_silent(browser):
    click(browser, "#show-all")
    find(browser, "Nor\n")
    assert complaints(browser) == []


def test_document_has_doctype_language_and_title(browser):
    assert browser.execute_script("return document.compatMode") == "CSS1Compat"
    assert browser.execute_script("return document.documentElement.lang") == "en"
    assert browser.title.startswith("Who says what about whom: ")


def test_first_screen_gives_figures_and_the_most_disputed_pair(browser):
    assert "5 articles, 23 statements, 3 contested" in text(browser, ".lede")
    assert "MOST DISPUTED" in text(browser, "#panel .eyebrow").upper()
    assert text(browser, "#panel h2") == "Norway → Russia"


def test_canvas_is_drawn(browser):
    painted = browser.execute_script("""
        const canvas = document.querySelector("#picture canvas");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let n = 0;
        for (let i = 3; i < pixels.length; i += 4) n += pixels[i] > 0;
        return n;""")
    assert painted > 5000


def test_click_on_an_edge_shows_claimant_stance_disputes_and_quotes(browser):
    find(browser, "breach of\n")
    assert "breach of the Harbour Authority" in text(browser, "#panel h2")
    click(browser, "#panel .statement-link")
    panel = text(browser, "#panel")
    assert "according to Norway, as reported by Ine Solberg" in panel
    assert "contested" in panel
    assert "Anna Petrova" in text(browser, "#panel .disputes")
    assert "Norway says that breach of the Harbour Authority is attributed to" in panel
    assert "Nordic Wire, 2021-03-02" in panel
    assert "characters 100" in panel


def test_click_on_the_drawn_line_opens_its_pair(browser):
    click(browser, "#reset")
    x, y = browser.execute_script("""
        const frame = document.querySelector("#picture canvas").getBoundingClientRect();
        return [frame.width, frame.height];""")
    hits = browser.execute_script(
        """
        const canvas = document.querySelector("#picture canvas");
        const pen = canvas.getContext("2d"), ratio = canvas.width / canvas.clientWidth;
        const want = getComputedStyle(document.documentElement).getPropertyValue("--contested").trim();
        const [r, g, b] = [1, 3, 5].map((i) => parseInt(want.slice(i, i + 2), 16));
        const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data, found = [];
        for (let i = 0; i < pixels.length; i += 4) {
          if (Math.abs(pixels[i] - r) + Math.abs(pixels[i + 1] - g) + Math.abs(pixels[i + 2] - b) < 12) {
            const at = i / 4;
            found.push([(at % canvas.width) / ratio, Math.floor(at / canvas.width) / ratio]);
          }
        }
        return found.filter((_, i) => i % 40 === 0);"""
    )
    assert hits
    from selenium.webdriver import ActionChains

    frame = browser.find_element("css selector", "#picture canvas")
    for left, top in hits[:40]:
        ActionChains(browser).move_to_element_with_offset(
            frame, round(left - x / 2), round(top - y / 2)
        ).click().pause(0.3).perform()
        if "according to" in text(browser, "#panel") or "own voice" in text(browser, "#panel"):
            break
    assert browser.find_elements("css selector", "#panel article.card blockquote")


def test_quote_marks_subject_and_object(browser):
    assert text(browser, "mark.subject") == "Norway"
    assert text(browser, "mark.object") == "Russia"


def test_click_on_an_entity_shows_names_links_and_statements(browser):
    find(browser, "Norway\n")
    panel = text(browser, "#panel")
    assert "also: Oslo" in panel
    link = browser.find_element("css selector", "#panel .links a")
    assert link.get_attribute("href") == "https://www.wikidata.org/entity/Q20"
    assert {"accuses", "employs"} <= {h.lower().strip("0123456789\n ") for h in headings(browser)}


def headings(browser) -> list[str]:
    return [h.text for h in browser.find_elements("css selector", "#panel h3")]


def test_markup_in_labels_is_text_everywhere(browser):
    find(browser, "onerror\n")
    assert text(browser, "#panel h2") == HOSTILE
    click(browser, "#panel .statement-link")
    assert HOSTILE in text(browser, "#panel blockquote")
    assert HOSTILE in text(browser, "#panel figcaption")
    assert browser.find_elements("css selector", "img") == []
    assert browser.execute_script("return document.querySelectorAll('script').length") == 3


def test_markup_in_the_title_is_text(tmp_path, driver):
    evil = entity("</title>" + HOSTILE, "State")
    dataset = MemoryDataset([told(evil, "accuses", EVIL)], [article(1, "t", None, None)])
    explorer.write(dataset, tmp_path / "evil.html", Ontology.load())
    driver.get((tmp_path / "evil.html").as_uri())
    assert "</title>" + HOSTILE in driver.title
    assert driver.find_elements("css selector", "img") == []


def test_only_web_addresses_become_links(browser):
    find(browser, "onerror\n")
    click(browser, "#panel .statement-link")
    links = browser.find_elements("css selector", "a")
    assert {a.get_attribute("href").split(":")[0] for a in links} <= {"http", "https"}
    assert http("javascript:alert(1)") is None
    assert http("HTTPS://news.example/1") == "HTTPS://news.example/1"


def test_search_finds_by_alias_and_keys_choose(browser):
    from selenium.webdriver.common.keys import Keys

    browser.find_element("css selector", "body").send_keys("/")
    field = browser.switch_to.active_element
    assert field.get_attribute("id") == "search"
    field.send_keys("apt9")
    assert text(browser, "#found li") == "Quiet Bear\nAPT99\n4"
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    assert text(browser, "#panel h2") == "Quiet Bear"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE, Keys.ESCAPE)
    assert "HOW TO READ THIS" in text(browser, "#panel").upper()


def test_search_without_a_hit_says_so(browser):
    find(browser, "zzzz")
    assert text(browser, "#found") == "No entity of this name"


def test_legend_switches_classes_off_and_on(browser):
    before = text(browser, "#status")
    click(browser, "[data-filter=classes][value=State]")
    assert text(browser, "#status") != before
    assert "no-classes=State" in browser.current_url
    click(browser, "[data-filter=classes][value=State]")
    assert text(browser, "#status") == before


@pytest.mark.parametrize(
    ("selector", "value", "left"),
    [
        ("[data-filter=stances][value=planned]", None, 18),
        ("[data-filter=predicates][value=partOf]", None, 18),
        ("[data-filter=outlet]", "Nordic Wire", 5),
        ("[data-filter=sources]", "3", 1),
        ("[data-filter=confidence]", "0.8", 0),
        ("[data-filter=to]", "0", 1),
    ],
)
def test_filters_leave_what_passes(browser, selector, value, left):
    script = """
        const control = document.querySelector(arguments[0]);
        if (arguments[1] === null) { control.click(); return; }
        control.value = arguments[1];
        control.dispatchEvent(new Event("input", { bubbles: true }));
        control.dispatchEvent(new Event("change", { bubbles: true }));"""
    browser.execute_script(script, selector, value)
    status = text(browser, "#status")
    n = int(re.search(r"(\d+) statement", status)[1]) if left else 0
    assert (n, status) == (left, status if left else "Nothing matches these filters")


def test_focus_expand_and_reset_change_what_is_shown(browser):
    find(browser, "Glass Worm\n")
    click(browser, "#focus")
    assert text(browser, "#status").startswith("3 of 17 entities")
    click(browser, "#panel .statement-link")
    find(browser, "Quiet Bear\n")
    click(browser, "#expand")
    assert text(browser, "#status").startswith("6 of 17 entities")
    click(browser, "#reset")
    assert text(browser, "#status").startswith("17 of 17 entities")


def test_direct_links_that_were_added_are_hidden_again(browser):
    find(browser, "Glass Worm\n")
    click(browser, "#focus")
    find(browser, "Quiet Bear\n")
    click(browser, "#expand")
    click(browser, "#collapse")
    assert text(browser, "#status").startswith("3 of 17 entities")
    find(browser, "Glass Worm\n")
    click(browser, "#collapse")
    assert text(browser, "#status").startswith("17 of 17 entities")


def test_saved_turtle_is_the_selected_statements(browser):
    browser.execute_script("""
        window.saved = [];
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };""")
    find(browser, "onerror\n")
    click(browser, "#save-turtle")
    find(browser, "Norway\n")
    click(browser, "#save-turtle")
    evil, norway = browser.execute_async_script(
        "Promise.all(window.saved.map((blob) => blob.text())).then(arguments[0])"
    )
    gb = rdflib.Namespace("https://w3id.org/graphbuild/ontology#")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    graph = rdflib.Graph().parse(data=evil)
    [statement] = graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement)
    assert graph.value(statement, gb.claimant) == rdflib.URIRef(EVIL.id)
    assert HOSTILE in str(next(graph.objects(None, oa.exact)))
    graph = rdflib.Graph().parse(data=norway)
    own = [s for s in affair().told if NORWAY in (s.subject, s.object, s.claimant, s.outer)]
    expected = {f"https://w3id.org/graphbuild/statement/{s.id}" for s in own}
    assert {str(s) for s in graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement)} == expected
    quotes = {(str(e.sentence), e.start, e.end) for s in own for e in s.evidence}
    found = {
        (str(graph.value(q, oa.exact)), *(graph.value(q, p).value for p in (oa.start, oa.end)))
        for q in graph.subjects(oa.exact, None)
    }
    assert found == quotes


def test_path_between_two_entities_is_shown_with_its_quotes(browser):
    find(browser, "Glass Worm\n")
    browser.find_element("id", "path").send_keys("Harbour Authority\n")
    assert text(browser, "#panel h2") == "Glass Worm … Harbour Authority"
    assert text(browser, "#status").startswith("3 of 17 entities")
    assert len(browser.find_elements("css selector", "#panel article blockquote")) == 2
    browser.refresh()
    assert text(browser, "#panel h2") == "Glass Worm … Harbour Authority"


def test_permalink_restores_the_view(browser, page):
    find(browser, "Glass Worm\n")
    click(browser, "#focus")
    click(browser, "[data-filter=stances][value=alleged]")
    link, status = browser.current_url, text(browser, "#status")
    browser.get("about:blank")
    browser.get(link)
    assert text(browser, "#status") == status
    assert text(browser, "#panel h2") == "Glass Worm"


def test_statement_without_object_is_in_the_panel_only(browser):
    find(browser, "Anna Petrova\n")
    assert any(h.lower().startswith("says") for h in headings(browser))
    assert any(h.lower().startswith("denies") for h in headings(browser))


def test_legend_explains_the_sign_of_those_who_reject(browser):
    assert text(browser, "#filters .note") == "⊘ after a name: rejects an accusation"


def test_theme_button_turns_dark_to_light_and_back(browser):
    colors = set()
    for _ in range(2):
        click(browser, "#theme")
        colors.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert len(colors) == 2


def test_narrow_screen_has_no_sideways_scroll(tmp_path, page):
    with chromium(tmp_path, width=390, height=844) as phone:
        phone.get(page.as_uri())
        assert phone.execute_script("return document.documentElement.scrollWidth") == 390
        assert not phone.find_element("id", "filters").is_displayed()
        click(phone, "#filters-toggle")
        assert phone.find_element("id", "filters").is_displayed()


def test_saved_table_has_no_formula(browser):
    browser.execute_script("""
        window.saved = [];
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };""")
    click(browser, "#close-panel")
    click(browser, "#save-csv")
    table = browser.execute_async_script("window.saved[0].text().then(arguments[0])")
    rows = [*csv.DictReader(io.StringIO(table.lstrip("\ufeff")))]
    assert len(rows) > 20
    assert not [v for r in rows for v in r.values() if v.startswith(("=", "+", "-", "@"))]


def test_saved_drawing_is_well_formed(browser):
    browser.execute_script("""
        window.saved = [];
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };""")
    click(browser, "#show-all")
    click(browser, "#save-svg")
    drawing = browser.execute_async_script("window.saved[0].text().then(arguments[0])")
    from xml.etree import ElementTree

    assert ElementTree.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    assert "<img" not in drawing


def test_no_markup_stands_in_the_data():
    page = explorer.render(payload(affair(), Ontology.load()))
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[
        1
    ]
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data)["figures"]["statements"] == 23


def test_policy_forbids_everything_but_our_own_scripts(page):
    head = page.read_text(encoding="utf-8").split("</head>")[0]
    assert "default-src &#39;none&#39;" in head
    assert "unsafe" not in head.split("<style>")[0]


def test_literals_are_names_not_nodes():
    data = payload(affair(), Ontology.load())
    [institute] = [e for e in data["entities"] if e["label"] == "Institute of Applied Chemistry"]
    assert "IAC" in institute["aliases"]
    assert "IAC" not in {e["label"] for e in data["entities"]}


def test_vendors_names_are_shown_as_one_on_request(driver, tmp_path):
    lynx = entity("Night Lynx", "ThreatActor", "APT98", same_as=("https://attack.example/G99",))
    base = affair()
    more = [
        told(lynx, "targets", HARBOUR, by=NORWAY, articles=(1,)),
        told(lynx, "uses", WORM, articles=(2,)),
        told(RUSSIA, "develops", lynx, articles=(3,)),
    ]
    data = replace(base, told=[*base.told, *more], close=[(lynx.id, BEAR.id), (lynx.id, "urn:x")])
    path = tmp_path / "two.html"
    explorer.write(data, path, Ontology.load())
    driver.get(path.as_uri())
    find(driver, "Quiet Bear\n")
    assert text(driver, "#panel h2") == "Quiet Bear"
    click(driver, "#as-one")
    wait_until(driver, "return document.getElementById('as-one')?.checked === true")
    assert text(driver, "#panel h2") == "Quiet Bear / Night Lynx"
    assert "APT98 · APT99" in text(driver, "#panel .aliases")
    assert "one=1" in driver.current_url
    found = text(driver, "#panel")
    assert "Harbour Authority" in found
    driver.execute_script("""
        window.saved = [];
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };""")
    click(driver, "#save-turtle")
    saved = driver.execute_async_script("window.saved[0].text().then(arguments[0])")
    graph = rdflib.Graph().parse(data=saved, format="turtle")
    subjects = {str(s) for s in graph.objects(None, rdflib.RDF.subject)}
    assert {lynx.id, BEAR.id} <= subjects  # each statement is about the name that it was made of
    click(driver, "#as-one")
    wait_until(driver, "return document.getElementById('as-one')?.checked === false")
    assert text(driver, "#panel h2") == "Quiet Bear"


def test_groups_of_alike_names_are_those_on_the_page():
    data = payload(
        replace(affair(), close=[(BEAR.id, WORM.id), (BEAR.id, "urn:x")]), Ontology.load()
    )
    [group] = data["alike"]
    assert {data["entities"][n]["label"] for n in group} == {"Quiet Bear", "Glass Worm"}
    assert group == sorted(group)
    assert payload(affair(), Ontology.load())["alike"] == []
