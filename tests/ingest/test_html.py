"""What of a page is the article, and what the page says about it."""

from __future__ import annotations

import time

import pytest

from graphbuild.errors import InputError
from graphbuild.ingest.html import read_html
from graphbuild.ingest.text import read_text
from graphbuild.model import Article

LEAD = "Estonia expelled a Russian diplomat on Thursday for working against its interests."
SECOND = "The foreign ministry in Tallinn said that the man had been in contact with the FSB."
THIRD = "Moscow promised an answer."
ARTICLE = f"{LEAD}\n\n{SECOND}\n\n{THIRD}"


def paragraphs(text: str, **known: str) -> list[str]:
    """Body paragraphs as an annotator sees them: spans joined where no line break is between."""
    article = read_text(text, "x", known)
    found: list[str] = []
    previous = None
    for start, end in article.body:
        if previous is not None and "\n" not in article.text[previous:start]:
            found[-1] += article.text[start:end]
        else:
            found.append(article.text[start:end])
        previous = end
    return found


def read(text: str, name: str = "x") -> Article:
    return read_text(text, name)


# The body


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Sign up for our newsletter and get the news every morning.",
        "We use cookies to improve your experience.",
        "Subscribe to our channel for more.",
        "Share on Facebook Twitter WhatsApp",
        "Read more: Latvia follows suit.",
        "Related Story Latvia expels two diplomats",
        "Image copyright Agency Image caption The embassy in Tallinn in winter",
        "The embassy in Tallinn, seen on a winter morning (Photo: Ann Lee/Agency)",
        "Officers guard the embassy (pictured) after the decision was made public on Thursday",
        "Photo: Ann Lee",
        "If you notice an error, select it and press Ctrl+Enter.",
        "Support us or become our patron!",
        "By Ann Lee and Bo Ek in Tallinn",
        "Ann Lee, Europe Correspondent",
        "Tags: Estonia, Russia, diplomats",
        "#Estonia #Russia",
        "Story Code : 12345",
        "All rights reserved.",
        "© 2024 Example Media Ltd.",
        "Reporting by Ann Lee; editing by Bo Ek.",
        "Latvia Expels Two Diplomats After Spying Row",
        "Latvia expels two diplomats after spying row",
        "What did Moscow say?",
        "## What comes next for the embassy and its staff.",
        "![The embassy](https://img.example/e.jpg)",
        "[![Ad](https://img.example/ad.png)](https://shop.example/?a=1)",
        "[Original Article](https://news.example/2024/a)",
        "https://news.example/2024/estonia-expels-diplomat",
        "_The embassy in Tallinn (Ann Lee)_",
        "12:45 03.05.2024",
        "2 hours ago",
        "* * *",
        "###",
        "</div>",
    ],
)
def test_a_line_of_furniture_between_paragraphs_is_left_out(line):
    assert paragraphs(f"{LEAD}\n\n{line}\n\n{SECOND}\n\n{THIRD}") == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Tallinn was not impressed.",
        '"We do not know what this is about," he said when asked about the Estonian charge',
        '"This is a hostile act," the embassy said.',
        "“We will not be silent”, the minister said, quoting “a friend”",
        "Will Moscow answer in kind, as it has done in each of the cases before this one?",
        "The ministry said the following:",
        "Share prices in Tallinn fell.",
        "Comments by the minister were met with silence.",
        "By Friday the diplomat had left.",
        "Subscribers of the operator were cut off for hours, the regulator said.",
        "The regulator fined the firm for its privacy policy and its use of cookies.",
        "“It is a provocation and nothing but a provocation by Tallinn.” ― Ivan Petrov",
    ],
)
def test_a_paragraph_of_one_sentence_is_kept(paragraph):
    assert paragraphs(f"{LEAD}\n\n{paragraph}\n\n{SECOND}") == [LEAD, paragraph, SECOND]


def test_other_news_below_the_article_does_not_come_back():
    tail = """More stories
Latvia follows suit, minister tells "Radio Riga"
2 hours ago
Is Lithuania next?
3 hours ago
The minister said that his country would not be intimidated by anybody in the coming year.
5 May 2024
Finland accuses Russia of cutting a cable and of lying about it.
6 May 2024"""
    assert paragraphs(f"{ARTICLE}\n\n{tail}") == [LEAD, SECOND, THIRD]


def test_headlines_with_timestamps_need_no_heading_to_be_other_news():
    tail = "\n".join(
        f"Minister number {n} resigns over spying row\n10:0{n} 29.03.2024\nWho is minister {n}, and why?"
        for n in range(1, 6)
    )
    assert paragraphs(f"{ARTICLE}\n\n{tail}") == [LEAD, SECOND, THIRD]


def test_the_article_goes_on_after_a_box_of_other_news():
    box = "Related news\nLatvia follows suit\n2 hours ago\nLithuania waits\n3 hours ago"
    assert paragraphs(f"{LEAD}\n\n{box}\n\n{SECOND}\n\n{THIRD} It has done so every time.") == [
        LEAD,
        SECOND,
        f"{THIRD} It has done so every time.",
    ]


def test_readers_comments_are_not_the_article():
    comments = "Comments (2)\nann\nEstonia always does that to its neighbours, I am sure.\nbo\nNo, it does not, and you know that very well."
    assert paragraphs(
        f"{ARTICLE} The ministry in Moscow called it a {'very ' * 30}unfriendly act.\n\n{comments}"
    )[:2] == [LEAD, SECOND]
    assert "always" not in "".join(paragraphs(f"{ARTICLE}\n\n{SECOND} Again.\n\n{comments}"))


def test_a_comment_box_ends_a_short_article():
    assert paragraphs(f"{LEAD}\n{SECOND}\n\nYour Comment\n\nNow replying to: .") == [LEAD, SECOND]


def test_a_repeated_headline_is_left_out_and_a_repeated_paragraph_is_read_once():
    text = f"Estonia expels diplomat\n\nEstonia expels diplomat\n\n{LEAD}\n\n{SECOND}\n\n{LEAD}"
    assert paragraphs(text) == [LEAD, SECOND]


def test_a_note_on_the_author_is_left_out():
    note = "Ann Lee is a reporter in Tallinn and writes about security."
    assert paragraphs(f"{ARTICLE}\n\n{note}") == [LEAD, SECOND, THIRD]


def test_a_subheadline_between_title_and_date_is_left_out():
    text = f"Estonia expels diplomat\nThe man worked for a secret service, it says.\n3 May 2024\n\n{ARTICLE}"
    assert paragraphs(text) == [LEAD, SECOND, THIRD]
    assert read(text).published == "2024-05-03"


def test_an_article_of_one_paragraph_above_a_date_is_kept():
    assert paragraphs(f"Estonia expels diplomat\n\n{LEAD}\n\n3 May 2024\n") == [LEAD]


def test_a_given_title_is_left_out_of_the_body():
    assert (
        paragraphs(f"Estonia expels a diplomat.\n{ARTICLE}", title="Estonia expels a diplomat")[0]
        == LEAD
    )


def test_a_title_that_is_all_there_is_stays_the_body():
    assert paragraphs(LEAD, title=LEAD) == [LEAD]


def test_designees_of_a_press_release_are_kept():
    items = ["Ivan Petrov, an officer of the GRU", "Example Bank;", "Anna Sidorova, his deputy."]
    text = f"{LEAD}\n\nThe order names the following:\n\n" + "\n".join(f"· {i}" for i in items)
    assert paragraphs(f"{text}\n\n{THIRD}")[2:] == [*items, THIRD]


def test_designees_without_bullets_are_kept():
    items = ["Ivan Petrov, an officer of the GRU", "Anna Sidorova, his deputy"]
    text = f"{LEAD}\n\nThe order names the following:\n\n" + "\n\n".join(items)
    assert paragraphs(f"{text}\n\n{THIRD}")[2:] == [*items, THIRD]


def test_list_items_that_are_sentences_are_kept():
    text = f"{LEAD}\n\n- The man must leave within a week.\n- His visa was cancelled.\n\n{THIRD}"
    assert paragraphs(text)[1:3] == ["The man must leave within a week.", "His visa was cancelled."]


def test_bullets_above_the_first_paragraph_are_a_subheadline():
    bullets = "- The man has a week to leave.\n- Moscow denies the charge."
    assert paragraphs(f"Estonia expels a diplomat\n\n{bullets}\n\n{ARTICLE}") == [
        LEAD,
        SECOND,
        THIRD,
    ]


def test_a_bulleted_list_of_other_news_is_left_out():
    text = f"{LEAD}\n\nRelated stories:\n- Latvia expels two, minister says in Riga\n- Finland waits\n\n{SECOND}\n\n{THIRD} It always has and it always will."
    assert paragraphs(text)[:2] == [LEAD, SECOND]


def test_hard_wrapped_paragraphs_stay_whole():
    wrapped = (
        "Estonia expelled a Russian diplomat on Thursday for working against\n"
        "its interests. The foreign ministry in Tallinn said that the man had\n"
        "Russian secret service contacts and must leave within a week.\n"
    )
    assert paragraphs(f"{wrapped}\n{wrapped.replace('Estonia', 'Latvia')}") == [
        wrapped.strip(),
        wrapped.replace("Estonia", "Latvia").strip(),
    ]


def test_wrapped_quotations_stay_whole_without_their_marks():
    text = (
        f"{LEAD}\n\n> It called the attack intolerable and said that there would be\n"
        "> consequences for those behind it.\n"
    )
    assert paragraphs(text)[1] == (
        "It called the attack intolerable and said that there would be\n"
        "consequences for those behind it."
    )


def test_one_paragraph_a_line_is_not_taken_for_wrapped_text():
    assert paragraphs(f"{LEAD}\n{SECOND}\n{THIRD}") == [LEAD, SECOND, THIRD]


def test_a_list_of_headlines_is_not_taken_for_wrapped_text():
    heads = "Latvia expels two diplomats after a long spying row\nFinland accuses ship of cutting a cable off its coast"
    assert paragraphs(f"{LEAD}\n\n{heads}\n\n{SECOND}") == [LEAD, SECOND]


def test_a_link_keeps_its_words_only():
    text = f"The [foreign ministry](https://mfa.example/a_(b)) told [Reuters](https://r.example) so.\n\n{SECOND}"
    article = read(text)
    assert paragraphs(text)[0] == "The foreign ministry told Reuters so."
    assert [text[s:e] for s, e in article.body][:4] == [
        "The ",
        "foreign ministry",
        " told ",
        "Reuters",
    ]


def test_a_link_broken_over_two_wrapped_lines_stays_in_its_paragraph():
    text = (
        "The government in Tallinn said on Thursday that it used the [national\n"
        "sanctions list](https://mfa.example/lists/national-sanctions-list.html)\n"
        "for the first time, and that it will go on to use its\n"
        "[new](https://mfa.example/lists/a-very-long-address-of-a-page.html)\n"
        "powers in the months to come.\n"
    )
    [only] = paragraphs(text)
    assert only.startswith("The government in Tallinn said on Thursday that it used the national\n")
    assert only.endswith("go on to use its\nnew\npowers in the months to come.")


def test_marks_of_emphasis_are_dropped_and_asterisks_in_sums_are_not():
    assert (
        paragraphs(
            f"The **foreign ministry** named _Fancy Bear_, and 5 * 3 * 2 men of snake_case_unit.\n\n{LEAD}"
        )[0]
        == "The foreign ministry named Fancy Bear, and 5 * 3 * 2 men of snake_case_unit."
    )


def test_a_closing_mark_of_agencies_is_cut():
    assert paragraphs(f"{LEAD}\n\n{SECOND} -0-")[1] == SECOND


@pytest.mark.parametrize(
    "dateline",
    [
        "TALLINN, May 3 (Reuters) - ",
        "TALLINN (AFP) - ",
        "TALLINN, May 3. /TASS/. ",
        "Tallinn, May 3 (KCNA) -- ",
        "TALLINN, Estonia (AP) — ",
        "TALLINN — ",
        "TALLINN - ",
        "(Reuters) - ",
        "FLINT, Mich., Oct. 4 (UPI) — ",
        "WASHINGTON/TALLINN, 3 May 2024 (Reuters) – ",
        "Tallinn – ",
        "KYIV. May 3. ",
        "KYIV, May 3. - ",
    ],
)
def test_a_dateline_is_cut_from_the_body(dateline):
    assert paragraphs(f"{dateline}{LEAD}\n\n{SECOND}") == [LEAD, SECOND]


@pytest.mark.parametrize(
    "opening",
    [
        "NATO — the alliance of 32 states — condemned the act.",
        "Petrov – Russia's envoy – denied it.",
        "The International Skiing Union (ISU) said that it was hacked.",
        "Estonia's Kaitsepolitsei (KAPO), the security service, arrested the man.",
        "Tallinn-based firms were hit.",
    ],
)
def test_what_only_looks_like_a_dateline_is_kept(opening):
    assert paragraphs(f"{opening}\n\n{SECOND}")[0] == opening


def test_a_text_without_sentences_or_long_lines_is_no_article():
    with pytest.raises(InputError, match="no paragraph of running text"):
        read("Home\nNews\nEstonia expels diplomat\nLatvia waits\n2 hours ago")


def test_one_line_without_a_full_stop_is_read():
    assert paragraphs("Moscow was sanctioned by Washington on Tuesday") == [
        "Moscow was sanctioned by Washington on Tuesday"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Der Sprecher des Ministeriums sagte am Freitag in Berlin, die Gruppe Fancy Bear habe den "
        "Bundestag angegriffen und dabei Daten gestohlen, was Moskau entschieden bestreitet.",
        "Norges regjering sa på fredag at Russland sto bak angrepet på Stortinget i august, og at "
        "dette var en alvorlig hendelse for landet og for alle som bor der, fra nord til sør.",
        "El Gobierno de España expulsó el viernes a dos diplomáticos rusos y los acusó de espiar "
        "para el servicio de inteligencia militar, algo que Moscú ha negado una y otra vez.",
    ],
)
def test_an_article_in_another_language_is_refused(text):
    with pytest.raises(InputError, match="not in English"):
        read(text)


# Title, date, address, publisher


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Estonia expels a diplomat\n\n", "Estonia expels a diplomat"),
        ("# Estonia expels a diplomat\n\n", "Estonia expels a diplomat"),
        (
            "Home\nWorld\nEurope\n\nEstonia expels a diplomat\nBy Ann Lee\n\n",
            "Estonia expels a diplomat",
        ),
        ("Title: Estonia expels a diplomat\nDate: 3 May 2024\n\n", "Estonia expels a diplomat"),
        ("<title> Estonia expels a diplomat </title>\n<text>\n", "Estonia expels a diplomat"),
        (
            "---\ntitle: \"Estonia expels a\\\n  \\ diplomat\"\ndate: '2024-05-03'\n---\n",
            "Estonia expels a diplomat",
        ),
        ("Estonia Is Right to Expel a Diplomat.\n\n", "Estonia Is Right to Expel a Diplomat."),
        ("Estonia expels a man.\n3 May 2024\n\n", "Estonia expels a man."),
        (
            "Subject: Estonia expels a diplomat\nFrom: press@a.example\n\n",
            "Estonia expels a diplomat",
        ),
        (
            "Briefing by the spokesman in Tallinn\n\nContents\n1. Talks held in Riga today\n"
            "2. Other things\n\nTalks held in Riga today\n\n",
            "Briefing by the spokesman in Tallinn",
        ),
        ("", None),
    ],
)
def test_title(head, title):
    article = read(head + ARTICLE)
    assert article.title == title
    assert article.text[article.body[0][0] :].startswith(LEAD)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("date 2020-10-24 0\n\n", "2020-10-24"),
        ("Saturday 24 October 2020 - 22:44\n\n", "2020-10-24"),
        ("Conflicts 11:34 15.10.2018\n\n", "2018-10-15"),
        ("Oct 24, 2020\n\n", "2020-10-24"),
        ("<date> 2017_01_03 </date>\n", "2017-01-03"),
        ("Thu, 24 Mar 2022 22:11:54 +0000\n\n", "2022-03-24"),
        ("publish date: 2020-09-03 20:24:41+08:00\n\n", "2020-09-03"),
        ("publish date: None\n\n", None),
        ("+ Source: The Wire\n+ Date: 2021-12-06T21:45:23+00:00\n\n", "2021-12-06"),
        ("Published: 12 March 2021 | Updated: 13 March 2021\n\n", "2021-03-12"),
        ("Updated 14 March 2021\nPublished 12 March 2021\n\n", "2021-03-12"),
        ("10/24/2020\n\n", "2020-10-24"),
        ("24/10/2020\n\n", "2020-10-24"),
        ("03/04/2020\n\n", "2020"),
        ("---\ndate: 2020-09-09-18-21-33\n---\n", "2020-09-09"),
        ("https://news.example/2020/10/24/estonia-expels\n\n", "2020-10-24"),
        ("Monday, February 30, 2020\n\n", None),
        ("", None),
    ],
)
def test_date_of_publication(head, published):
    assert read(head + ARTICLE).published == published


def test_the_date_of_other_news_is_not_the_date_of_publication():
    tail = "\n".join(f"Headline number {n} of the day\n{n} May 2024" for n in range(1, 9))
    assert (
        read(f"Estonia expels man\n2 March 2023\n\n{ARTICLE}\n\nLatest news\n{tail}").published
        == "2023-03-02"
    )
    assert read(f"{ARTICLE}\n\nLatest news\n{tail}").published is None


def test_the_date_beside_the_title_outranks_the_date_on_top_of_the_page():
    head = (
        "Today is 29 March 2024\nHome\nWorld\nEurope\n\nEstonia expels a diplomat\n3 May 2023\n\n"
    )
    assert read(head + ARTICLE).published == "2023-05-03"


def test_the_date_in_an_address_outranks_a_bare_date_which_may_be_the_download():
    head = "<source> http://a.example/2017/01/16/x </source>\n<date> 2017_01_17 </date>\n"
    assert read(head + ARTICLE).published == "2017-01-16"


def test_a_dateline_without_a_year_needs_other_evidence():
    text = f"TALLINN, May 3 (Reuters) - {ARTICLE}"
    assert read(text).published is None
    assert read(text, "estonia-2024").published == "2024-05-03"


def test_a_dateline_with_a_year_is_a_date():
    assert read(f"TALLINN, 3 May 2024 (Reuters) - {ARTICLE}").published == "2024-05-03"


def test_the_date_in_a_file_name_is_the_last_resort():
    assert read(ARTICLE, "estonia-2024-05-03").published == "2024-05-03"
    assert read(f"2 May 2024\n\n{ARTICLE}", "estonia-2024-05-03").published == "2024-05-02"


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("Estonia expels a diplomat | The Example\n\n", "The Example"),
        ("Estonia expels a diplomat - Example News\n\n", "Example News"),
        ("Estonia expels a diplomat - Foreign Minister\n\n", None),
        ("Estonia expels a diplomat — Russian diplomat\n\n", None),
        ("+ Source: The Example\n\n", "The Example"),
        ("# Estonia expels a diplomat\n\n*Example Weekly, May 11, 2022*\n\n", "Example Weekly"),
        ("WORLD NEWS OCTOBER 5, 2018 / 10:12 AM\n\n", None),
        (
            "Estonia expels a diplomat - Adria Bote\nhttps://www.adria-bote.example/world/estonia\n\n",
            "Adria Bote",
        ),
        ("Source: https://a.example/b\n\n", None),
        ("TALLINN, May 3. /TASS/. ", "TASS"),
        ("TALLINN (Reuters) - ", "Reuters"),
        ("https://www.example.org/a/long/path/here\n\nTALLINN (AFP) - ", None),
        ("", None),
    ],
)
def test_publisher(head, publisher):
    assert read(head + ARTICLE).publisher == publisher


@pytest.mark.parametrize(
    "head",
    [
        "https://a.example/news/estonia\n\n",
        "![x](https://img.example/very/long/a.jpg)\n\n[Original Article](https://a.example/news/estonia)\n\n",
        "<source> https://a.example/news/estonia </source>\n",
        "---\nsource_url: https://a.example/news/estonia\n---\n",
        "+ Link: https://a.example/news/estonia\n\n",
    ],
)
def test_address(head):
    assert read(head + ARTICLE).url == "https://a.example/news/estonia"


@pytest.mark.parametrize(
    "tag",
    [
        "<p " + " ".join(f"a{n}" for n in range(5000)) + ">",
        "<p " + "".join(f'a{n}="x"' for n in range(5000)) + ">",
        '<p z=">" ' + " ".join(f"a{n}='x'" for n in range(5000)) + ">",
    ],
)
def test_a_tag_with_thousands_of_attributes_never_reaches_the_parser(tag):
    started = time.process_time()
    with pytest.raises(InputError, match="attributes"):
        read_html(f"<html><body>{tag}Sweden accused Russia of it.</p>", "a")
    assert time.process_time() - started < 1
