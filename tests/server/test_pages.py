"""The server as a reader sees it, in headless Chromium."""

from __future__ import annotations

import pytest
from support.browser import chromium, complaints, requests
from support.dataset import EVIL, HOSTILE, RUSSIA
from support.server_process import serving, stored_affair

from graphbuild import rdf


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(stored_affair(tmp_path_factory.mktemp("read"))) as address:
        yield address


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def browser(driver, address):
    """The first page, freshly opened; whatever happens, nothing outside is asked for."""
    driver.get("about:blank")
    requests(driver), complaints(driver)
    driver.get(f"{address}/")
    yield driver
    asked = requests(driver)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert complaints(driver) == []


def text(browser, selector: str) -> str:
    return browser.find_element("css selector", selector).text


def wait(browser, condition):
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.support.ui import WebDriverWait

    passing = [StaleElementReferenceException]  # the page is replaced while it is read
    return WebDriverWait(browser, 20, ignored_exceptions=passing).until(condition)


def editor(browser) -> str:
    return browser.execute_script(
        "return document.querySelector('.CodeMirror').CodeMirror.getValue()"
    )


def write(browser, query: str) -> None:
    browser.execute_script(
        "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])", query
    )


def test_a_reader_goes_from_a_name_to_its_quotes_and_on_to_a_question(browser):
    browser.find_element("id", "find").send_keys("harbuor authorty\n")
    browser.find_element("link text", "Harbour Authority").click()
    assert text(browser, "h1") == "Harbour Authority"
    card = browser.find_element("css selector", ".card.alleged")
    assert "Quiet Bear targets Harbour Authority" in card.text
    assert "according to Fjord Security" in card.text
    assert card.find_element("css selector", "mark.subject").text == "Quiet Bear"
    assert "Oslo Post, 2021-03-03 · Embassy calls accusation absurd" in card.text

    card.find_element("css selector", ".meta a[href^='/statement']").click()
    assert text(browser, "h1") == "Quiet Bear targets Harbour Authority"
    browser.find_element("css selector", "figcaption a").click()
    assert text(browser, "h1") == "Embassy calls accusation absurd"

    browser.find_element("link text", "Queries").click()
    assert browser.execute_script("return document.documentElement.dataset.editor") == "ready"
    write(
        browser,
        "SELECT DISTINCT ?whom ?label { ?a gb:targets ?whom . ?whom skos:prefLabel ?label }",
    )
    browser.find_element("css selector", "#ask button").click()
    assert text(browser, "#answer h2").upper().startswith("1 ROW")
    browser.find_element("css selector", "#answer td a").click()
    assert text(browser, "h1") == "Harbour Authority"


def test_the_editor_knows_the_prefixes_and_marks_a_mistake(browser, address):
    browser.get(f"{address}/query")
    marks = "return document.querySelectorAll('.parseErrorIcon').length"
    assert browser.execute_script(marks) == 0
    write(browser, "SELECT * { ?a gb:accuses }")
    wait(browser, lambda b: b.execute_script(marks) == 1)


def test_a_mistake_is_explained_and_the_query_is_kept(driver, address):
    driver.get(f"{address}/query")
    write(driver, "SELECT * {\n  ?a ?b }")
    driver.find_element("css selector", "#ask button").click()
    assert "malformed: line 2" in text(driver, ".error")
    assert editor(driver) == "SELECT * {\n  ?a ?b }"
    complaints(driver)  # the browser notes that the status is 400


def test_keys_ask_and_a_question_with_a_name_fills_the_editor(browser, address):
    from selenium.webdriver import ActionChains, Keys

    browser.get(f"{address}/query")
    browser.find_element("xpath", "//summary[starts-with(., 'What is contested')]").click()
    field = browser.find_element("css selector", "details[open] input[name=state]")
    field.send_keys("Norway")
    field.submit()
    wait(browser, lambda b: "?dispute gb:denial ?denying" in editor(b))
    assert "Russian embassy in Oslo" in text(browser, "#answer")
    write(browser, "ASK {}")
    browser.find_element("css selector", ".CodeMirror").click()
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(
        Keys.CONTROL
    ).perform()
    wait(browser, lambda b: text(b, "#answer td") == "true")


def test_the_field_completes_names_by_keys(browser):
    from selenium.webdriver import Keys

    field = browser.find_element("id", "find")
    field.send_keys("apt9")
    wait(browser, lambda b: b.find_elements("css selector", "#suggestions li"))
    assert text(browser, "#suggestions li").startswith("Quiet Bear")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    wait(browser, lambda b: text(b, "h1") == "Quiet Bear")


def test_an_entity_leads_into_the_graph(browser, address):
    browser.get(address + "/" + RUSSIA.id.removeprefix(rdf.BASE))
    browser.find_element("link text", "Show in the graph").click()
    assert browser.execute_script("return document.documentElement.dataset.ready") == "true"
    assert browser.find_elements("css selector", "#picture canvas")


def test_hostile_markup_is_text_everywhere(browser, address):
    browser.get(address + "/" + EVIL.id.removeprefix(rdf.BASE))
    assert text(browser, "h1") == HOSTILE
    assert HOSTILE in text(browser, "blockquote")
    browser.find_element("css selector", "figcaption a").click()
    assert text(browser, "h1") == HOSTILE
    browser.find_element("id", "find").send_keys("onerror")
    wait(browser, lambda b: HOSTILE in text(b, "#suggestions"))
    browser.get(
        f"{address}/query?query=SELECT ?x {{ ?x skos:prefLabel ?y FILTER(CONTAINS(?y, 'onerror')) }}"
    )
    assert text(browser, "#answer td") == HOSTILE
    assert browser.find_elements("css selector", "img") == []


@pytest.mark.parametrize("path", ["/", "/query", "/search?q=russia", "ENTITY"])
def test_a_narrow_screen_has_no_sideways_scroll(browser, address, path):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    wide = {**size, "width": 1280, "height": 800}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.get(address + path.replace("ENTITY", "/" + RUSSIA.id.removeprefix(rdf.BASE)))
        assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    finally:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", wide)
