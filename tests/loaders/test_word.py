"""What is read from a Word file, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.document import Document, Unread
from engine.errors import ReviewError
from engine.loaders.word import load
from tests.wordfile import NAMESPACES, field, p, run, table, text_box, unzipped, word, zipped

READS = {
    "paragraphs": (p("甲") + p("乙"), "甲\n乙"),
    "runs": (p("保", "本", run("保息", "<w:b/>")), "保本保息"),
    "empty paragraph": (p("甲") + p() + p("乙"), "甲\n\n乙"),
    "tab and breaks": (
        p("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>"),
        "甲\t乙\v丙\v丁",
    ),
    "hyphens and symbols": (
        p(
            "<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:t>乙</w:t><w:softHyphen/><w:t>丙</w:t>"
            '<w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        ),
        "甲-乙丙\ufffc",
    ),
    "outer spaces without preserve": (p("<w:r><w:t> 甲 乙 </w:t></w:r>", "丙"), "甲 乙丙"),
    "line ends in a text node": (p("<w:r><w:t>甲\n乙</w:t></w:r>"), "甲 乙"),
    "hyperlink": (p("见", f'<w:hyperlink r:id="x">{run("官网")}</w:hyperlink>'), "见官网"),
    "content controls": (
        p("甲", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt>")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('丙')}</w:sdtContent></w:sdt>",
        "甲乙\n丙",
    ),
    "smart tags": (
        p(f"<w:smartTag>{run('建湖')}<w:smartTag>{run('支行')}</w:smartTag></w:smartTag>"),
        "建湖支行",
    ),
    "ruby": (
        p(f"<w:r><w:ruby><w:rt>{run('bǎo')}</w:rt><w:rubyBase>{run('保')}</w:rubyBase></w:ruby></w:r>", "本"),
        "保本",
    ),
    "equation": (p("收益", "<m:oMath><m:r><m:t>P×8%</m:t></m:r></m:oMath>", "仅供参考"), "收益P×8%仅供参考"),
    "field": (p("见", field("REF a 最高", run("第三条")), "。"), "见第三条。"),
    "nested field in code": (
        p(field(f"IF </w:instrText></w:r>{field('PAGE', run('7'))}<w:r><w:instrText>", run("甲")), "乙"),
        "甲乙",
    ),
    "field over paragraphs": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>甲</w:t></w:r></w:p>'
        + p("乙")
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "丙"),
        "甲\n乙\n丙",
    ),
    "field that never ends": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "保本") + p("保息"),
        "保本\n保息",
    ),
    "simple field": (p('<w:fldSimple w:instr=" DATE "><w:r><w:t>今日</w:t></w:r></w:fldSimple>'), "今日"),
    "table of contents": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + field("HYPERLINK \\l a", run("第一章"))
        + "</w:p>"
        + p("第二章")
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        + p("正文"),
        "\n正文",
    ),
    "tracked changes": (
        p(
            "退保",
            f'<w:ins w:id="1">{run("可能")}</w:ins>',
            '<w:del w:id="2"><w:r><w:delText>绝无</w:delText></w:r></w:del>',
        )
        + p(
            f'<w:moveFrom w:id="3">{run("移走")}</w:moveFrom>', f'<w:moveTo w:id="4">{run("移来")}</w:moveTo>'
        ),
        "退保可能\n移来",
    ),
    "deleted paragraph mark": (
        p("本金百分", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p("之百安全") + p("完"),
        "本金百分之百安全\n完",
    ),
    "deleted row": (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr>"
        '<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
        "甲",
    ),
    "text box once, after its paragraph": (p("甲", text_box(p("盒")), "乙") + p("丙"), "甲乙\n盒\n丙"),
    "box in a box": (p("甲", text_box(p("外", text_box(p("内"))))), "甲\n外\n内"),
    "picture text of old Word": (
        p("甲", "<w:r><w:pict><v:shape><v:textpath string='机密'/></v:shape></w:pict></w:r>"),
        "甲\n机密",
    ),
    "nested table": (table(["甲", p("乙") + table(["丙"]) + p()]) + p("丁"), "甲\n乙\n丙\n\n丁"),
    "rows and cells in controls": (
        "<w:tbl><w:sdt><w:sdtPr/><w:sdtContent><w:tr><w:sdt><w:sdtPr/><w:sdtContent><w:tc><w:p><w:r><w:t>甲"
        "</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>",
        "甲",
    ),
    "hidden text at the end": (p("甲", run("返佣", "<w:vanish/>"), "乙") + p("丙"), "甲乙\n丙\n返佣"),
    "beyond the basic plane": (p("🎉𠮷祥", "宝"), "🎉𠮷祥宝"),
}


@pytest.mark.parametrize(("body", "text"), READS.values(), ids=READS.keys())
def test_text(body: str, text: str) -> None:
    document = load(word(body), "a.docx")
    assert document.text == text
    _check_laws(document)


def _check_laws(document: Document) -> None:
    """Anchors and runs are sorted, disjoint and cover all but paragraph ends; regions are sorted and not blank."""
    covered = ["\n"] * len(document.text)
    for at, anchor in enumerate(document.anchors):
        assert anchor.start < anchor.end
        assert at == 0 or document.anchors[at - 1].end <= anchor.start
        covered[anchor.start : anchor.end] = document.text[anchor.start : anchor.end]
    assert "".join(covered) == document.text
    runs = document.styles or ()
    assert all(run.start < run.end for run in runs)
    assert all(one.end <= two.start for one, two in pairwise(runs))
    for spans in document.structure.values():
        assert list(spans) == sorted(spans)
        assert all(document.text[start:end].strip() == document.text[start:end] != "" for start, end in spans)


def test_stories_follow_the_body() -> None:
    body = p(
        "正文", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'
    )
    body += '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/>'
    body += '<w:footerReference w:type="default" r:id="rfooter1"/></w:sectPr>'
    note = '<w:{0} w:type="separator" w:id="0"><w:p><w:r><w:t>——</w:t></w:r></w:p></w:{0}><w:{0} w:id="{1}">{2}</w:{0}>'
    parts = {
        "header1": p("页眉"),
        "header2": p("没有用到"),
        "footer1": p("页脚"),
        "footnotes": note.format("footnote", 2, p("脚注")),
        "endnotes": note.format("endnote", 3, p("尾注")),
    }
    document = load(word(body, parts=parts), "a.docx")
    assert document.text == "正文\n页眉\n页脚\n脚注\n尾注"
    assert _words(document, "header") == ["页眉"]
    assert _words(document, "footer") == ["页脚"]
    assert _words(document, "footnote") == ["脚注", "尾注"]
    assert {anchor.part for anchor in document.anchors} == {
        f"word/{name}.xml" for name in ("document", "header1", "footer1", "footnotes", "endnotes")
    }


def _words(document: Document, kind: str) -> list[str]:
    return [document.text[start:end] for start, end in document.structure.get(kind, ())]


def test_a_note_with_a_table_is_one_note() -> None:
    notes = f'<w:footnote w:id="2">{p("前")}{table(["甲"])}{p("后")}</w:footnote><w:footnote w:id="3">{p("二")}</w:footnote>'
    document = load(word(p("正文"), parts={"footnotes": notes}), "a.docx")
    assert _words(document, "footnote") == ["前\n甲\n后", "二"]
    assert _words(document, "cell") == ["甲"]


CHART = f"""<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {NAMESPACES}><c:chart>
<c:title><c:tx><c:rich><a:p><a:r><a:t>历年</a:t></a:r><a:r><a:t>收益</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>本产品</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>本产品</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser>
</c:chart></c:chartSpace>"""
CHART_DRAWING = (
    '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="c" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def test_words_of_a_chart_once_each() -> None:
    links = {"c": ("chart", "charts/chart1.xml")}
    data = word(p("见图", CHART_DRAWING), links=links, files={"word/charts/chart1.xml": CHART.encode()})
    document = load(data, "a.docx")
    assert document.text == "见图\n历年收益\n本产品"
    assert document.unread == ()


def test_a_chart_that_is_missing_is_not_read() -> None:
    document = load(word(p("见图", CHART_DRAWING), links={"c": ("chart", "charts/chart1.xml")}), "a.docx")
    assert [(entry.what, entry.blocking) for entry in document.unread] == [("chart", True)]


def test_tables() -> None:
    document = load(word(p("表") + table(["期限", "费率"], ["一年", ""], ["", ""]) + p("完")), "a.docx")
    assert _words(document, "table") == ["期限\n费率\n一年"]
    assert _words(document, "row") == ["期限\n费率", "一年"]
    assert _words(document, "cell") == ["期限", "费率", "一年"]
    assert _words(document, "paragraph") == ["表", "期限", "费率", "一年", "完"]


STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="loop"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="secret"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def test_headings_by_style_chain_and_by_paragraph() -> None:
    body = p("第一章", properties='<w:pStyle w:val="x"/>') + p("正文", properties='<w:pStyle w:val="loop"/>')
    body += p("第一节", properties='<w:outlineLvl w:val="2"/>')
    body += p("不是", properties='<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
    document = load(word(body, parts={"styles": STYLES}), "a.docx")
    assert [(document.text[h.start : h.end], h.level) for h in document.headings or ()] == [
        ("第一章", 1),
        ("第一节", 3),
    ]


def test_no_headings_are_none() -> None:
    assert load(word(p("第一条 总则")), "a.docx").headings is None


@pytest.mark.parametrize(
    ("paragraph", "properties", "expected"),
    [
        ("", "", (10.5, False, "#000000", "#ffffff")),
        ('<w:pStyle w:val="x"/>', "", (16.0, True, "#000000", "#ffffff")),
        ('<w:pStyle w:val="x"/>', '<w:rStyle w:val="strong"/>', (16.0, False, "#000000", "#ffffff")),
        ('<w:pStyle w:val="x"/>', '<w:rStyle w:val="strong"/><w:b/>', (16.0, True, "#000000", "#ffffff")),
        ("", '<w:sz w:val="13"/><w:color w:val="D9D9D9"/>', (6.5, False, "#d9d9d9", "#ffffff")),
        ("", '<w:highlight w:val="yellow"/>', (10.5, False, "#000000", "#ffff00")),
        ("", '<w:shd w:val="clear" w:fill="1F3864"/>', (10.5, False, "#ffffff", "#1f3864")),
        ('<w:shd w:val="clear" w:fill="FF0000"/>', "", (10.5, False, "#000000", "#ff0000")),
        ("", '<w:sz w:val="x"/><w:color w:val="auto"/><w:b w:val="0"/>', (10.5, False, "#000000", "#ffffff")),
    ],
)
def test_formatting(paragraph: str, properties: str, expected: tuple[object, ...]) -> None:
    document = load(
        word(p(run("保本", properties), properties=paragraph), parts={"styles": STYLES}), "a.docx"
    )
    assert document.styles is not None
    assert [run[2:] for run in document.styles] == [(*expected, False)]


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme>'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window"/></a:lt1>'
    '<a:dk2><a:srgbClr val="44546A"/></a:dk2><a:accent1><a:srgbClr val="4472C4"/></a:accent1>'
    "</a:clrScheme></a:themeElements></a:theme>"
)
THEMED = [
    ('<w:color w:val="FF0000" w:themeColor="accent1"/>', ("#4472c4", "#ffffff")),
    ('<w:color w:val="auto" w:themeColor="text1" w:themeTint="80"/>', ("#7f7f7f", "#ffffff")),
    ('<w:color w:val="auto" w:themeColor="background1" w:themeShade="A6"/>', ("#a6a6a6", "#ffffff")),
    ('<w:color w:val="00FF00" w:themeColor="accent6"/>', ("#00ff00", "#ffffff")),
    (
        '<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="accent1" w:themeFillTint="33"/>',
        ("#000000", "#dae3f3"),
    ),
    ('<w:shd w:val="clear" w:fill="auto" w:themeFill="text2"/>', ("#000000", "#44546a")),
]


@pytest.mark.parametrize(("properties", "expected"), THEMED)
def test_colours_of_the_theme(properties: str, expected: tuple[str, str]) -> None:
    files = {"word/theme/t.xml": THEME.encode()}
    data = word(p(run("文", properties)), links={"rt": ("theme", "theme/t.xml")}, files=files)
    [found] = load(data, "a.docx").styles or ()
    assert (found.color, found.background) == expected
    broken = word(p(run("文")), links={"rt": ("theme", "theme/t.xml")}, files={"word/theme/t.xml": b"<"})
    assert load(broken, "a.docx").text == "文"


SHAPE = {
    '<wps:spPr><a:solidFill><a:srgbClr val="102030"/></a:solidFill></wps:spPr>': ("#ffffff", "#102030"),
    "<wps:spPr><a:gradFill/></wps:spPr>": (None, None),
    "<wps:spPr><a:noFill/></wps:spPr>": ("#000000", "#ffffff"),
    "<wps:spPr/>": ("#000000", "#ffffff"),
}


@pytest.mark.parametrize(("fill", "expected"), SHAPE.items())
def test_the_colour_of_a_box_is_behind_its_text(fill: str, expected: tuple[str | None, str | None]) -> None:
    box = text_box(p("盒")).replace("<wps:wsp>", f"<wps:wsp>{fill}")
    _, found = load(word(p("前", box)), "a.docx").styles or ()
    assert (found.color, found.background) == expected


def test_cell_colour_is_behind_its_text() -> None:
    cell = '<w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    document = load(word(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "a.docx")
    assert [(run.color, run.background) for run in document.styles or ()] == [("#ffffff", "#000000")]


def test_runs_set_alike_are_one() -> None:
    document = load(word(p("一", "二", run("三", "<w:b/>"), "四") + p("五")), "a.docx")
    assert [(run.start, run.end, run.bold) for run in document.styles or ()] == [
        (0, 2, False),
        (2, 3, True),
        (3, 4, False),
        (5, 6, False),
    ]


def test_hidden_text_stands_apart() -> None:
    body = p(
        "甲",
        run("内部", "<w:vanish/>"),
        run("返佣", '<w:rStyle w:val="secret"/>'),
        "乙",
        run("三", "<w:vanish/>"),
    )
    body += p(run("全隐", "<w:vanish/>")) + p(run("不隐", '<w:vanish w:val="0"/>'))
    document = load(word(body, parts={"styles": STYLES}), "a.docx")
    assert document.text == "甲乙\n不隐\n内部返佣\n三\n全隐"
    assert _words(document, "hidden") == ["内部返佣", "三", "全隐"]
    assert [document.text[run.start : run.end] for run in document.styles or () if run.hidden] == [
        "内部返佣",
        "三",
        "全隐",
    ]
    assert any("隐藏文字" in note for note in document.notes)


def _numbering(*levels: str, more: str = "") -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/>{level}</w:lvl>' for at, level in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def _level(kind: str, text: str, more: str = "") -> str:
    return f'<w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/>'


def _numbered(*paragraphs: tuple[str, int], num: int = 1) -> str:
    return "".join(
        p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
        for text, level in paragraphs
    )


def _labels(document: Document) -> list[str]:
    return [label for _, label in sorted(document.labels.items())]


CONTRACT = _numbering(
    _level("chineseCountingThousand", "第%1条"),
    _level("chineseCounting", "（%2）"),
    _level("decimal", "%1.%2.%3", "<w:isLgl/>"),
    _level("bullet", "●"),
)


def test_numbers_of_clauses() -> None:
    body = _numbered(("总则", 0), ("甲", 1), ("乙", 1), ("细", 2), ("点", 3), ("权利", 0), ("丙", 1))
    document = load(word(body, parts={"numbering": CONTRACT}), "a.docx")
    assert _labels(document) == ["第一条", "（一）", "（二）", "1.2.1", "第二条", "（一）"]
    assert document.labels[0] == "第一条"
    assert _words(document, "item") == ["总则", "甲", "乙", "细", "点", "权利", "丙"]


@pytest.mark.parametrize(
    ("kind", "count", "shown"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 21, "二十一"),
        ("japaneseCounting", 105, "一百零五"),
        ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 3, "③"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("ordinal", 22, "22nd"),
        ("none", 3, ""),
        ("somethingNew", 3, "3"),
    ],
)
def test_number_formats(kind: str, count: int, shown: str) -> None:
    parts = {"numbering": _numbering(_level(kind, "<%1>".replace("<", "[").replace(">", "]")))}
    document = load(word(_numbered(*[("甲", 0)] * count), parts=parts), "a.docx")
    assert _labels(document)[-1] == f"[{shown}]"


def test_number_by_style_and_restart() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="条"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    parts = {"styles": styles, "numbering": _numbering(_level("decimal", "%1、"), more=again)}
    by_style = '<w:pStyle w:val="c"/>'
    off = by_style + '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", properties=by_style) + p("无", properties=off) + p("乙", properties=by_style)
    body += _numbered(("丙", 0), ("丁", 0), num=2) + _numbered(("戊", 0))
    document = load(word(body, parts=parts), "a.docx")
    assert _labels(document) == ["1、", "2、", "5、", "6、", "7、"]


def test_unread_parts() -> None:
    picture = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:blip r:embed="i"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    links = {"i": ("image", "media/image1.png"), "c": ("aFChunk", "chunk.html"), "o": ("oleObject", "e.bin")}
    body = p("甲", picture, picture) + '<w:altChunk r:id="c"/>'
    body += p('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="o"/></w:object></w:r>')
    document = load(word(body, links=links), "a.docx")
    assert [(entry.what, entry.blocking) for entry in document.unread] == [
        ("picture", False),
        ("altchunk", True),
        ("attachment", True),
    ]
    assert document.unread[0] == Unread(
        "picture",
        "word/document.xml: word/media/image1.png",
        "图片中的文字不读",
        source="word/media/image1.png",
    )


def test_notes_on_the_file() -> None:
    body = p("甲", '<w:del w:id="1"><w:r><w:delText>保证收益</w:delText></w:r></w:del>')
    links = {
        "t": ("attachedTemplate", "https://example.cn/t.dotm"),
        "h": ("hyperlink", "https://example.cn/"),
    }
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    notes = load(word(body, links=links, main_type=macro), "a.docm").notes
    assert any("宏" in note for note in notes)
    assert any("「保证收益」" in note for note in notes)
    assert [note for note in notes if "example.cn" in note] == [
        "文件引用了 1 个外部资源，均未下载：https://example.cn/t.dotm"
    ]


def test_strict_file() -> None:
    entries = {
        name: data.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
            b"http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, data in unzipped(word(p("保本") + table(["甲"]))).items()
    }
    assert load(zipped(entries), "a.docx").text == "保本\n甲"


DTD = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>'
REFUSED = {
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "unknown-format"),
    "empty": (b"", "damaged"),
    "text": ("保本".encode(), "unknown-format"),
    "truncated": (word(p("保本"))[:-300], "damaged"),
    "no content types": (zipped({"word/document.xml": b"<a/>"}), "damaged"),
    "no main part": (zipped({"[Content_Types].xml": b"<Types/>"}), "damaged"),
    "another program's file": (
        zipped(unzipped(word(p("甲"))) | {"word/document.xml": b"<workbook/>"}),
        "unknown-format",
    ),
    "document type": (
        zipped(unzipped(word(p("甲"))) | {"word/document.xml": DTD + b"<w>&a;</w>"}),
        "hostile",
    ),
    "hidden document type": (
        zipped(unzipped(word(p("甲"))) | {"word/document.xml": (DTD + b"<w/>").decode().encode("utf-16")}),
        "hostile",
    ),
    "broken xml": (word("<w:p>"), "damaged"),
    "too deep": (word("<w:sdt><w:sdtContent>" * 2000 + "</w:sdtContent></w:sdt>" * 2000), "damaged"),
    "bomb": (word(p(" " * 3_000_000)), "too-large"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReviewError) as caught:
        load(data, "合同.docx")
    assert caught.value.code == code
    assert caught.value.message.startswith("合同.docx：")
