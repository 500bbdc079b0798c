"""The form in which a tidy table is written: CSV, Parquet, or GeoJSON packed by gzip."""

from __future__ import annotations

import gzip
import io

import pandas as pd

from benchmarking.sources import Reading
from benchmarking.sources.tidy import CHANGE_COLUMNS, numbers_of


def written(rows: pd.DataFrame, reading: Reading) -> tuple[str, bytes]:
    """Return the ending and the content of the table that is written; the same rows give the same bytes."""
    if reading.kind == "boundaries":
        return "geojson.gz", _geojson(rows)
    # Tables of counts and of neighbourhoods are long and repeat their words: as CSV they would be ten times larger.
    if reading.small_areas or reading.kind == "counts":
        return "parquet", _parquet(rows)
    return "csv", _csv(rows, reading)


def _csv(rows: pd.DataFrame, reading: Reading) -> bytes:
    text = rows.copy()
    for name in numbers_of(reading.kind):
        text[name] = rows[name].map(_number)
    return text.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _number(value: float) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _parquet(rows: pd.DataFrame) -> bytes:
    compact = rows.copy()
    for name in rows.columns:
        if name in ("table", "category", "period", "status", "parent_code"):
            compact[name] = rows[name].astype("category")
        elif name == "count":
            compact[name] = rows[name].astype("Int32")
    stream = io.BytesIO()
    # A dictionary of codes that hardly repeat would triple the table.
    repeating = [name for name in rows.columns if name not in CHANGE_COLUMNS]
    compact.to_parquet(stream, index=False, compression="zstd", use_dictionary=repeating)
    return stream.getvalue()


def _geojson(rows: pd.DataFrame) -> bytes:
    """Write a feature a line, packed without a date, so that the same rows give the same bytes."""
    features = ",\n".join(
        f'{{"type":"Feature","properties":{{"area_code":"{code}"}},'
        f'"geometry":{{"type":"MultiPolygon","coordinates":{coordinates}}}}}'
        for code, coordinates in rows[["area_code", "geometry"]].itertuples(index=False)
    )
    text = f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'
    return gzip.compress(text.encode("utf-8"), mtime=0)
