"""What is taken out of an archive, and what is left in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from benchmarking.errors import DownloadError
from benchmarking.refreshing.archives import take_out


def archive(folder: Path, **members: bytes) -> Path:
    path = folder / "made-up.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return path


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    (tmp_path / "inside").mkdir()
    return tmp_path / "inside"


def test_the_file_that_is_asked_for_is_taken_out_under_its_own_name(tmp_path, inside):
    path = archive(tmp_path, **{"bulk/census-ltla.csv": b"1", "bulk/census-lsoa.csv": b"2"})
    taken = take_out(path, "census-lsoa.csv", inside, 100)
    assert taken == inside / "census-lsoa.csv" and taken.read_bytes() == b"2"
    assert [item.name for item in inside.iterdir()] == ["census-lsoa.csv"]


@pytest.mark.parametrize("name", ["../out.csv", "a/../../out.csv", "/out.csv", "..\\out.csv", "C:\\out.csv"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, inside, name):
    path = archive(tmp_path, **{name: b"1"})
    with pytest.raises(DownloadError, match="leads out of its folder"):
        take_out(path, name, inside, 100)
    assert list(inside.iterdir()) == [] and not (tmp_path / "out.csv").exists()


def test_a_file_that_would_unpack_too_large_is_refused_before_it_is_unpacked(tmp_path, inside):
    path = archive(tmp_path, **{"a.csv": b"0" * 1000})
    with pytest.raises(DownloadError, match=r"Found 1,000 bytes\. Expected at most 999\."):
        take_out(path, "a.csv", inside, 999)
    assert list(inside.iterdir()) == []


def test_a_file_that_is_larger_than_it_says_is_not_believed(tmp_path, inside):
    stream = io.BytesIO(archive(tmp_path, **{"a.csv": b"0" * 5000}).read_bytes())
    told = (5000).to_bytes(4, "little")
    lying = stream.getvalue().replace(told, (10).to_bytes(4, "little"))
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises(DownloadError):
        take_out(tmp_path / "lying.zip", "a.csv", inside, 999)
    assert sum(item.stat().st_size for item in inside.iterdir()) <= 999


def test_an_archive_without_the_file_offers_the_nearest(tmp_path, inside):
    path = archive(tmp_path, **{"census-ltla.csv": b"1"})
    with pytest.raises(
        DownloadError, match=r"holds no file 'census-ltia.csv'.* Did you mean 'census-ltla.csv'"
    ):
        take_out(path, "census-ltia.csv", inside, 100)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"areacd,value\n"])
def test_what_is_no_archive_is_told(tmp_path, inside, content):
    path = tmp_path / "made-up.zip"
    path.write_bytes(content)
    with pytest.raises(DownloadError, match=r"made-up\.zip: The archive is damaged"):
        take_out(path, "a.csv", inside, 100)


def test_a_damaged_file_in_an_archive_is_told(tmp_path, inside):
    path = archive(tmp_path, **{"a.csv": bytes(range(256)) * 20})
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(DownloadError, match="is damaged"):
        take_out(path, "a.csv", inside, 100_000)
