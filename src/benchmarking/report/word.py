"""Give a Word file what pandoc cannot: landscape pages, and table rows that stay whole."""

from __future__ import annotations

import io
import re
import zipfile

_TURN = re.compile(r'<w:sectPr w:(portrait|landscape)="1"\s*/>')
_WHOLE, _KEEP = re.compile(r"<w:tr>(?!<w:trPr>)"), "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_SECTION = re.compile(r"<w:sectPr\b[^>/]*>.*?</w:sectPr>", re.DOTALL)


def finish(document: bytes) -> bytes:
    """Put the reference document's page set-up, upright or turned, where filters/docx.lua marked it.

    Rows do not break across pages; every section keeps the header and footer of the reference document.
    Bytes depend on the input only.
    """
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = [(item, archive.read(item)) for item in archive.infolist()]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, content in parts:
            if item.filename == "word/document.xml":
                content = _turned(_WHOLE.sub(_KEEP, content.decode())).encode()
            archive.writestr(item, content)
    return written.getvalue()


def _turned(xml: str) -> str:
    upright = _SECTION.findall(xml)[-1]
    size = re.search(r"<w:pgSz\b[^>]*/>", upright)
    if size is None:
        return _TURN.sub(upright, xml)
    sides = dict(re.findall(r'w:([wh])="(\d+)"', size[0]))
    turned = upright.replace(size[0], f'<w:pgSz w:w="{sides["h"]}" w:h="{sides["w"]}" w:orient="landscape"/>')
    return _TURN.sub(lambda mark: upright if mark[1] == "portrait" else turned, xml)
