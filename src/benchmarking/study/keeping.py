"""Built tables kept in data/processed, each with a digest of what it was made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def stored(path: Path, key: str, make: Callable[[], pd.DataFrame], *, keep: bool = True) -> pd.DataFrame:
    """Read the table at `path` if it was made from `key` and is as it was made; else make it anew.

    What is made is kept, with its key and its checksum beside it, unless `keep` is off.
    """
    record = path.with_name(f"{path.name}.key")
    if path.is_file() and record.is_file() and record.read_text() == _record(key, path):
        return pd.read_parquet(path)
    frame = make()
    if not keep:
        return frame
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), part, compression="zstd")
        told = _record(key, part)
        part.replace(path)
        part.write_text(told)
        part.replace(record)
    finally:
        part.unlink(missing_ok=True)
    return pd.read_parquet(path)


def _record(key: str, path: Path) -> str:
    return f"{key} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def digest(files: Iterable[Path], modules: Iterable[str], *texts: str) -> str:
    """Digest files, parts of this package (paths inside it) and texts into one key."""
    package = Path(__file__).resolve().parents[1]
    code = [
        path
        for name in modules
        for path in ([package / name] if name.endswith(".py") else sorted((package / name).rglob("*.py")))
    ]
    whole = hashlib.sha256()
    for path in [*files, *code]:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for text in texts:
        whole.update(text.encode() + b"\0")
    return whole.hexdigest()
