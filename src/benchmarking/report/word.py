"""Give a Word file what pandoc cannot: a council's own styles, landscape pages, table rows that stay whole."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarking.errors import ReportError

_TURN = re.compile(r'<w:sectPr w:(portrait|landscape)="1"\s*/>')
_WHOLE, _KEEP = re.compile(r"<w:tr>(?!<w:trPr>)"), "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_SECTION = re.compile(r"<w:sectPr\b[^>/]*>.*?</w:sectPr>", re.DOTALL)
_STYLE = re.compile(r"<w:style\b.*?</w:style>", re.DOTALL)
_NAME = re.compile(r'<w:name w:val="([^"]*)"')
_WORDS, _STYLES = "word/document.xml", "word/styles.xml"
_SIDES = (r"<w:pgSz\b[^>]*w:w", r"<w:pgMar\b[^>]*w:left", r"<w:pgMar\b[^>]*w:right")
#: Twentieths of a point, the measure of Word's pages, in a centimetre.
_TWIPS = 567
#: The page of a reference document that does not say: A4, 2.5 centimetres of margin.
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:left="1417" w:right="1417" w:top="1417" w:bottom="1417"/></w:sectPr>'
)


def completed(reference: Path, ours: Path) -> bytes:
    """Return a reference document with the styles of `ours` that it lacks; what it has stays as it is.

    Raises ReportError when it is not a Word file.
    """
    lent = _STYLE.findall(_read(ours, _STYLES))
    held = {name.casefold() for name in _NAME.findall(_read(reference, _STYLES))}
    lacking = [style for style in lent if (name := _NAME.search(style)) and name[1].casefold() not in held]
    return _changed(
        reference.read_bytes(),
        _STYLES,
        lambda styles: styles.replace("</w:styles>", "".join(lacking) + "</w:styles>"),
    )


def text_width(reference: Path) -> float:
    """Return the centimetres between the margins of a reference document.

    Raises ReportError when it is not a Word file.
    """
    section = [_PAGE, *_SECTION.findall(_read(reference, _WORDS))][-1]
    found = [
        re.search(rf'{side}="(\d+)"', section) or re.search(rf'{side}="(\d+)"', _PAGE) for side in _SIDES
    ]
    page, left, right = (int(one[1]) for one in found if one)
    return (page - left - right) / _TWIPS


def finish(document: bytes) -> bytes:
    """Put the reference document's page set-up, upright or turned, where filters/docx.lua marked it.

    Rows do not break across pages; every section keeps the header and footer of the reference document.
    Bytes depend on the input only.
    """
    return _changed(document, _WORDS, lambda xml: _turned(_WHOLE.sub(_KEEP, xml)))


def _read(document: Path, part: str) -> str:
    try:
        with zipfile.ZipFile(document) as archive:
            return archive.read(part).decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, OSError) as error:
        raise ReportError(
            "The reference document is not a Word file",
            where=document.name,
            found=f"no {part} that can be read in it",
            expected="a .docx file without a password",
            next_step="Open it in Word and save it again as Word Document (*.docx)",
        ) from error


def _changed(document: bytes, part: str, change: Callable[[str], str]) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as held,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for item in held.infolist():
            content = held.read(item)
            archive.writestr(item, change(content.decode()) if item.filename == part else content)
    return written.getvalue()


def _turned(xml: str) -> str:
    upright = [_PAGE, *_SECTION.findall(xml)][-1]
    size = re.search(r"<w:pgSz\b[^>]*/>", upright)
    if size is None:
        return _TURN.sub(upright, xml)
    sides = dict(re.findall(r'w:([wh])="(\d+)"', size[0]))
    turned = upright.replace(size[0], f'<w:pgSz w:w="{sides["h"]}" w:h="{sides["w"]}" w:orient="landscape"/>')
    return _TURN.sub(lambda mark: upright if mark[1] == "portrait" else turned, xml)
