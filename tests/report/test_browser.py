"""What a reader does with a page in a real browser, with the keyboard only, with no script, and in print."""

from __future__ import annotations

import pytest

from benchmarking.report.documents import write_html

WORDS = "Show only rows of Table\u00a03 with"


@pytest.fixture(scope="module")
def sample_page(sample, templates, tmp_path_factory):
    made = tmp_path_factory.mktemp("page") / "report.html"
    write_html(sample, made, templates)
    return made


def _press(page, times, key="Tab"):
    for _ in range(times):
        page.keyboard.press(key)


def _column(page, table, column=1):
    return page.locator(f"{table} tbody tr:visible > :nth-child({column})").all_inner_texts()


def _behind(page):
    """Open the figures behind the first figure, by its button."""
    page.locator("details.figure-data summary").focus()
    page.keyboard.press("Enter")
    return "details.figure-data table"


def test_the_first_stop_of_the_keyboard_skips_to_the_report(sample_page, opened_page):
    page = opened_page(sample_page)
    _press(page, 1)
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the report"
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_has_a_name_and_a_visible_outline(sample_page, opened_page):
    page = opened_page(sample_page)
    seen = []
    while len(seen) < 200:
        _press(page, 1)
        stop = page.evaluate(
            "(() => { const at = document.activeElement; if (at === document.body) return null;"
            "const style = getComputedStyle(at);"
            "return [at.innerText || at.labels?.[0]?.innerText || at.getAttribute('aria-label'),"
            "style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        if stop is None:
            break
        seen.append(stop)
    assert 20 < len(seen) < 200
    assert all(name.strip() for name, _, _ in seen)
    assert {(style, width >= 2) for _, style, width in seen} == {("solid", True)}


def test_a_figures_data_open_by_the_keyboard_and_stay_closed_until_then(sample_page, opened_page):
    page = opened_page(sample_page)
    assert _column(page, "details.figure-data table") == []
    table = _behind(page)
    assert _column(page, table) == ["Lancashire", "Devon", "Birmingham", "Kent"]
    assert page.locator(f"{table} caption").inner_text() == "Figure\u00a01 as a table"
    page.keyboard.press("Enter")
    assert _column(page, table) == []


def test_a_table_is_sorted_by_the_keyboard_and_the_third_press_brings_its_own_order_back(
    sample_page, opened_page
):
    page = opened_page(sample_page)
    table = _behind(page)
    page.locator(f"{table} th button", has_text="Rate").focus()
    head = page.locator(f"{table} th", has_text="Rate")
    said = page.locator("details.figure-data [role=status]")
    page.keyboard.press("Enter")
    assert _column(page, table) == ["Birmingham", "Kent", "Lancashire", "Devon"]
    assert head.get_attribute("aria-sort") == "ascending"
    assert said.inner_text().startswith("Your order: by Rate, ascending. It is not a ranking")
    page.keyboard.press("Space")
    assert _column(page, table) == ["Lancashire", "Kent", "Birmingham", "Devon"]
    assert head.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert _column(page, table) == ["Lancashire", "Devon", "Birmingham", "Kent"]
    assert head.get_attribute("aria-sort") is None
    assert said.inner_text() == "Back in the report's own order."


def test_only_the_column_that_was_sorted_last_says_so(sample_page, opened_page):
    page = opened_page(sample_page)
    table = _behind(page)
    for heading in ("Rate", "Council"):
        page.locator(f"{table} th button", has_text=heading).focus()
        page.keyboard.press("Enter")
    assert _column(page, table) == ["Birmingham", "Devon", "Kent", "Lancashire"]
    assert [head.inner_text() for head in page.locator(f"{table} [aria-sort]").all()] == ["Council"]


@pytest.mark.parametrize(
    ("cells", "ascending"),
    [
        (["1,234", "−5", "20", "[x]"], ["−5", "20", "1,234", "[x]"]),
        (["£610", "–", "£1,020", "£99"], ["£99", "£610", "£1,020", "–"]),
        (["0.2% (0 to 3)", "10%", "not compared: x", "9.5%"], ["0.2% (0 to 3)", "9.5%", "10%", "not compared: x"]),
        (["21 March 2021", "3 May 2020", "1 January 2026"], ["3 May 2020", "21 March 2021", "1 January 2026"]),
        (["place 10", "place 9", "Área", "Burnley"], ["Área", "Burnley", "place 9", "place 10"]),
    ],
)  # fmt: skip
def test_figures_days_and_words_are_each_sorted_as_what_they_are_and_what_is_missing_comes_last(
    cells, ascending, brief, templates, tmp_path, opened_page
):
    rows = "\n".join(f"| row {at} | {cell} |" for at, cell in enumerate(cells))
    write_html(brief(f"| A | B |\n|--|--|\n{rows}\n\n: Made up"), tmp_path / "r.html", templates)
    page = opened_page(tmp_path / "r.html")
    page.locator("th button").nth(1).focus()
    page.keyboard.press("Enter")
    assert _column(page, "table", 2) == ascending
    if len(set(ascending)) == len(cells):
        page.keyboard.press("Enter")
        missing = [cell for cell in ascending if cell in ("[x]", "–", "not compared: x")]
        held = [cell for cell in ascending if cell not in missing]
        assert _column(page, "table", 2) == [*reversed(held), *missing]


def test_a_long_table_is_filtered_by_typing_and_says_how_many_rows_are_left(sample_page, opened_page):
    page = opened_page(sample_page)
    field = page.get_by_label(WORDS)
    field.focus()
    page.keyboard.type("place 19")
    rows = _column(page, "table:has(caption:has-text('Table\u00a03'))")
    assert rows == ["Place 019", *(f"Place {number}" for number in range(190, 200))]
    assert page.get_by_text("11 of 200 rows.").is_visible()
    page.keyboard.press("Escape")
    assert len(_column(page, "table:has(caption:has-text('Table\u00a03'))")) == 200


def test_a_short_table_has_no_field_to_filter_it(sample_page, opened_page):
    page = opened_page(sample_page)
    assert page.locator(".filter").count() == 1


def test_without_script_every_table_and_every_figures_data_can_be_read(sample_page, opened_page):
    page = opened_page(sample_page, java_script_enabled=False)
    assert page.locator("th button, .filter").count() == 0
    assert page.get_by_role("columnheader", name="What the place is like").is_visible()
    page.locator("details.figure-data summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("cell", name="76.1%").last.is_visible()


def test_in_print_every_row_is_there_and_no_control_is(sample_page, opened_page):
    page = opened_page(sample_page)
    page.get_by_label(WORDS).fill("place 007")
    page.emulate_media(media="print")
    assert len(_column(page, "table:has(caption:has-text('Table\u00a03'))")) == 200
    assert not page.locator(".filter").is_visible()
    assert not page.locator(".skip").is_visible()


def test_a_table_wider_than_the_screen_says_so_and_is_reached_and_moved_by_the_keyboard(
    sample_page, opened_page
):
    page = opened_page(sample_page, viewport={"width": 320, "height": 800})
    table = page.get_by_role("group", name="Table\u00a03")
    hint = page.get_by_text("This table goes on to the right").last
    assert hint.is_visible()
    assert table.evaluate("node => node.scrollWidth > node.clientWidth")
    table.focus()
    assert table.evaluate("node => node === document.activeElement")
    _press(page, 3, "ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=table.element_handle())


def test_a_table_that_fits_is_no_stop_of_the_keyboard_and_says_nothing(sample_page, opened_page):
    page = opened_page(sample_page, viewport={"width": 1280, "height": 800})
    table = page.get_by_role("group", name="Table\u00a01:")
    page.wait_for_function("node => !node.hasAttribute('tabindex')", arg=table.element_handle())
    hint = page.locator(".scrolls:has(+ .told + [aria-label^='Table\u00a01:'])")
    assert hint.count() == 1 and not hint.is_visible()


def test_without_script_every_table_can_still_be_reached_by_the_keyboard(sample_page, opened_page):
    page = opened_page(sample_page, java_script_enabled=False, viewport={"width": 320, "height": 800})
    assert page.locator(".table-region[tabindex='0']").count() == page.locator("main table").count() == 4


def test_no_word_of_a_narrow_screen_s_table_stands_alone_on_line_after_line(sample_page, opened_page):
    """A column of several words is at least nine letters of its own size wide."""
    page = opened_page(sample_page, viewport={"width": 320, "height": 800})
    widths = page.locator("td:not(.short)").evaluate_all("cells => cells.map(cell => cell.clientWidth)")
    assert min(width for width in widths if width) >= 9 * 16


def test_the_head_of_the_report_is_not_offered_to_be_sorted(brief, templates, tmp_path, opened_page):
    table = "| Item | Entry |\n|--|--|\n| Meeting | Cabinet |\n| Date | for officers |\n| Part | I |\n\n"
    write_html(brief(f"{table}: Particulars {{#tbl-header}}\n"), tmp_path / "r.html", templates)
    assert opened_page(tmp_path / "r.html").locator("th button").count() == 0


def test_every_printed_page_of_a_long_table_has_its_header_row(
    sample_page, opened_page, tmp_path, visible_text
):
    page = opened_page(sample_page)
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    pages = [words.replace(" ", "") for words in visible_text(tmp_path / "printed.pdf")]
    of_table = [words for words in pages if "Made-upwordsonplace" in words]
    assert len(of_table) > 3
    assert all("Whattheplaceislike" in words for words in of_table)


def test_pale_words_a_picture_without_any_and_too_wide_a_line_are_found(faults_in_browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Poor</title></head><body><main>'
        '<h1>Poor</h1><p style="color: #aaa; background: #fff">Pale</p>'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="width: 600px">Wide</p></main></body></html>',
        encoding="utf-8",
    )
    found = faults_in_browser(page)
    for where in ("light at 1280", "light at 320", "dark at 1280", "dark at 320"):
        assert any(fault.startswith(f"{where} pixels: color-contrast") for fault in found)
        assert any(fault.startswith(f"{where} pixels: image-alt") for fault in found)
    assert "light at 320 pixels: the page scrolls sideways" in found
    assert "light at 1280 pixels: the page scrolls sideways" not in found
