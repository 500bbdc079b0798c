"""Run one function step in a process of its own: `python -m benchmarking.pipeline.child ANSWER < REQUEST`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarking.errors import BenchmarkingError

_LOOK_UP_SECONDS = 1.0


def main() -> int:
    """Call what the request on standard input names; when it fails, write why into the answer file."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(number))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    request = json.load(sys.stdin)
    module, _, name = request["call"].partition(":")
    try:
        getattr(import_module(module), name)(root=Path(request["root"]), parameters=request["parameters"])
    except BenchmarkingError as error:
        return _answer({"sentence": str(error)})
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _ours(frame.filename)]
        last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
        return _answer(
            {
                "error": f"{type(error).__name__}: {error}",
                "file": last.filename,
                "line": last.lineno,
                "trace": traceback.format_exc(),
            }
        )
    return 0


def _end_with(parent: int) -> None:
    """End when whoever started this has gone, so that nothing goes on working for a worker that was killed."""
    while os.getppid() == parent:
        time.sleep(_LOOK_UP_SECONDS)
    os._exit(1)


def _ours(filename: str) -> bool:
    return Path(filename).is_relative_to(Path(__file__).resolve().parents[1])


def _answer(content: dict[str, Any]) -> int:
    Path(sys.argv[1]).write_text(json.dumps(content), encoding="utf-8")
    return 1


if __name__ == "__main__":
    sys.exit(main())
