"""Sign a study off: verify what a program can, write it into the checklist, and seal the vintage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarking.errors import CommandError, ReportError
from benchmarking.report.assurance import checklist
from benchmarking.report.cabinet import forms_of
from benchmarking.report.check import check_words
from benchmarking.report.documents import replace
from benchmarking.report.provenance import plain
from benchmarking.study import Study, check_all
from benchmarking.vintages.package import sha256
from benchmarking.vintages.records import RECORD, ReportRecord, read_record
from benchmarking.vintages.standing import seal
from benchmarking.vintages.turns import turn

_SIGNATORY = re.compile(r"[^|<>`\n\r,]{2,100}, *[^|<>`\n\r]{2,200}")


@dataclass(frozen=True, slots=True)
class SignedOff:
    """What a sign-off wrote: the checklist, and whether the vintage was sealed by it or had been before."""

    checklist: Path
    sealed_now: bool


def sign_off(study: Study, by: str, *, today: date, waiting: Sequence[str] = ()) -> SignedOff:
    """Verify a study's figures, words and report, write the dated checklist into docs/signed-off, and seal the vintage.

    Parameters
    ----------
    by : who signs off, as "Name, post".
    today : the day of the sign-off. On one day the same study gives the same bytes.
    waiting : what `benchmarking status` would run, a phrase a step; nothing for a report that is up to date.

    Raises
    ------
    CommandError for a signatory without name or post; ReportError when no report has been made, when anything is
    wrong, and for a checklist of this day that is there already with other words. Nothing is written then.
    """
    by = by.strip()
    if not _SIGNATORY.fullmatch(by):
        raise CommandError(
            "Who signs off is given by name and post",
            found=repr(by),
            expected='such as --sign-off "A. Researcher, Research Manager"',
        )
    parameters, paths = study.parameters, study.paths
    folder = paths.reports(parameters.study, parameters.vintage)
    if not (folder / RECORD).is_file():
        raise ReportError(
            f"No report has been made from vintage {parameters.vintage}, so there is nothing to sign off",
            next_step="Make it by `benchmarking run` and read it first",
        )
    with turn(paths, f"benchmarking check --sign-off, vintage {parameters.vintage}"):
        record = read_record(folder / RECORD)
        wrong = [
            *check_all(paths, parameters),
            *check_words(study),
            *report_faults(study, folder, record),
            *([f"Not up to date: {'; '.join(waiting)}. Run `benchmarking run`."] if waiting else []),
        ]
        if wrong:
            raise ReportError(
                f"Vintage {parameters.vintage} is not signed off", found=" ".join(line for line in wrong)
            )
        path = paths.signed_off / f"{today.isoformat()}-{parameters.study}-{parameters.vintage}.md"
        content = checklist(study, by, today, record).encode("utf-8")
        if not path.is_file():
            replace(path, content)
        elif path.read_bytes() != content:
            raise ReportError(
                "A checklist of this day is there already, and what was entered in it would be lost",
                where=path.relative_to(paths.root).as_posix(),
                next_step="Go on with that one, or move it away first",
            )
        told = {
            "signed_off_by": by,
            "day": today.isoformat(),
            "checklist": path.relative_to(paths.root).as_posix(),
        }
        return SignedOff(path, seal(paths, parameters.vintage, told))


def report_faults(study: Study, folder: Path, record: ReportRecord) -> list[str]:
    """Return a sentence for each way in which a report is not the one that this study's figures and choices give.

    Parameters
    ----------
    folder : where the report lies.
    record : what its provenance.json says.
    """
    root = study.paths.root
    choices = {
        name: plain(value, root, folder / RECORD)
        for name, value in study.parameters.model_dump(mode="json").items()
    }
    tables = {release.id: release.sha256 for release in study.releases.values()}
    told = [
        ("made with other choices", _differing(choices, record.parameters)),
        ("made from other figures", _differing(tables, record.tables)),
        (
            "of which a file is missing in its record",
            sorted({name for name in forms_of(study) if name != RECORD} - record.files.keys()),
        ),
        (
            "of which a file is not as it was made",
            [name for name, digest in record.files.items() if not _is(folder / name, digest)],
        ),
    ]
    return [
        f"The report is one {what}: {', '.join(names)}. Run `benchmarking run`."
        for what, names in told
        if names
    ]


def _differing(
    here: dict[str, object] | dict[str, str], there: dict[str, object] | dict[str, str]
) -> list[str]:
    return [name for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)]


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest
