"""Where things are: the folders of one checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one checkout, from its top folder."""

    root: Path

    @classmethod
    def default(cls) -> Paths:
        """Use BENCHMARKING_ROOT when it is set, else the checkout this package stands in."""
        root = os.environ.get("BENCHMARKING_ROOT")
        return cls(Path(root).resolve() if root else Path(__file__).resolve().parents[2])

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def consultations(self) -> Path:
        return self.root / "data" / "consultations"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def templates(self) -> Path:
        return self.root / "reports" / "templates"

    @property
    def docs(self) -> Path:
        return self.root / "docs"

    @property
    def signed_off(self) -> Path:
        """Return the folder of the checklists of studies that were signed off."""
        return self.docs / "signed-off"

    def raw(self, vintage: str) -> Path:
        """Return the folder of one vintage's tidy releases."""
        return self.root / "data" / "raw" / vintage

    def processed(self, study: str, vintage: str) -> Path:
        """Return the folder of one study's built tables."""
        return self.root / "data" / "processed" / study / vintage

    def shared(self, vintage: str) -> Path:
        """Return the folder of a vintage's built tables that are the same for every study."""
        return self.processed("shared", vintage)

    def reports(self, study: str, vintage: str) -> Path:
        """Return the folder of one study's report."""
        return self.root / "reports" / study / vintage
