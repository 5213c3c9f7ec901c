from pathlib import Path

import pytest

from tests.support.packages import (
    MAIN,
    OFFICE,
    relationships,
    small_parts,
    small_workbook,
    with_parts,
    worksheet,
    zipped,
)
from toolkit.errors import UnusableInput
from toolkit.io import xlsx_read
from toolkit.io.sheet_fast import read_fast
from toolkit.io.text import SharedStrings
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.model import Cell, ExcelError

STRINGS = (
    "<si><t>文字</t></si>"
    '<si><t xml:space="preserve"> 空 </t></si>'
    '<si><t>姓名</t><phoneticPr fontId="1" type="noConversion"/></si>'
    "<si><t/></si>"
    "<si><t>&lt;&amp;&gt;_x000D__x005F_x0041_</t></si>"
)
RICH = (
    "<si><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r>"
    '<rPh sb="0" eb="1"><t>cu</t></rPh><phoneticPr fontId="1"/></si><si><t>第二</t></si>'
)


@pytest.fixture(params=["fast", "strict"])
def cells(request, monkeypatch):
    """Reads rows with one of the two readers, and makes sure that it is that one."""

    def read(rows: str, strings: str = STRINGS, **frame: str):
        data = small_workbook(rows, strings, **frame)
        if request.param == "strict":
            monkeypatch.setattr(xlsx_read, "read_fast", lambda *_: None)
        else:
            monkeypatch.setattr(xlsx_read, "read_strict", None)
        return dict(read_book_bytes(data).sheets[0].cells)

    return read


def one(cell: str) -> str:
    return f'<row r="1" spans="1:1">{cell}</row>'


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><v>1.5</v></c>', Cell(1.5, None, 0)),
        ('<c r="A1" s="7" t="n"><v>-1E-3</v></c>', Cell(-0.001, None, 7)),
        ('<c r="A1" t="s"><v>0</v></c>', Cell("文字", None, 0)),
        ('<c r="A1" t="s"><v>1</v></c>', Cell(" 空 ", None, 0)),
        ('<c r="A1" t="s"><v>2</v></c>', Cell("姓名", None, 0)),
        ('<c r="A1" t="s"><v>3</v></c>', Cell("", None, 0)),
        ('<c r="A1" t="s"><v>4</v></c>', Cell("<&>\r_x0041_", None, 0)),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 内 </t></is></c>', Cell(" 内 ", None, 0)),
        ('<c r="A1" t="b"><v>1</v></c>', Cell(True, None, 0)),
        ('<c r="A1" t="b"><v>0</v></c>', Cell(False, None, 0)),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', Cell(ExcelError.DIV0, None, 0)),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', Cell(ExcelError.VALUE, None, 0)),
        ('<c r="A1" t="d"><v>2024-03-01</v></c>', Cell(45352.0, None, 0)),
        ('<c r="A1" t="d"><v>1900-01-01T12:00:00</v></c>', Cell(1.5, None, 0)),
        ('<c r="A1" t="d"><v>06:00:00</v></c>', Cell(0.25, None, 0)),
        ('<c r="A1"><f>B1&amp;"&lt;"</f><v>2</v></c>', Cell(2.0, 'B1&"<"', 0)),
        ('<c r="A1"><f aca="false">B1</f><v>2</v></c>', Cell(2.0, "B1", 0)),
        ('<c r="A1"><f ca="1">NOW()</f><v>2</v></c>', Cell(2.0, "NOW()", 0)),
        ('<c r="A1" t="str"><f>B1</f><v>甲</v></c>', Cell("甲", "B1", 0)),
        ('<c r="A1" t="str"><v>&#25991;&#xd;&#38;lt;</v></c>', Cell("文\r&lt;", None, 0)),
        ('<c r="A1"><f>"&#x25;"&amp;#REF!</f><v>1</v></c>', Cell(1.0, '"%"&#REF!', 0)),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', Cell("", "B1", 0)),
        ('<c r="A1" t="str"><f>B1</f></c>', Cell("", "B1", 0)),
        ('<c r="A1"><f>B1</f></c>', Cell(None, "B1", 0)),
        ('<c r="A1"><f>B1</f><v/></c>', Cell(None, "B1", 0)),
        ('<c r="A1"><f>B1</f><v></v></c>', Cell(None, "B1", 0)),
        ('<c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>4</v></c>', Cell(4.0, "{=B1:B2*2}", 0)),
        ('<c r="A1"><f t="dataTable" ref="A1:A2" r1="C1"/><v>4</v></c>', Cell(4.0, "{=TABLE(C1,)}", 0)),
        ('<c r="A1"><f/><v>4</v></c>', Cell(4.0, None, 0)),
    ],
)
def test_cell_is_read_as_stored(cells, xml, expected):
    found = cells(one(xml))
    assert found == {(1, 1): expected}
    assert type(found[1, 1].value) is type(expected.value)


@pytest.mark.parametrize(
    "xml",
    ['<c r="A1" s="3"/>', '<c r="A1" s="3"></c>', '<c r="A1" t="str"/>', '<c r="A1" t="str"><v></v></c>'],
)
def test_blank_cells_are_left_out(cells, xml):
    assert cells(one(xml)) == {}


def test_shared_formula_is_given_to_every_cell(cells):
    rows = (
        '<row r="2"><c r="B2"><f t="shared" ref="B2:B3" si="0">A2*$A$1&amp;"A2"</f><v>1</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert {at: cell.formula for at, cell in cells(rows).items()} == {
        (2, 2): 'A2*$A$1&"A2"',
        (3, 2): 'A3*$A$1&"A2"',
    }


def test_far_corner_is_read(cells):
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert cells(rows) == {(1_048_576, 16_384): Cell(1.0, None, 0)}


@pytest.mark.parametrize(
    "rows",
    [
        one('<c r="A1"><v>１２</v></c>'),
        one('<c r="A1"><v>1_0</v></c>'),
        one('<c r="A1"><v>nan</v></c>'),
        one('<c r="A1"><v>1e999</v></c>'),
        one('<c r="A1" t="s"><v>9</v></c>'),
        one('<c r="A1" t="s"><v>-1</v></c>'),
        one('<c r="A1" t="z"><v>1</v></c>'),
        one('<c r="A1" t="d"><v>昨天</v></c>'),
        one('<c r="A0"><v>1</v></c>'),
        one('<c r="XFE1"><v>1</v></c>'),
        one('<c r="A1048577"><v>1</v></c>'),
        one('<c r="A1" s="x"><v>1</v></c>'),
        one('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'),
        one('<c r="A1"><f t="shared" si="5"/><v>1</v></c>'),
        one('<c r="A1"><v>&unknown;</v></c>'),
        one('<c r="A1" t="str"><v>&#0;</v></c>'),
        one('<c r="A1" t="str"><v>&#xD800;</v></c>'),
        one('<c r="A1" t="str"><v>&#1114112;</v></c>'),
        one('<c r="A1" t="str"><v>\x01</v></c>'),
        "</sheetData><sheetData>",
    ],
)
def test_damaged_cells_are_refused(rows):
    with pytest.raises(UnusableInput, match="损坏"):
        read_book_bytes(small_workbook(rows, STRINGS))


ODD = [
    '<!-- <c r="B1"><v>9</v></c> --><row r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v><![CDATA[</v></c>]]></v></c></row>',
    '<row r="1"><c r="A1"><v>1<!-- x -->2</v></c></row>',
    "<row r='1'><c r='A1'><v>1</v></c></row>",
    '<row r="1"><c s="1" r="A1"><v>1</v></c ></row>',
    f'<row r="1"><x:c xmlns:x="{MAIN}" r="A1"><x:v>1</x:v></x:c></row>',
    '<row r="1" xmlns="urn:other"><c r="A1"><v>1</v></c></row>',
    "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>粗</t></r><r><t>细</t></r></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t></t></is></c></row>',
    '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1">B1#</f><v>1</v></c></row>',
    '<row r="1">\n <c r="A1">\n <v>1</v>\n </c>\n</row>',
    '<row r="1"><c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c></row>',
    '<?pi <c r="B1"><v>9</v></c>?><row r="1"><c r="A1" t="s"><v> 0 </v></c></row>',
]


@pytest.mark.parametrize("rows", ODD)
def test_fast_reader_leaves_the_unusual_to_the_strict_one(rows):
    assert read_fast(worksheet(rows).encode(), SharedStrings({"0": "文字"}), False) is None
    assert read_book_bytes(small_workbook(rows, STRINGS)).sheets[0].title == "表1"


def test_unusual_spellings_are_read_right():
    found = [
        {
            ref: cell.value
            for ref, cell in read_book_bytes(small_workbook(rows, STRINGS)).sheets[0].cells.items()
        }
        for rows in ODD
    ]
    assert found == [
        {(1, 1): 1.0},
        {(1, 1): "</v></c>"},
        {(1, 1): 12.0},
        {(1, 1): 1.0},
        {(1, 1): 1.0},
        {(1, 1): 1.0},
        {},
        {(1, 1): 1.0, (1, 2): 2.0, (2, 1): 3.0},
        {(1, 1): "粗细"},
        {(1, 1): ""},
        {(1, 1): "a\nb"},
        {(1, 1): 1.0},
        {(1, 1): 1.0},
        {(1, 1): 1.0},
        {(1, 1): "文字"},
    ]


def test_sheet_data_in_a_comment_does_not_fool_the_fast_reader():
    xml = (
        f'<worksheet xmlns="{MAIN}"><!-- <sheetData> --><x:sheetData xmlns:x="{MAIN}"><x:row r="1">'
        '<x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData><!-- </sheetData> --></worksheet>'
    )
    data = with_parts(small_workbook(), {"xl/worksheets/sheet1.xml": xml})
    assert dict(read_book_bytes(data).sheets[0].cells) == {(1, 1): Cell(5.0, None, 0)}


def test_empty_decoy_table_does_not_hide_the_real_one():
    xml = (
        f'<worksheet xmlns="{MAIN}"><!--<sheetData></sheetData>--><x:sheetData xmlns:x="{MAIN}" hole="">'
        '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData></worksheet>'
    )
    data = with_parts(small_workbook(), {"xl/worksheets/sheet1.xml": xml})
    assert dict(read_book_bytes(data).sheets[0].cells) == {(1, 1): Cell(5.0, None, 0)}


def test_rich_text_and_phonetic_runs_are_plain_text():
    rows = one('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>')
    found = read_book_bytes(small_workbook(rows, RICH)).sheets[0].cells
    assert [found[1, 1].value, found[1, 2].value] == ["粗细", "第二"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_other_encodings_are_read(encoding):
    xml = worksheet(one('<c r="A1" t="str"><v>\u00e9t\u00e9</v></c>')).replace(
        "UTF-8", encoding.removesuffix("-sig")
    )
    data = with_parts(small_workbook(), {"xl/worksheets/sheet1.xml": xml.encode(encoding)})
    assert read_book_bytes(data).sheets[0].cells[1, 1].value == "\u00e9t\u00e9"


def test_strict_flavour_of_the_format_is_read():
    strict = {"schemas.openxmlformats.org/spreadsheetml/2006": "purl.oclc.org/ooxml/spreadsheetml"}
    strict["schemas.openxmlformats.org/officeDocument/2006"] = "purl.oclc.org/ooxml/officeDocument"
    parts = small_parts(one('<c r="A1" t="d"><v>2024-03-01</v></c><c r="B1" t="s"><v>0</v></c>'), STRINGS)
    for old, new in strict.items():
        parts = {name: xml.replace(old, new) for name, xml in parts.items()}
    found = read_book_bytes(zipped(parts)).sheets[0].cells
    assert (found[1, 1].value, found[1, 2].value) == (45352.0, "文字")


def test_frame_of_the_workbook_is_read():
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
        '<workbookProtection lockStructure="1"/><sheets>'
        '<sheet name="一 &amp; &quot;二&quot;\'" sheetId="1" r:id="rId1"/>'
        '<sheet name="图" sheetId="2" state="hidden" r:id="rId3"/>'
        '<sheet name="深" sheetId="3" state="veryHidden" r:id="rId4"/></sheets><definedNames>'
        '<definedName name="合计">表1!$A$1</definedName><definedName name="_xlnm.Print_Area">x</definedName>'
        '<definedName name="本地" localSheetId="0">表1!$A$2</definedName></definedNames></workbook>'
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf><protection locked="0"/></xf></cellStyleXfs><cellXfs>'
        '<xf/><xf><protection locked="0"/></xf><xf><protection hidden="1"/></xf>'
        '<xf><protection locked="false"/></xf></cellXfs></styleSheet>'
    )
    links = relationships(
        ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
        ("rId3", "chartsheet", "chartsheets/sheet1.xml"),
        ("rId4", "worksheet", "../xl/worksheets/Sheet2.xml"),
        ("rId5", "styles", "styles.xml"),
    )
    data = with_parts(
        small_workbook(one('<c r="A1" t="d"><v>1904-01-02</v></c>'), after='<sheetProtection sheet="1"/>'),
        {
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": links,
            "xl/styles.xml": styles,
            "xl/chartsheets/sheet1.xml": "<chartsheet/>",
            "xl/worksheets/sheet2.xml": worksheet("", after='<sheetProtection sheet="0"/>'),
        },
    )
    book = read_book_bytes(data)
    assert [(sheet.title, sheet.state, sheet.protected) for sheet in book.sheets] == [
        ('一 & "二"\'', "visible", True),
        ("图", "hidden", False),
        ("深", "veryHidden", False),
    ]
    assert dict(book.sheets[0].cells) == {(1, 1): Cell(1.0, None, 0)}
    assert book.names == {"合计": "表1!$A$1"}
    assert book.unlocked_styles == {1, 3}
    assert (book.structure_locked, book.date1904) == (True, True)
    assert "xl/chartsheets/sheet1.xml" in book.parts


def test_file_is_named_in_the_sentence(tmp_path: Path):
    path = tmp_path / "甲单位.xlsx"
    path.write_bytes(b"")
    with pytest.raises(UnusableInput, match=r"^甲单位\.xlsx：文件是空的（0 字节），请重新取得完好的文件。$"):
        read_book(path)


def test_good_file_is_read_from_its_path(tmp_path: Path):
    path = tmp_path / "乙.xlsx"
    path.write_bytes(small_workbook(one('<c r="A1"><v>1</v></c>')))
    assert read_book(path).sheets[0].cells == {(1, 1): Cell(1.0, None, 0)}
