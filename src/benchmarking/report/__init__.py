"""Words and documents: the Cabinet report in the forms that people use.

What makes documents and pictures is loaded when it is first asked for, so that words can be checked without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarking.report.cabinet import FORMS, build, forms_of
    from benchmarking.report.check import check_words
    from benchmarking.report.follow_up import FOLLOW_UP
    from benchmarking.report.signing import SignedOff, sign_off
    from benchmarking.report.summary import SUMMARY

__all__ = ["FOLLOW_UP", "FORMS", "SUMMARY", "SignedOff", "build", "check_words", "forms_of", "sign_off"]

_MODULES = {
    "FOLLOW_UP": "follow_up",
    "FORMS": "cabinet",
    "SUMMARY": "summary",
    "SignedOff": "signing",
    "build": "cabinet",
    "check_words": "check",
    "forms_of": "cabinet",
    "sign_off": "signing",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
