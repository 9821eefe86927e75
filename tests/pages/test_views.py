"""Chronology, matrix, map and brief in a browser, opened from disk, and the pictures by themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.browser import chromium, complaints, requests
from support.dataset import (
    BEAR,
    EMBASSY,
    EVIL,
    HOSTILE,
    NORWAY,
    RUSSIA,
    SERVICE,
    MemoryDataset,
    affair,
    told,
)

from graphbuild.export import writer
from graphbuild.knowledge.ontology import Ontology, ontology_dir
from graphbuild.model import ALLEGED
from graphbuild.pages.brief import make_brief, to_markdown, write_brief
from graphbuild.pages.chronology import _date, _places
from graphbuild.pages.notebook import Shown
from graphbuild.presentation.display import display_statements
from graphbuild.presentation.states import homes, tiles

VIEWS = ("chronology", "matrix", "map")


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("views")
    found = {name: folder / f"{name}.html" for name in (*VIEWS, "brief")}
    for name in VIEWS:
        writer(name)(affair(), found[name], Ontology.load())
    write_brief(make_brief(affair(), HOSTILE, Ontology.load()), found["brief"])
    return found


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def opened(driver, pages):
    """Opens a view afresh."""

    def open_(name: str):
        driver.get("about:blank")
        requests(driver), complaints(driver)
        driver.get(pages[name].as_uri())
        assert driver.execute_script("return document.documentElement.dataset.ready") == "true"
        return driver

    return open_


def click(browser, selector: str) -> None:
    browser.execute_script(
        "document.querySelector(arguments[0]).dispatchEvent(new Event('click', {bubbles: true}))",
        selector,
    )


def put(browser, selector: str, value: str) -> None:
    browser.execute_script(
        "const f = document.querySelector(arguments[0]); f.value = arguments[1];"
        "f.dispatchEvent(new Event('input', {bubbles: true}))",
        *(selector, value),
    )


def status(browser) -> str:
    return browser.find_element("id", "status").text


def seen(browser) -> list[str]:
    return browser.execute_script(
        "return [...document.querySelectorAll('.card:not([hidden]) summary')].map((s) => s.textContent)"
    )


@pytest.mark.parametrize("name", [*VIEWS, "brief"])
def test_view_asks_for_nothing_and_stays_silent(opened, pages, name):
    browser = opened(name)
    click(browser, "#theme")
    if name != "brief":
        click(browser, "#save-svg"), click(browser, "#save-png")
    asked = [u for u in requests(browser) if not u.startswith(("blob:", "data:"))]
    assert asked == [pages[name].as_uri()]
    assert complaints(browser) == []


@pytest.mark.parametrize("name", [*VIEWS, "brief"])
def test_markup_is_text_in_a_view(driver, tmp_path, name):
    evil = replace(NORWAY, label=HOSTILE)
    statement = told(evil, "accuses", RUSSIA, by=EVIL, date="2021-03-02", articles=(5,))
    data = MemoryDataset([statement], affair().read)
    if name == "brief":
        write_brief(make_brief(data, HOSTILE, Ontology.load()), tmp_path / "evil.html")
    else:
        writer(name)(data, tmp_path / "evil.html", Ontology.load())
    driver.get((tmp_path / "evil.html").as_uri())
    assert HOSTILE in driver.find_element("tag name", "body").get_attribute("textContent")
    assert driver.find_elements("css selector", "img") == []
    assert driver.execute_script("return document.querySelectorAll('script').length") == 1
    links = driver.find_elements("css selector", "a")
    assert {a.get_attribute("href").split(":")[0] for a in links} <= {"http", "https"}


def test_matrix_has_a_cell_for_each_pair_and_shows_its_quotes(opened):
    browser = opened("matrix")
    cell = browser.execute_script(
        "return [...document.querySelectorAll('.pick')].find((p) => p.textContent.includes("
        "'Norway accuses Russia')).dataset.show"
    )
    click(browser, f"[data-show='{cell}']")
    assert status(browser).startswith("1 of ")
    assert f"show={cell}" in browser.current_url
    [card] = browser.find_elements("css selector", ".card[open]")
    assert "Disputed: Russian embassy in Oslo denies Norway" in card.text
    assert "Nordic Wire, 2021-03-02" in card.text
    browser.refresh()
    assert status(browser).startswith("1 of ")


def test_the_claimant_of_an_attribution_is_its_row(opened):
    browser = opened("matrix")
    [words] = [w for w in seen(browser) if "is attributed to" in w]
    assert "says Norway" in words


def test_matrix_counts_only_the_relation_chosen(opened):
    browser = opened("matrix")
    all_of_them = status(browser)
    put(browser, "#relation", "accuses")
    assert all(" accuses " in words for words in seen(browser))
    faded = browser.execute_script("return document.querySelectorAll('.pick.none').length")
    assert 0 < faded < browser.execute_script("return document.querySelectorAll('.pick').length")
    click(browser, "#everything")
    assert status(browser) == all_of_them


@pytest.mark.parametrize(
    ("selector", "value"), [("#stance", "planned"), ("#words", "six OFFICERS")]
)
def test_list_filters_leave_what_passes(opened, selector, value):
    browser = opened("chronology")
    put(browser, selector, value)
    assert seen(browser)
    assert all("expels six officers" in w or "threatens" in w for w in seen(browser))


def test_keys_pick_and_leave_a_mark(opened):
    from selenium.webdriver.common.keys import Keys

    browser = opened("map")
    browser.execute_script("document.querySelector('.pick').focus()")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert re.match(r"\d+ of \d+", status(browser))
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert re.match(r"\d+ statements", status(browser))
    browser.find_element("css selector", "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "words"


def test_every_control_has_a_name(opened):
    for name in VIEWS:
        browser = opened(name)
        nameless = browser.execute_script("""
            return [...document.querySelectorAll("button, input, select, [role=button]")].filter((e) =>
              !(e.getAttribute("aria-label") || e.textContent.trim() || e.closest("label")?.textContent.trim())).length""")
        assert nameless == 0


def test_saved_picture_stands_alone(opened):
    browser = opened("map")
    browser.execute_script("""
        window.saved = [];
        const original = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved.push(blob); return original(blob); };""")
    click(browser, "#save-svg")
    drawing = browser.execute_async_script("window.saved[0].text().then(arguments[0])")
    assert ElementTree.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in drawing
    click(browser, "#save-png")
    size = browser.execute_async_script(
        "const done = arguments[0], wait = () => saved[1] ? done([saved[1].type, saved[1].size]) : setTimeout(wait, 20); wait()"
    )
    assert size[0] == "image/png"
    assert size[1] > 5000


@pytest.mark.parametrize("name", VIEWS)
def test_a_path_that_ends_in_svg_gets_the_picture(tmp_path, name):
    writer(name)(affair(), tmp_path / "view.svg", Ontology.load())
    text = (tmp_path / "view.svg").read_text(encoding="utf-8")
    drawn = ElementTree.fromstring(text)
    assert drawn.tag.endswith("svg")
    assert "var(" not in text
    assert any(
        "Norway" in (title.text or "") for title in drawn.iter() if title.tag.endswith("title")
    )


def test_phone_scrolls_the_picture_and_not_the_page(tmp_path, pages):
    with chromium(tmp_path, width=390, height=844) as phone:
        for name in (*VIEWS, "brief"):
            phone.get(pages[name].as_uri())
            assert phone.execute_script("return document.documentElement.scrollWidth") == 390


def test_notebook_frame_shows_the_page(tmp_path, driver):
    shown = Shown.of(affair(), height=500)
    note = tmp_path / "note.html"
    note.write_text(f"<!doctype html><body>{shown._repr_html_()}</body>", encoding="utf-8")
    driver.get(note.as_uri())
    requests(driver), complaints(driver)
    driver.switch_to.frame(driver.find_element("tag name", "iframe"))
    assert driver.execute_script("return document.documentElement.dataset.ready") == "true"
    click(driver, "#show-all")
    assert "17 of 17 entities" in driver.find_element("id", "status").text
    driver.switch_to.default_content()
    assert complaints(driver) == []


def test_a_statement_without_a_date_stands_on_the_day_of_its_first_report():
    found = {t.statement.id: t for t in display_statements(affair(), Ontology.load())}
    threat = next(t for t in found.values() if t.prop.label == "threatens")
    assert (threat.day, threat.dated) == ("2021-03-06", False)
    charge = next(t for t in found.values() if t.words == "Norway accuses Russia")
    assert (charge.day, charge.dated) == ("2021-03-02", True)
    assert len(charge.outlets) == 3


def test_days_keep_their_order_and_long_gaps_are_shortened():
    where = _places(["1999", "2020-01", "2020-01-15", "2020-01-16"])
    xs = [*where.values()]
    assert xs == sorted(xs)
    assert xs[1] - xs[0] < 10 * (xs[2] - xs[1])


@pytest.mark.parametrize(
    ("day", "year"), [("2021", 2021), ("2021-02-30", 2021), ("0000", 1), ("circa", 1)]
)
def test_what_is_no_date_still_has_a_place(day, year):
    assert _date(day).year == year


def test_every_state_has_a_tile():
    import json

    rows = json.loads((ontology_dir() / "lexicons" / "states.json").read_text(encoding="utf-8"))
    assert {row["code"] for row in rows["rows"]} == tiles().keys()
    assert len({*tiles().values()}) == len(tiles())


def test_home_follows_what_articles_say_themselves():
    statements = [
        told(SERVICE, "partOf", RUSSIA),
        told(EMBASSY, "partOf", SERVICE),
        told(BEAR, "actsFor", SERVICE, how=ALLEGED),
    ]
    found = homes(statements, Ontology.load())
    assert (found[SERVICE.id], found[EMBASSY.id], found[RUSSIA.id]) == ("ru", "ru", "ru")
    assert BEAR.id not in found


def test_brief_has_each_statement_once_with_its_quote():
    brief = make_brief(affair(), "oslo", Ontology.load())
    assert brief.entity == NORWAY
    lines = [t.statement.id for s in brief.sections for t in s.lines]
    own = [s for s in affair().told if NORWAY in (s.subject, s.object, s.claimant, s.outer)]
    assert sorted(lines) == sorted(s.id for s in own)
    titles = {s.title for s in brief.sections}
    assert {"Denied to it", "It accuses, condemns, threatens"} <= titles


def test_brief_as_markdown_escapes_what_could_be_markup():
    text = to_markdown(make_brief(affair(), HOSTILE, Ontology.load()))
    assert "<img" not in text.replace("\\<img", "")
    assert "> “" in text
    assert "## Sources" in text


def test_brief_of_an_unknown_name_offers_the_nearest():
    from graphbuild.errors import UnknownEntity

    with pytest.raises(UnknownEntity, match=r'No entity named "Norwy" .* did you mean .*Norway'):
        make_brief(affair(), "Norwy", Ontology.load())


def test_an_empty_graph_says_that_it_is_empty(tmp_path):
    for name in VIEWS:
        writer(name)(MemoryDataset([], []), tmp_path / "x.html", Ontology.load())
        assert "holds nothing of this kind" in (tmp_path / "x.html").read_text(encoding="utf-8")
