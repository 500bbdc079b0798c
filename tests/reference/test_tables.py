from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import load_reference
from benchmarking.reference.tables import read_table


def _table(folder: Path, content: str | bytes) -> Path:
    path = folder / "councils.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_what_excel_adds_does_no_harm(tmp_path: Path) -> None:
    path = _table(tmp_path, "\ufeffcode,name,,\r\nE10000017, Lancashire ,,\r\n,,,\r\nE10000016,Kent,,\r\n")
    frame = read_table(path, ["code", "name"])
    assert frame.to_dict("list") == {
        "code": ["E10000017", "E10000016"],
        "name": ["Lancashire", "Kent"],
        "row": [2, 4],
    }


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    frame = read_table(_table(tmp_path, "name,code\nKent,E10000016\n"), ["code", "name"])
    assert list(frame.columns) == ["code", "name", "row"]
    assert frame.loc[0, "code"] == "E10000016"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column 'code'.*an empty file"),
        ("code,name\n", "has no rows"),
        ("code,nam\nE10000016,Kent\n", "no column 'name'.*Did you mean 'nam'"),
        ("code,name,region\nE10000016,Kent,South East\n", "column 'region' is not known"),
        ("code,name,,region\nE10000016,Kent,,x\n", "A column has no name"),
        ("code,name,name\nE10000016,Kent,Kent\n", "'name' stands twice"),
        ("code,name\nE06000023,Bristol, City of\n", "row 2: A row has more cells.*Found 'City of'"),
        ("code;name\nE10000016;Kent\n", "separated by semicolons"),
        ("code,name\nE10000016,Kent\xe9\n".encode("latin-1"), "not UTF-8.*CSV UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(ReferenceFileError, match=said) as caught:
        read_table(_table(tmp_path, content), ["code", "name"])
    assert "councils.csv" in str(caught.value)


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "comparison_groups.csv").unlink()
    with pytest.raises(ReferenceFileError, match=r"comparison_groups\.csv: A reference table is missing"):
        load_reference(folder)


def test_the_first_of_several_wrong_rows_is_named_and_the_others_counted(folder: Path, spoil) -> None:
    rows = [spoil("areas.csv", code, "type", "shire") for code in ("E10000034", "E10000017")]
    with pytest.raises(ReferenceFileError, match="1 more row has something to put right") as caught:
        load_reference(folder)
    assert caught.value.where.row == min(rows)


def test_tables_are_read_again_only_when_they_change(folder: Path, spoil, tmp_path: Path) -> None:
    first = load_reference(folder)
    assert load_reference(folder) is first
    spoil("comparison_groups.csv", "E08000025", "note", "Changed by a researcher.")
    second = load_reference(folder)
    assert second is not first
    assert second.groups.rows("scrutiny-2024")["note"].iloc[0] == "Changed by a researcher."


def test_tables_saved_again_by_excel_read_the_same(folder: Path, reference) -> None:
    for file in folder.glob("*.csv"):
        shutil.copy(file, file.with_suffix(".bak"))
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    again = load_reference(folder)
    assert again.areas.frame.equals(reference.areas.frame)
    assert again.indicators.frame.equals(reference.indicators.frame)
    assert again.groups.frame.equals(reference.groups.frame)
