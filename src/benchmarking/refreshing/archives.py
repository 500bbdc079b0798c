"""Take one file out of a zip archive, inside a folder and no larger than a file may be."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from benchmarking.errors import DownloadError, Location, nearest


def take_out(archive: Path, member: str, folder: Path, largest: int) -> Path:
    """Unpack one member of a zip archive into a folder, under its bare name.

    Parameters
    ----------
    member : its name in the archive, with or without the folders before it.
    largest : the bytes beyond which nothing is unpacked.

    Raises
    ------
    DownloadError for an archive that is damaged, locked by a password or without that member, for a member whose
    name leads out of the folder, and for one that is larger than `largest`, whatever size it gives itself.
    """
    where = Location(archive.name)
    try:
        with zipfile.ZipFile(archive) as opened:
            item = _member(opened, member, where)
            to = folder / _bare_name(item.filename, where)
            if item.file_size > largest:
                raise _too_large(item.filename, where, f"{item.file_size:,} bytes", largest)
            with opened.open(item) as stream, to.open("wb") as written:
                come = 0
                while piece := stream.read(1 << 20):
                    come += len(piece)
                    if come > largest:
                        raise _too_large(item.filename, where, f"more than {largest:,} bytes", largest)
                    written.write(piece)
            return to
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise DownloadError(
            "The archive is damaged or cannot be opened", where=where, found=str(error), next_step="Try again"
        ) from error


def _member(opened: zipfile.ZipFile, member: str, where: Location) -> zipfile.ZipInfo:
    named = [item for item in opened.infolist() if not item.is_dir()]
    for item in named:
        if item.filename == member or PurePosixPath(item.filename).name == member:
            return item
    names = [item.filename for item in named]
    raise DownloadError(
        f"The archive holds no file {member!r}",
        where=where,
        found=f"the files {', '.join(names[:12])}" if names else "no file",
        next_step=nearest(member, names) or "Correct the column pick in data/reference/releases.csv",
    )


def _bare_name(filename: str, where: Location) -> str:
    parts = filename.replace("\\", "/").split("/")
    if filename.startswith(("/", "\\")) or ".." in parts or ":" in filename or "\x00" in filename:
        raise DownloadError(
            "The archive holds a file whose name leads out of its folder, so it was not unpacked",
            where=where,
            found=repr(filename),
            next_step="Do not open this archive; tell the publisher",
        )
    return parts[-1]


def _too_large(name: str, where: Location, found: str, largest: int) -> DownloadError:
    return DownloadError(
        f"The archive's file {name!r} would unpack to more than is read",
        where=where,
        found=found,
        expected=f"at most {largest:,}",
    )
