"""The lookup from 2011 to 2021 neighbourhoods: read whole, and refused where it contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.neighbourhood_changes import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "lookup-lsoa11-lsoa21.csv"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Write the excerpt with each text, which must be there, replaced by another."""
    text = EXCERPT.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / "lookup.csv"
    path.write_text(text, encoding="utf-8")
    return path


def pairs(path: Path, reference: Reference) -> set[tuple[str, str]]:
    (reading,) = read(path, reference)
    return set(reading.rows[["old_code", "new_code"]].itertuples(index=False, name=None))


def test_a_split_a_merged_and_a_redrawn_neighbourhood_have_a_row_for_each_overlap(
    reference: Reference,
) -> None:
    found = pairs(EXCERPT, reference)
    assert {("E01009121", "E01034913"), ("E01009121", "E01034914")} <= found
    assert {("E01009198", "E01034935"), ("E01033647", "E01034935")} <= found
    assert {("E01008187", "E01035637"), ("E01027506", "E01035637"), ("E01008187", "E01035624")} <= found
    assert ("E01024855", "E01024855") in found
    assert len(found) == 8 + 2 + 2 + 9


def test_neighbourhoods_of_wales_are_left_out_and_counted(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    assert reading.left_out == {"areas outside England": 2}
    assert reading.rows["old_code"].str.startswith("E01").all()


def test_the_publisher_s_own_headings_are_read_as_well(reference: Reference, tmp_path: Path) -> None:
    published = changed(
        tmp_path,
        ("lsoa11_name,lsoa11_code,change_code", "LSOA11NM,LSOA11CD,CHGIND"),
        ("lsoa21_name,lsoa21_code,ltla22_name,ltla22_code", "LSOA21NM,LSOA21CD,LAD22NM,LAD22CD"),
    )
    assert pairs(published, reference) == pairs(EXCERPT, reference)


def test_a_lost_column_is_named(reference: Reference, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'lsoa21_code'"):
        read(changed(tmp_path, ("lsoa21_code", "lsoa21")), reference)


@pytest.mark.parametrize(
    ("change", "problem", "row", "column"),
    [
        (("Burnley 007A,E01024855,U", "Burnley 007A,E07000117,U"), "no neighbourhood's", 4, "LSOA11CD"),
        (("Burnley 007A,E01024855,U", "Burnley 007A,E0102485,U"), "no neighbourhood's", 4, "LSOA11CD"),
        (("E01024856,U,Burnley 003A,E01024856", "E01024856,U,Burnley 003A,"), "no neighbourhood's", 5, "LSOA21CD"),
        (("U,Gwynedd 003A,W01000050", "U,Gwynedd 003A,E01000050"), "crosses the border", 23, "LSOA21CD"),
        (("E01024857,U", "E01024857,V"), "indicator is unknown", 6, "CHGIND"),
        (("E01024857,U", "E01024857,S"), "not borne out", 6, "CHGIND"),
        (("E01024857,U,Burnley 007B,E01024857", "E01024857,U,Burnley 007B,E01099999"), "not borne out", 6, "CHGIND"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_row(
    change: tuple[str, str], problem: str, row: int, column: str, reference: Reference, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=problem) as caught:
        read(changed(tmp_path, change), reference)
    assert (caught.value.where.row, caught.value.where.column) == (row, column)


@pytest.mark.parametrize(
    "lost",
    [
        "Birmingham 014A,E01009121,S,Birmingham 014G,E01034914,Birmingham,E08000025\n",
        "Birmingham 058E,E01033647,M,Birmingham 058G,E01034935,Birmingham,E08000025\n",
    ],
)
def test_a_split_or_merger_that_has_lost_a_part_is_refused(
    lost: str, reference: Reference, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="not borne out") as caught:
        read(changed(tmp_path, (lost, "")), reference)
    assert "may have been lost" in caught.value.next_step
