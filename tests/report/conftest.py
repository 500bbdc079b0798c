"""A made-up report to try the documents on, and the ways of looking at what came out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pikepdf
import pytest

from benchmarking.paths import Paths
from benchmarking.report import FORMS, build
from benchmarking.report.documents import Document
from benchmarking.study import Study, open_parameters, study_of

CHECKOUT = Path(__file__).parents[2]
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

COUNCILS = ["Lancashire", "Birmingham", "Kent", "Newcastle upon Tyne", "North Yorkshire", "Nottinghamshire"]

WORDS = """\
# Summary

Every figure in this document is **made up**: it is here to try the page, and says nothing about any council.

::: callout
**Three things to know.** Residents in the example county are more likely to be in work than in England
(see [](#fig-work)); the difference is firm. Two of six indicators have no current figure.[^firm]
:::

[^firm]: Firm means that the verdict stays the same whichever comparator is left out.

The example follows the [Analysis Function's](https://analysisfunction.civilservice.gov.uk/) guidance.

## What the committee is asked

1. Note the findings in [](#tbl-summary).
2. Agree the indicators recommended below.
3. Ask for a further report in twelve months.

# How the councils compare

## Work

A dot shows the estimate and a line its 95% interval. "Similar" means that chance alone could explain it.

![Dot chart of a made-up employment rate for six councils. Lancashire is highest at 76.1%.](work.svg \
"Made-up employment rate, residents aged 16 to 64, with 95% intervals"){#fig-work}

::: figure-data

| Council | Rate | Behind the picture |
|:--|--|--|
| Lancashire | 76.1% | the highest |
| Devon | – | not compared |
| Birmingham | 66.3% | the lowest |
| Kent | 75.0% | [x] |

: Its figures {#tbl-work-data}

:::

| Council | Estimate | 95% interval | Compared with England |
|:--|--:|:--:|:--|
| Lancashire | 76.1% | 74.0 to 78.2 | ▲ Better |
| Birmingham | 66.3% | 64.1 to 68.5 | ▼ Worse |
| Kent | 75.0% | 72.8 to 77.2 | ● Similar |
| Newcastle upon Tyne | [x] | [x] | Not compared |

: Made-up employment rate {#tbl-summary}

### A tall picture

![Bar chart of forty made-up values that fall from 40 to 1.](tall.svg "Forty made-up places"){#fig-tall}

::: landscape

## The summary grid

GRID

: Made-up verdicts for six indicators in ten councils {#tbl-grid}

:::

# Places

- Example places stand in the order of their code.
- Each has two lines of words, so that the columns are uneven.

ROWS

: Two hundred made-up places {#tbl-places}

# Sources

The figures are invented for the tests of this document.
"""


def _grid() -> str:
    names = ["Birmingham", "Devon", "Kent", "Manchester", "Newcastle", "North Yorkshire", "Nottinghamshire"]
    names += ["Somerset", "Surrey", "Worcestershire"]
    rows = ["| Indicator | " + " | ".join(names) + " |", "|:--" + "|:--" * len(names) + "|"]
    for indicator in ["Employment rate", "Life satisfaction", "Qualified to level 3", "Child poverty"]:
        rows.append(f"| {indicator} | " + " | ".join(["▲ better", "● similar"] * 5) + " |")
    return "\n".join(rows)


def _places() -> str:
    rows = ["| Place | Residents | What the place is like |", "|:--|--:|:--|"]
    rows += [
        f"| Place {n:03d} | {n * 1013:,} | Made-up words on place {n}, long enough for two lines of print |"
        for n in range(1, 201)
    ]
    return "\n".join(rows)


@pytest.fixture(scope="session")
def templates() -> Path:
    return Path(__file__).parents[2] / "reports" / "templates"


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw the made-up charts once, as SVG and PNG."""
    folder = tmp_path_factory.mktemp("pictures")
    chart, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
    values = [76.1, 66.3, 75.0, 70.2, 78.0, 74.4]
    axes.errorbar(values, COUNCILS, xerr=2.1, fmt="o", color="#12436D")
    axes.set_xlabel("Made-up percentage")
    tall, bars = plt.subplots(figsize=(5, 11), layout="constrained")
    bars.barh([f"Place {n}" for n in range(40)], range(40, 0, -1), color="#12436D")
    for name, figure in {"work": chart, "tall": tall}.items():
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{name}.png", dpi=150)
        plt.close(figure)
    return folder


@pytest.fixture(scope="session")
def sample(pictures: Path) -> Document:
    """The made-up report: chapters, figures, long and wide tables, footnote, list, link."""
    return Document(
        title="An example report, with made-up figures",
        subtitle="Nothing here is about a real council",
        author="Example County Council",
        date="2026-06-30",
        markdown=WORDS.replace("GRID", _grid()).replace("ROWS", _places()),
        resources=pictures,
    )


@pytest.fixture(scope="session")
def brief(pictures: Path) -> Callable[[str], Document]:
    """Give a document of one chapter with these words."""

    def make(markdown: str) -> Document:
        return Document(
            title="Brief",
            subtitle="",
            author="Tests",
            date="2026-06-30",
            markdown=f"# Chapter\n\n{markdown}\n",
            resources=pictures,
        )

    return make


def _missing(message: str) -> None:
    if os.environ.get("BENCHMARKING_NO_SKIP") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Open a Word file in LibreOffice and save it again, as "docx" or "pdf"."""
    if SOFFICE is None:
        _missing("LibreOffice is not installed, so the Word file was not opened in it")
    profile = tmp_path_factory.mktemp("libreoffice")

    def make(document: Path, form: str) -> Path:
        folder = tmp_path_factory.mktemp("resaved")
        options = f'{form}:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"true"}}}}'
        subprocess.run(
            [
                SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
                options if form == "pdf" else form, "--outdir", folder, document,
            ],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return folder / f"{document.stem}.{form}"

    return make


@pytest.fixture(scope="session")
def _browser() -> Iterator[object]:
    if CHROMIUM is None:
        _missing("Chromium is not installed, so the page was not tried in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield browser
        browser.close()


#: axe keeps the parts of each colour it meets in WeakMaps, some hundred thousand of them on a long page, at which
#: Chromium is slow. It finds the same in half the time or less where such a map is a property of the object itself.
QUICK_MAPS = """() => {
  let made = 0;
  for (const name of ["WeakMap", "WeakSet"]) {
    window[name] = class {
      constructor() { this.at = Symbol(`${name} ${made++}`); }
      has(key) { return this.at in key; }
      get(key) { return key[this.at]; }
      set(key, value) { key[this.at] = value; return this; }
      add(key) { key[this.at] = true; return this; }
      delete(key) { return delete key[this.at]; }
    };
  }
}"""
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]


@pytest.fixture(scope="session")
def faults_in_browser(_browser) -> Callable[..., list[str]]:
    """Open a page in light and dark, wide and narrow: list axe's violations, requests and side-scrolling."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page_file: Path, looks: list[tuple[str, int]] = LOOKS) -> list[str]:
        faults: list[str] = []
        for scheme, width in looks:
            where = f"{scheme} at {width} pixels"
            context = _browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
            page = context.new_page()
            page.on(
                "request",
                lambda request, where=where: (
                    None
                    if request.url.startswith(("file:", "data:"))
                    else faults.append(f"{where}: asks the network for {request.url}")
                ),
            )
            page.goto(page_file.resolve().as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
            page.evaluate(QUICK_MAPS)
            for violation in Axe().run(page).response["violations"]:
                nodes = "; ".join(node["html"][:150] for node in violation["nodes"][:3])
                faults.append(f"{where}: {violation['id']}: {violation['help']}: {nodes}")
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{where}: the page scrolls sideways")
            context.close()
        return faults

    return look


@pytest.fixture
def opened_page(_browser) -> Iterator[Callable[..., object]]:
    """Open a page as a reader would who has these settings of the browser."""
    contexts = []

    def look(page_file: Path, **settings: object) -> object:
        contexts.append(_browser.new_context(reduced_motion="reduce", **settings))
        page = contexts[-1].new_page()
        page.goto(page_file.resolve().as_uri())
        return page

    yield look
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def visible_text() -> Callable[[Path], list[str]]:
    """Read each page of a PDF, leaving out what was drawn beyond the paper's edge."""
    return lambda path: [_page_text(page) for page in pikepdf.open(path).pages]


def _page_text(page: pikepdf.Page) -> str:
    alphabets = {name: _alphabet(font) for name, font in page.Resources.Font.items()}
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    stack: list[pikepdf.Matrix] = []
    canvas = line = pikepdf.Matrix()
    alphabet: dict[int, str] = {}
    words: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(canvas)
            case "Q":
                canvas = stack.pop()
            case "cm":
                canvas = pikepdf.Matrix(*map(float, operands)) @ canvas
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            case "Tf":
                alphabet = alphabets[str(operands[0])]
            case "Tj" | "TJ":
                x, y = (line @ canvas).transform((0, 0))
                if not (left <= x <= right and bottom <= y <= top):
                    continue
                pieces = operands[0] if str(operator) == "TJ" else operands
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        codes = bytes(piece)
                        words += [
                            alphabet.get(int.from_bytes(codes[at : at + 2]), "\ufffd")
                            for at in range(0, len(codes), 2)
                        ]
                words.append(" ")
    return "".join(words)


def _alphabet(font: pikepdf.Object) -> dict[int, str]:
    letters: dict[int, str] = {}
    table = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int.from_bytes(bytes.fromhex(text))
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(start + step)
    return letters


@pytest.fixture(scope="session")
def opened_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Study]:
    """Open the default study in a folder that reads this checkout's figures and writes beside them."""

    return lambda name: _opened(tmp_path_factory.mktemp(name))


def _opened(root: Path) -> Study:
    for part in ("data/raw", "data/reference", "data/consultations", "reports/templates", "notebooks"):
        (root / part).parent.mkdir(exist_ok=True)
        if not (root / part).exists():
            (root / part).symlink_to(CHECKOUT / part, target_is_directory=True)
    paths = Paths(root)
    return study_of(open_parameters(paths.notebooks / "parameters" / "lancashire.yaml", None, paths), paths)


@pytest.fixture(scope="session")
def cabinet(in_common, real_study: Study, findings, places) -> tuple[Study, Path]:
    """The real report, made once for all workers from the findings at hand: its study and its folder."""
    with in_common("cabinet") as root:
        study = _opened(root)
        parameters = study.parameters
        folder = study.paths.reports(parameters.study, parameters.vintage)
        if not (folder / FORMS[-1]).is_file():
            kept = [one.paths.shared(parameters.vintage).parents[1] for one in (real_study, study)]
            shutil.copytree(*kept, dirs_exist_ok=True)
            build(study)
    return study, folder


class Tag(NamedTuple):
    """One element of a PDF's structure: what it is, and what it says of itself."""

    kind: str
    alt: str
    element: pikepdf.Dictionary


@pytest.fixture(scope="session")
def structure() -> Callable[[pikepdf.Pdf], list[Tag]]:
    """Read the tags of a PDF in reading order, roles mapped to the standard ones."""

    def read(pdf: pikepdf.Pdf) -> list[Tag]:
        root = pdf.Root.StructTreeRoot
        roles = {str(name): str(role) for name, role in root.get("/RoleMap", pikepdf.Dictionary()).items()}
        found: list[Tag] = []

        def visit(node: object) -> None:
            if isinstance(node, pikepdf.Array):
                for child in node:
                    visit(child)
            elif isinstance(node, pikepdf.Dictionary):
                if "/S" in node:
                    kind = str(node.S)
                    found.append(Tag(roles.get(kind, kind).lstrip("/"), str(node.get("/Alt", "")), node))
                if "/K" in node:
                    visit(node.K)

        visit(root)
        return found

    return read
