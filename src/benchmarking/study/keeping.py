"""Built tables kept in data/processed, each with a digest of what it was made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def stored(path: Path, key: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Read the table at `path` if it was made from `key`; else make it, keep it and return it."""
    if path.is_file() and _key(path) == key.encode():
        return pd.read_parquet(path)
    frame = make()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"key": key.encode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(table, part, compression="zstd")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return pd.read_parquet(path)


def _key(path: Path) -> bytes | None:
    try:
        return (pq.read_schema(path).metadata or {}).get(b"key")
    except pa.ArrowInvalid:  # not a whole Parquet file: made again
        return None


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
