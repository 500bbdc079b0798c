"""A study's parameters: typed, complete, and every misspelling met with the nearest right word."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from benchmarking.errors import ParameterError
from benchmarking.paths import Paths
from benchmarking.study import StudyParameters, load_parameters, open_parameters, open_study, study_of

DEFAULT = Path(__file__).parents[2] / "notebooks" / "parameters" / "lancashire.yaml"


@pytest.fixture
def opened(figures):
    """Open the default study with these settings, in the spelling of the command line."""
    return lambda **settings: open_parameters(DEFAULT, settings, figures)


@pytest.fixture
def written(tmp_path):
    """Write a parameters file and read it."""

    def read(text: str, **settings: str) -> StudyParameters:
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return load_parameters(tmp_path / "mine.yaml", settings)

    return read


def test_the_default_study_is_lancashire_against_the_ten(opened):
    parameters = opened()
    assert (parameters.study, parameters.lead_authority) == ("lancashire", "E10000017")
    assert parameters.vintage == "2026" and parameters.previous_vintage == "2025"
    assert parameters.alpha == pytest.approx(0.05)


def test_settings_stand_above_the_file_and_keep_their_kinds(opened):
    parameters = opened(
        confidence_level="0.99", frameworks="[cantle]", previous_vintage="null", vintage="2025"
    )
    assert parameters.confidence_level == 0.99
    assert parameters.frameworks == ["cantle"]
    assert parameters.previous_vintage is None
    assert parameters.vintage == "2025"


@pytest.mark.parametrize(
    ("setting", "value", "offer"),
    [
        ("comparision_group", "scrutiny-2024", "'comparison_group'"),
        ("vintages", "'2026'", "'vintage'"),
        ("comparison_group", "scrutiny-2042", "'scrutiny-2024'"),
        ("district_group", "lancashire-41", "'lancashire-14'"),
        ("frameworks", "[cantel]", "'cantle'"),
        ("vintage", "'2062'", "'2026'"),
        ("previous_vintage", "'2052'", "'2025'"),
        ("lead_authority", "Lancashir", "Lancashire"),
        ("comparison_group", "[E10000016, Nottinghamshir]", "Nottinghamshire"),
    ],
)
def test_a_misspelling_is_offered_the_nearest(opened, setting, value, offer):
    with pytest.raises(ParameterError) as caught:
        opened(**{setting: value})
    assert offer in (caught.value.next_step or "")
    assert setting in str(caught.value)


def test_a_misspelt_required_name_is_named_rather_than_the_one_it_leaves_missing(written):
    text = DEFAULT.read_text(encoding="utf-8").replace("lead_authority:", "lead_autority:")
    with pytest.raises(ParameterError, match="There is no parameter 'lead_autority'") as caught:
        written(text)
    assert caught.value.next_step == "Did you mean 'lead_authority'?"


def test_a_name_left_out_is_missed(written):
    with pytest.raises(ParameterError, match="'lead_authority' is missing"):
        written("study: mine\nvintage: '2026'\ncomparison_group: scrutiny-2024\nframeworks: [cantle]\n")


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("lead_authority", "Lancashire", "E10000017 for Lancashire"),
        ("comparison_group", "[Kent, E10000008]", "E10000016 for Kent"),
        ("comparison_group", "[Worcestershire City Council]", "E10000034 for Worcestershire"),
        ("reference_area", "England", "E92000001 for England"),
    ],
)
def test_a_name_where_a_code_belongs_is_answered_with_the_code(opened, setting, value, expected):
    with pytest.raises(ParameterError, match="an area is given by its code") as caught:
        opened(**{setting: value})
    assert caught.value.expected == expected


def test_a_lead_that_ended_names_its_successor(opened):
    with pytest.raises(ParameterError, match=r"Somerset .* ended on 2023-03-31") as caught:
        opened(lead_authority="E10000027")
    assert caught.value.next_step == "Use its successor E06000066"


def test_a_lead_inside_its_own_comparison_group_is_dropped_from_it(opened, figures):
    study = study_of(opened(comparison_group="shire-counties"), figures)
    assert "E10000017" in study.reference.groups.members("shire-counties")
    assert "E10000017" not in study.comparators
    assert len(study.comparators) == 20


def test_the_old_codes_of_comparators_become_today_s(opened, figures):
    study = study_of(opened(comparison_group="[E10000027, E06000066, E10000016]"), figures)
    assert study.comparators == ["E06000066", "E10000016"]
    assert study.group_title == "2 chosen authorities"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"comparison_group": "[E10000006]"}, "comparison_group: Cumbria"),
        ({"comparison_group": "[E10000017]"}, "no authority is left"),
        ({"comparison_group": "[]"}, "no authority is left"),
        ({"comparison_group": "[E10000016, E92000001]"}, "the reference area is compared anyway"),
        ({"lead_authority": "E92000001"}, "lead_authority and reference_area are the same"),
        ({"previous_vintage": "'2026'"}, "previous_vintage is not before vintage"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(opened, settings, problem):
    with pytest.raises(ParameterError, match=problem):
        opened(**settings)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("confidence_level", "1.0"),
        ("confidence_level", "95"),
        ("confidence_level", "high"),
        ("confidence_level", ".nan"),
        ("adjustment", "bonferroni"),
        ("minimum_cell", "-1"),
        ("minimum_cell", "2.5"),
        ("seed", "[1]"),
        ("frameworks", "cantle"),
        ("frameworks", "[]"),
        ("study", "../elsewhere"),
        ("study", "Lancashire County"),
        ("vintage", "26"),
        ("lead_authority", "12"),
        ("comparison_group", "{a: 1}"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(opened, setting, value):
    with pytest.raises(ParameterError, match=f"'{setting}' has a value that it cannot have"):
        opened(**{setting: value})


def test_a_vintage_may_be_written_without_quotation_marks(written):
    assert written(DEFAULT.read_text(encoding="utf-8").replace('"2026"', "2026")).vintage == "2026"


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch pwned']",
        "study: !!python/object/new:subprocess.Popen [[touch, pwned]]",
        "study: !!python/name:os.system",
        "study: [1",
        "study: a\n  b: c",
    ],
)
def test_yaml_that_asks_for_python_objects_or_is_broken_is_refused(written, text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match=r"mine\.yaml.*not YAML"):
        written(text)
    assert not (tmp_path / "pwned").exists()


def test_a_setting_is_read_as_safely_as_the_file(opened):
    with pytest.raises(ParameterError, match="value given for 'seed' cannot be read"):
        opened(seed="!!python/name:os.system")


def test_a_value_that_unfolds_without_end_is_not_printed_whole(written):
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = DEFAULT.read_text(encoding="utf-8").replace("study: lancashire", "study: *a11")
    with pytest.raises(ParameterError) as caught:
        written("\n".join(lines) + "\n" + text)
    assert len(str(caught.value)) < 5_000


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "lancashire"])
def test_a_file_that_holds_no_names_and_values_is_refused(written, text):
    with pytest.raises(ParameterError, match=r"mine\.yaml: .*not a list of `name: value` lines"):
        written(text)


def test_a_parameters_file_that_is_not_there_is_missed(tmp_path):
    with pytest.raises(ParameterError, match="There is no such parameters file"):
        load_parameters(tmp_path / "none.yaml")


def test_a_notebook_opens_the_study_by_the_names_of_the_file(figures):
    study = open_study(
        root=figures.root,
        study="mine",
        vintage="2026",
        lead_authority="E10000017",
        comparison_group=["E10000016", "E10000008"],
        frameworks=["cantle"],
    )
    assert study.lead.name == "Lancashire"
    with pytest.raises(ParameterError, match="Did you mean 'lead_authority'"):
        open_study(root=figures.root, lead_authorty="E10000017")


def test_a_consultation_that_is_not_there_is_offered_the_nearest(figures):
    with pytest.raises(ParameterError, match="no file made-up-exmple") as refused:
        open_parameters(DEFAULT, {"consultation": "made-up-exmple"}, figures)
    assert "Did you mean 'made-up-example'?" in str(refused.value)
    assert open_parameters(DEFAULT, {"consultation": "null"}, figures).consultation is None


def test_a_checkout_without_figures_says_to_import_some(tmp_path, figures):
    shutil.copytree(figures.reference, tmp_path / "data" / "reference")
    with pytest.raises(ParameterError, match="none yet: import some releases"):
        open_parameters(DEFAULT, None, Paths(tmp_path))


def test_a_baseline_that_no_figure_of_the_vintage_can_follow_is_refused(opened):
    with pytest.raises(ParameterError, match="no figure of this vintage can follow this day"):
        opened(baseline="2030-01-01")


@pytest.mark.parametrize("name", ["previous_vintage", "district_group", "baseline", "consultation"])
@pytest.mark.parametrize("blank", ["", "''", "[]", "null"])
def test_a_blank_choice_or_an_empty_list_means_none(opened, name, blank):
    assert getattr(opened(**{name: blank}), name) is None


def test_a_notebook_may_leave_the_previous_vintage_blank(figures):
    choices = {"lead_authority": "E10000017", "comparison_group": "scrutiny-2024", "frameworks": ["cantle"]}
    study = open_study(root=figures.root, study="mine", vintage="2025", previous_vintage="", **choices)
    assert study.parameters.previous_vintage is None


@pytest.mark.parametrize(
    ("vintage", "step"),
    [
        ("2025", r"^previous_vintage = None in a notebook .*: 2025 is the first held$"),
        ("2026", r"^Set previous_vintage to 2025\. previous_vintage = None in a notebook"),
    ],
)
def test_a_previous_vintage_that_is_no_earlier_is_told_what_it_may_be(opened, vintage, step):
    with pytest.raises(ParameterError) as caught:
        opened(vintage=f"'{vintage}'", previous_vintage=f"'{vintage}'")
    assert re.search(step, caught.value.next_step or "")


@pytest.mark.parametrize(
    ("lead", "group", "step"),
    [
        (
            "E08000021",
            "lancashire-14",
            "Leave it blank .*, since Newcastle upon Tyne has no districts below it",
        ),
        ("E10000016", "lancashire-12", "Write 'own' for the 12 districts of Kent"),
        ("E06000008", "lancashire-12", "Leave it blank"),
    ],
)
def test_places_of_which_none_lies_in_the_lead_are_refused(opened, lead, group, step):
    with pytest.raises(ParameterError, match=f"none of the places of {group} lies in ") as caught:
        opened(lead_authority=lead, district_group=group)
    assert re.search(step, caught.value.next_step or "")


@pytest.mark.parametrize("lead", ["E10000017", "E07000117", "E06000008"])
def test_the_14_places_may_be_shown_with_the_county_or_with_any_one_of_them(opened, lead):
    assert opened(lead_authority=lead, district_group="lancashire-14").district_group == "lancashire-14"


def test_a_unitary_that_asks_for_its_own_districts_has_none(opened, figures):
    study = study_of(opened(lead_authority="E08000021", district_group="own"), figures)
    assert study.districts == []
