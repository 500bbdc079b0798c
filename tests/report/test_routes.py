"""Two questions that a reader asks, answered in a real browser in at most three actions each."""

from __future__ import annotations

import re

import pytest

from benchmarking.report import FORMS

MOST = 3


@pytest.fixture
def reader(cabinet, opened_page):
    """The report in a browser, opened anew, with a count of what the reader does."""
    page = opened_page(cabinet[1] / FORMS[0])
    done = []

    def follow(locator):
        locator.first.click()
        done.append(locator)

    return page, follow, done


def _at_the_link(page):
    """What stands in view where the last link led to."""
    return page.evaluate(
        """() => {
            const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
            const box = target.getBoundingClientRect();
            const whole = target.closest("tr, li, section");
            return {text: whole.innerText, seen: box.top >= -5 && box.top < innerHeight};
        }"""
    )


def test_how_does_lancashire_compare_with_kent_on_child_poverty_and_is_it_real(reader):
    page, follow, done = reader
    follow(page.get_by_role("link", name="Poverty, homes and health"))
    told = _at_the_link(page)
    assert told["seen"]
    sentence = next(one for one in re.split(r"(?<=\.)\s", told["text"]) if "Kent" in one)
    assert "higher than Kent (published figures, not tested)" in sentence
    follow(page.get_by_role("link", name=re.compile(r"^higher than Kent")))
    told = _at_the_link(page)
    assert told["seen"]
    assert told["text"].startswith("Kent 23.4%")
    assert "Lancashire 28.4%: higher (published figures, not tested)" in told["text"]
    assert len(done) <= MOST


def test_where_does_this_28_4_come_from(reader):
    page, follow, done = reader
    follow(page.get_by_role("link", name="28.4%", exact=True))
    told = _at_the_link(page)
    assert told["seen"]
    assert "Lancashire" in told["text"]
    assert re.search(r"els-children-in-relative-poverty\.csv line \d+", told["text"])
    follow(
        page.locator(f"[id='{page.url.partition('#')[2]}']").locator("xpath=ancestor::li").get_by_role("link")
    )
    told = _at_the_link(page)
    assert told["seen"]
    assert "Office for National Statistics" in told["text"]
    assert re.search(r"sha256 [0-9a-f]{64}", told["text"])
    assert "https://" in told["text"]
    assert len(done) <= MOST
