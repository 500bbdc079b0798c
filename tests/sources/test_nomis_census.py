from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.nomis_census import read

EXCERPTS = Path(__file__).parents[1] / "excerpts"
ETHNIC_GROUP, ECONOMIC_ACTIVITY = "census2021-ts021-ltla.csv", "census2021-ts066-ltla.csv"
SMALL_AREAS, INACTIVITY_2011, ETHNIC_GROUP_2011 = "nomis-ts021-lsoa.csv", "LC6201EW.csv", "QS201EW-ltla.csv"
MAIN_GROUPS_2011 = {
    "All categories: Ethnic group": "All ethnic groups",
    "White: Total": "White",
    "Mixed/multiple ethnic group": "Mixed/multiple ethnic group",
    "Asian/Asian British": "Asian/Asian British",
    "Black/African/Caribbean/Black British": "Black/African/Caribbean/Black British",
    "Other ethnic group": "Other ethnic group",
}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """Copy an excerpt with a text replaced, under a name that tells nothing."""

    def alter(name: str, old: str, new: str, *, encoding: str = "utf-8") -> Path:
        text = (EXCERPTS / name).read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "download.csv"
        path.write_text(text.replace(old, new), encoding=encoding)
        return path

    return alter


def counts(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {
        (area, category): count
        for area, category, count in zip(rows["area_code"], rows["category"], rows["count"], strict=True)
    }


def published(name: str) -> list[dict[str, str]]:
    with (EXCERPTS / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_19_ethnic_groups_of_every_english_authority_come_out_as_published(reference: Reference) -> None:
    (reading,) = read(EXCERPTS / ETHNIC_GROUP, reference)
    expected = {
        (line["geography code"], "Total" if "Total:" in name else name.removeprefix("Ethnic group: ")): float(
            cell
        )
        for line in published(ETHNIC_GROUP)
        for name, cell in line.items()
        if name.startswith("Ethnic group: ") and line["geography code"].startswith("E")
    }
    assert counts(reading.rows) == expected
    assert (reading.release, reading.kind, reading.small_areas) == ("census-2021-ts021", "counts", False)
    assert set(reading.rows["table"]) == {"TS021"}
    assert set(reading.rows["period"]) == {"2021-03-21"}
    assert reading.left_out == {"areas outside England": 1}


def test_blackburn_with_darwen_has_39_65_per_cent_of_residents_in_groups_other_than_white(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPTS / ETHNIC_GROUP, reference)
    found = counts(reading.rows)
    white, everyone = found["E06000008", "White"], found["E06000008", "Total"]
    assert 100 * (1 - white / everyone) == pytest.approx(39.65, abs=0.005)


def test_lancashire_12_had_1_171_339_residents_in_2011_and_1_235_356_in_2021(reference: Reference) -> None:
    districts = [f"E070001{number}" for number in range(17, 29)]
    totals = []
    for name in (ETHNIC_GROUP_2011, ETHNIC_GROUP):
        (reading,) = read(EXCERPTS / name, reference)
        found = counts(reading.rows)
        totals.append(sum(found[district, "Total"] for district in districts))
    assert totals[0] == 1_171_339
    assert totals[1] == pytest.approx(1_235_356, abs=70)


def test_economic_activity_is_known_by_its_variable_and_spaces_after_colons_are_made_alike(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPTS / ECONOMIC_ACTIVITY, reference)
    assert reading.release == "census-2021-ts066"
    (burnley,) = [line for line in published(ECONOMIC_ACTIVITY) if line["geography code"] == "E07000117"]
    values = [float(cell) for name, cell in burnley.items() if name.startswith("Economic activity status: ")]
    assert reading.rows.loc[reading.rows["area_code"] == "E07000117", "count"].tolist() == values
    categories = set(reading.rows["category"])
    assert "Economically active (excluding full-time students): In employment: Employee" in categories
    assert not [category for category in categories if ":" in category.replace(": ", "")]


def test_small_areas_of_england_are_read_below_the_title_lines_and_above_the_footnotes(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPTS / SMALL_AREAS, reference)
    lines = list(csv.reader((EXCERPTS / SMALL_AREAS).read_text(encoding="utf-8").splitlines()))
    header = next(line for line in lines if "mnemonic" in line)
    names = ["Total", *header[3:]]
    expected = {
        (line[1], name): float(cell)
        for line in lines
        if len(line) > 2 and line[1].startswith("E01")
        for name, cell in zip(names, line[2:], strict=True)
    }
    assert counts(reading.rows) == expected
    assert (reading.release, reading.small_areas) == ("census-2021-ts021-lsoa", True)
    assert reading.left_out == {"areas outside England": 2}


def test_2011_gives_just_what_inactivity_at_ages_16_to_49_needs(reference: Reference) -> None:
    (reading,) = read(EXCERPTS / INACTIVITY_2011, reference)
    activities = {
        "All categories: Economic activity": "all",
        "Economically inactive: Total": "economically inactive",
    }
    expected = {
        (line["geography code"], f"{group}; ages 16 to 49; {activity}"): float(
            line[
                f"Age: Age 16 to 49; Economic Activity: {published_activity}; "
                f"Ethnic Group: {published_group}; measures: Value"
            ]
        )
        for line in published(INACTIVITY_2011)
        if line["geography code"].startswith("E")
        for published_group, group in MAIN_GROUPS_2011.items()
        for published_activity, activity in activities.items()
    }
    assert counts(reading.rows) == expected
    assert set(reading.rows["period"]) == {"2011-03-27"}
    found = counts(reading.rows)
    groups = [group for group in MAIN_GROUPS_2011.values() if group != "All ethnic groups"]
    for activity in activities.values():
        whole = found["E10000017", f"All ethnic groups; ages 16 to 49; {activity}"]
        assert sum(found["E10000017", f"{group}; ages 16 to 49; {activity}"] for group in groups) == whole


def test_rural_and_urban_parts_of_a_2011_area_are_not_counted_beside_its_total(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    whole = (EXCERPTS / ETHNIC_GROUP_2011).read_text(encoding="utf-8").splitlines()
    burnley = next(line for line in whole if '"E07000117"' in line)
    rural = burnley.replace('"Total"', '"Rural (total)"')
    path = altered(ETHNIC_GROUP_2011, burnley, f"{burnley}\n{rural}")
    (reading,) = read(path, reference)
    (plain,) = read(EXCERPTS / ETHNIC_GROUP_2011, reference)
    assert counts(reading.rows) == counts(plain.rows)
    assert len(reading.rows) == len(plain.rows)


def test_a_byte_order_mark_changes_nothing(reference: Reference, altered: Callable[..., Path]) -> None:
    for name in (ETHNIC_GROUP, SMALL_AREAS):
        (marked,) = read(altered(name, "2021", "2021", encoding="utf-8-sig"), reference)
        (plain,) = read(EXCERPTS / name, reference)
        pd.testing.assert_frame_equal(marked.rows, plain.rows)


def test_a_suppressed_count_stays_missing_with_its_marker(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    (line,) = [line for line in published(ETHNIC_GROUP) if line["geography code"] == "E07000117"]
    total = line["Ethnic group: Total: All usual residents"]
    (reading,) = read(altered(ETHNIC_GROUP, f"E07000117,{total}", "E07000117,[c]"), reference)
    row = reading.rows.query("area_code == 'E07000117' and category == 'Total'").iloc[0]
    assert pd.isna(row["count"])
    assert row["status"] == "[c]"


@pytest.mark.parametrize("wrong", ["94649.5", "-3"])
def test_a_count_that_is_no_count_is_refused_with_its_row_and_category(
    wrong: str, reference: Reference, altered: Callable[..., Path]
) -> None:
    lines = published(ETHNIC_GROUP)
    at = next(number for number, line in enumerate(lines) if line["geography code"] == "E07000117")
    total = lines[at]["Ethnic group: Total: All usual residents"]
    path = altered(ETHNIC_GROUP, f"E07000117,{total}", f"E07000117,{wrong}")
    with pytest.raises(SourceError, match="negative or not a whole number") as caught:
        read(path, reference)
    assert caught.value.found == wrong
    assert f"row {at + 2}, column 'Ethnic group: Total: All usual residents'" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old"),
    [
        (ETHNIC_GROUP, "Ethnic group: White: Roma"),
        (ETHNIC_GROUP, '"Ethnic group: Asian, Asian British or Asian Welsh"'),
        (ECONOMIC_ACTIVITY, "Economic activity status: Economically inactive,"),
        (SMALL_AREAS, '"Other ethnic group"'),
        (
            INACTIVITY_2011,
            "Age: Age 16 to 49; Economic Activity: Economically inactive: Total; Ethnic Group: White: Total;",
        ),
    ],
)
def test_a_lost_column_is_named(
    name: str, old: str, reference: Reference, altered: Callable[..., Path]
) -> None:
    new = old.replace("White", "Wight").replace("inactive,", "idle,").replace("Asian", "Asiatic")
    new = new if new != old else old.replace("Other", "Otter")
    with pytest.raises(SourceError, match="lost a column"):
        read(altered(name, old, new), reference)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SMALL_AREAS, "TS021 - Ethnic group", "TS030 - Religion"),
        (ETHNIC_GROUP, "Ethnic group: ", "Religion: "),
        (ECONOMIC_ACTIVITY, "aged 16 years and over", "aged 18 years and over"),
    ],
)
def test_a_table_that_is_not_known_is_refused_with_those_that_are(
    name: str, old: str, new: str, reference: Reference, altered: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError, match="TS021, TS066, QS201EW, LC6201EW"):
        read(altered(name, old, new), reference)


def test_a_table_of_another_census_is_refused(reference: Reference, altered: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match="belongs to the census of 2021"):
        read(altered(ETHNIC_GROUP, "2021,Burnley", "2031,Burnley"), reference)
    with pytest.raises(SourceError, match="belongs to the census of 2021"):
        read(altered(SMALL_AREAS, '"Date       :","2021"', '"Date       :","2031"'), reference)


def test_a_file_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="geography code"):
        read(EXCERPTS / "EU-referendum-result-data.csv", reference)


def test_small_areas_beside_larger_ones_are_refused(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    text = (EXCERPTS / SMALL_AREAS).read_text(encoding="utf-8")
    first = next(word for word in text.split('"') if word.startswith("E01"))
    with pytest.raises(SourceError, match=r"mixes small areas.*'E07000117'"):
        read(altered(SMALL_AREAS, first, "E07000117"), reference)
