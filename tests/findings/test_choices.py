"""What other lists of authorities would have said of the same figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarking.findings import compare, finding
from benchmarking.findings.choices import other_groups


@pytest.fixture(scope="module")
def others(real_study):
    return other_groups(real_study).set_index(["indicator", "group"])


def test_every_other_list_is_asked_and_the_study_s_own_is_not(others, real_study):
    asked = set(others.index.get_level_values("group"))
    assert asked == set(real_study.groups.comparisons()) - {"scrutiny-2024"}


def test_homelessness_is_better_than_the_ten_and_worse_than_the_shire_counties(others, findings):
    assert finding(findings, "homelessness_duty.vs.group").verdict == "better"
    shires = others.loc[("homelessness_duty", "shire-counties")]
    assert (shires["verdict"], shires["basis"]) == ("worse", "tested")
    assert shires["difference"] == pytest.approx(0.38, abs=0.005)


def test_another_list_says_what_a_study_with_that_list_says(others, real_study):
    again = replace(
        real_study, parameters=real_study.parameters.model_copy(update={"comparison_group": "shire-counties"})
    )
    again.__dict__["observations"] = real_study.observations
    rows = compare(again)
    rows = rows[(rows["kind"] == "group") & (rows["verdict"] != "not compared")].set_index("indicator")
    shires = others.xs("shire-counties", level="group")
    assert list(shires.index) == list(rows.index)
    assert (shires["verdict"] == rows["verdict"]).all()
    assert shires["value"].tolist() == pytest.approx(rows["value"].tolist())
