"""Make reference.docx, the styles of the Word report, from pandoc's own: python make_reference.py.

Needed once. A council that wants its own look opens reference.docx in Word, changes the styles and saves.
"""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
import pypandoc
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

BLUE, SOFT, RULE, PANEL = "12436D", "4C5965", "C9D2DA", "F2F5F8"
FONT = "Arial"


def make(target: Path) -> None:
    """Write the reference document: A4, one typeface, ruled tables with repeated headings, page numbers."""
    default = subprocess.run(
        [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"],
        capture_output=True,
        check=True,
    )
    book = docx.Document(io.BytesIO(default.stdout))
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    _page_number(section.footer.paragraphs[0])

    styles = book.styles
    sizes = {"Normal": 11, "Body Text": 11, "First Paragraph": 11, "Compact": 9, "Footnote Text": 9}
    for name, size in sizes.items():
        _letters(styles[name], size, None)
    for name, size in {
        "Title": 28,
        "Heading 1": 20,
        "Heading 2": 15,
        "Heading 3": 12,
        "TOC Heading": 15,
    }.items():
        _letters(styles[name], size, BLUE, bold=True)
    for name in ("Subtitle", "Author", "Date", "Table Caption", "Image Caption"):
        _letters(styles[name], 15 if name == "Subtitle" else 10, SOFT)
    for name in ("Subtitle", "Author", "Date"):
        styles[name].font.bold = False
        for spread in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(spread)
    for name in ("Title", "Subtitle", "Author", "Date"):
        styles[name].paragraph_format.alignment = 0
    spaces = {"Title": (24, 6), "Subtitle": (0, 12), "Author": (6, 0), "Date": (0, 30), "TOC Heading": (6, 6)}
    for name, (before, after) in spaces.items():
        styles[name].paragraph_format.space_before = Pt(before)
        styles[name].paragraph_format.space_after = Pt(after)
    for name, before in {"Heading 1": 28, "Heading 2": 20, "Heading 3": 14}.items():
        styles[name].paragraph_format.space_before = Pt(before)
        styles[name].paragraph_format.space_after = Pt(6)
        styles[name].paragraph_format.keep_with_next = True
    for name in ("Body Text", "First Paragraph"):
        styles[name].paragraph_format.space_before = Pt(0)
        styles[name].paragraph_format.space_after = Pt(8)
        styles[name].paragraph_format.line_spacing = 1.2
    for name in ("Table Caption", "Image Caption"):
        styles[name].font.italic = False
        styles[name].paragraph_format.space_before = Pt(6)
        styles[name].paragraph_format.space_after = Pt(8)
    styles["Table Caption"].paragraph_format.space_before = Pt(14)
    styles["Table Caption"].paragraph_format.keep_with_next = True
    for name in ("Before Table", "After Table"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["First Paragraph"]
    styles["Before Table"].paragraph_format.keep_with_next = True
    styles["After Table"].paragraph_format.space_before = Pt(12)
    styles["Compact"].paragraph_format.space_before = Pt(2)
    styles["Compact"].paragraph_format.space_after = Pt(2)
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(BLUE)
    styles["Hyperlink"].font.underline = True

    callout = styles.add_style("Callout", WD_STYLE_TYPE.PARAGRAPH)
    callout.base_style = styles["Body Text"]
    properties = callout.element.get_or_add_pPr()
    for side in (
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{BLUE}"/></w:pBdr>',
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{PANEL}"/>',
        f'<w:ind {nsdecls("w")} w:left="240" w:right="240"/>',
    ):
        properties.append(parse_xml(side))
    for level in (1, 2):
        entry = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style = styles["Normal"]
        entry.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        entry.paragraph_format.space_before = Pt(4 if level == 1 else 0)
        entry.paragraph_format.space_after = Pt(2)
        entry.font.bold = level == 1
    _table_style(styles["Table"].element)
    book.core_properties.author = ""
    book.save(target)


def _letters(
    style: docx.styles.style.ParagraphStyle, size: int, colour: str | None, *, bold: bool = False
) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold or None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)


def _page_number(paragraph: docx.text.paragraph.Paragraph) -> None:
    paragraph.alignment = 2
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(field)


def _table_style(element: OxmlElement) -> None:
    for old in element.findall(qn("w:tblPr")) + element.findall(qn("w:tblStylePr")):
        element.remove(old)
    element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
            f'<w:bottom w:val="single" w:sz="8" w:color="{BLUE}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/>'
            '</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
            '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    element.append(parse_xml(f"<w:trPr {nsdecls('w')}><w:cantSplit/></w:trPr>"))
    element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BLUE}"/></w:rPr>'
            f"<w:tblPr/><w:trPr><w:tblHeader/></w:trPr><w:tcPr><w:tcBorders>"
            f'<w:bottom w:val="single" w:sz="12" w:color="{BLUE}"/></w:tcBorders>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


if __name__ == "__main__":
    make(Path(__file__).with_name("reference.docx"))
