"""A study opened in a notebook explains any of its findings, in tables and a picture."""

from __future__ import annotations

from collections.abc import Callable

import IPython.display
import pandas as pd
import pytest
from IPython.display import Markdown

from benchmarking.charts import Gallery
from benchmarking.errors import CommandError, ParameterError
from benchmarking.findings.warrant import told, warrant
from benchmarking.paths import Paths
from benchmarking.study import Study
from benchmarking.workbench import Explanation, OpenStudy, open_study


@pytest.fixture(scope="module")
def opened(real_study: Study) -> OpenStudy:
    return OpenStudy(real_study.parameters, real_study.reference, real_study.paths)


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Explanation], list[object]]:
    """Show an explanation as a notebook does, and list what was shown."""

    def show(explanation: Explanation) -> list[object]:
        shown: list[object] = []
        monkeypatch.setattr(IPython.display, "display", shown.append)
        explanation._ipython_display_()
        return shown

    return show


def test_a_study_opens_from_the_names_of_its_parameters_file(figures: Paths, real_study: Study) -> None:
    study = open_study(root=figures.root, **real_study.parameters.model_dump())
    assert isinstance(study, Study)
    assert (study.lead.name, len(study.findings)) == ("Lancashire", 17 * len(study.reference.indicators.ids))
    with pytest.raises(ParameterError, match="lead_authority"):
        open_study(root=figures.root, lead_authorty="E10000017")


def test_as_text_an_explanation_is_what_the_command_says(opened: OpenStudy) -> None:
    name = "child_poverty.vs.group"
    assert str(opened.explain(name)).splitlines() == told(warrant(opened, name))


def test_the_table_has_a_row_a_figure_with_its_line_and_its_release(opened: OpenStudy) -> None:
    table = opened.explain("employment_rate.vs.E10000016").figures
    assert list(table.index) == ["Lancashire", "Kent"]
    row = table.loc["Lancashire"]
    assert row[["Figure", "95% interval", "Period", "How", "Release"]].tolist() == [
        "73.7%", "70.7 to 76.7 (published interval)", "2023", "as in the release", "els-employment-rate",
    ]  # fmt: skip
    path, _, line = row["Rows of data/raw"].partition(" line ")
    text = (opened.paths.root / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert text.startswith("E10000017,employment_rate,2023-01-01/P1Y,73.7,")


def test_many_lines_of_one_file_are_counted_and_not_all_named(opened: OpenStudy) -> None:
    table = opened.explain("homelessness_duty.vs.england").figures
    assert table.loc["Lancashire", "Rows of data/raw"].endswith("lines 274, 276, 278 and 9 more")


def test_only_ranks_have_places(opened: OpenStudy) -> None:
    ranked = opened.explain("employment_rate.rank").figures
    assert ranked.loc["Lancashire", "Place"] == "9th, could be 3rd to 10th"
    assert ranked.loc["Surrey", "Place"].startswith("1st")
    assert "Place" not in opened.explain("employment_rate.vs.group").figures


@pytest.mark.parametrize(
    ("finding", "marks"),
    [
        ("employment_rate.vs.group", ["lead", "group"]),
        ("employment_rate.rank", ["lead", "authority"]),
        ("child_poverty.rank", ["lead", "middle half"]),
        ("life_satisfaction.trend", ["series", "used"]),
        ("claimant_count.since_baseline", ["series", "held"]),
        ("child_poverty.expected", []),
    ],
)
def test_a_finding_is_shown_with_its_sentence_its_tables_and_its_picture(
    opened: OpenStudy, displayed: Callable[[Explanation], list[object]], finding: str, marks: list[str]
) -> None:
    explained = opened.explain(finding)
    shown = displayed(explained)
    assert [type(one) for one in shown] == [Markdown, pd.DataFrame, pd.DataFrame, Gallery, pd.DataFrame]
    assert explained.warrant.sentence in shown[0].data
    (plate,) = explained.gallery.plates
    assert plate.indicator in (finding.partition(".")[0], "trends", "expected")
    drawn = {item.get_gid() for item in plate.picture.figure.findobj()}
    assert set(marks) <= drawn


def test_a_finding_that_is_not_compared_says_why_and_draws_nothing(
    opened: OpenStudy, displayed: Callable[[Explanation], list[object]]
) -> None:
    shown = displayed(opened.explain("get_on_well.rank"))
    assert [type(one) for one in shown] == [Markdown, pd.DataFrame]
    assert "no figure for Lancashire" in shown[0].data
    too_few = opened.explain("healthy_life_expectancy_female.trend")
    assert not too_few.gallery.plates
    assert len(too_few.figures) == 4


def test_two_figures_make_no_series_to_draw(
    opened: OpenStudy, displayed: Callable[[Explanation], list[object]]
) -> None:
    shown = displayed(opened.explain("child_poverty.since_previous"))
    assert not any(isinstance(one, Gallery) for one in shown)


def test_checksums_and_pages_are_shown_whole(opened: OpenStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    explained = opened.explain("employment_rate.vs.group")
    shown: list[str] = []
    monkeypatch.setattr(
        IPython.display,
        "display",
        lambda one: shown.append(one._repr_html_() if isinstance(one, pd.DataFrame) else ""),
    )
    explained._ipython_display_()
    release = opened.releases["els-employment-rate"]
    assert release.file_sha256 in shown[-1] and release.address in shown[-1]


def test_a_misspelt_finding_is_met_with_the_nearest(opened: OpenStudy) -> None:
    with pytest.raises(CommandError, match=r"Did you mean 'child_poverty\.vs\.group'"):
        opened.explain("child_povetry.vs.group")


def test_a_place_s_finding_is_explained_with_its_strip(opened: OpenStudy) -> None:
    explained = opened.explain("E07000117.homelessness_duty.vs.england")
    assert list(explained.figures.index) == ["Burnley", "England"]
    [plate] = explained.gallery.plates
    assert list(plate.picture.frame["indicator"]) == ["homelessness_duty"]
    assert opened.explain("E07000117.child_poverty.vs.england").gallery.plates == ()


def test_a_study_has_a_page_for_each_place_shown_under_its_name(
    opened: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = opened.pages
    assert [page.profile.code for page in pages.pages] == opened.districts
    shown: list[object] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    pages.pages[0]._ipython_display_()
    html = [item.data for item in shown if isinstance(item, IPython.display.HTML)]
    assert html[0].startswith('<h2 class="page">Burnley</h2>')
    assert shown[2] is pages.pages[0].picture
    assert html[-1].count("<details>") == 1 and "Employment rate" in html[-2]


def test_a_study_without_places_says_so_where_its_pages_would_be(
    opened: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = OpenStudy(
        opened.parameters.model_copy(update={"district_group": None}), opened.reference, opened.paths
    )
    assert alone.pages.pages == ()
    shown: list[Markdown] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    alone.pages._ipython_display_()
    assert "names no group of places" in shown[0].data
