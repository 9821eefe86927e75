"""Links to a sentence in the page that it was read from."""

from __future__ import annotations

import pytest

from graphbuild.presentation.links import live

URL = "https://news.example/a"


@pytest.mark.parametrize(
    ("sentence", "fragment"),
    [
        ("Ruritania left.", "Ruritania%20left."),
        (
            "A well-known, odd & “new” one",
            "A%20well%2Dknown%2C%20odd%20%26%20%E2%80%9Cnew%E2%80%9D%20one",
        ),
        (" ".join("abcdefghijklmn"), "a%20b%20c%20d%20e,j%20k%20l%20m%20n"),
        ("x\ud800y", "x?y"),
    ],
)
def test_a_sentence_is_a_text_fragment(sentence, fragment):
    assert live(URL, sentence) == f"{URL}#:~:text={fragment.replace('?', '%3F')}"


def test_a_fragment_of_the_address_stays():
    assert live(f"{URL}#top", "It left.") == f"{URL}#top:~:text=It%20left."


def test_a_printed_page_is_linked_by_its_number():
    assert live("https://x.org/a.pdf", "It left.", 3) == "https://x.org/a.pdf#page=3"


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)"])
def test_there_is_no_link_without_a_web_address(url):
    assert live(url, "It left.") is None
