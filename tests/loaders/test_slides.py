"""Presentations: slides, titles, tables, groups and notes."""

from __future__ import annotations

import pytest

from engine.loaders.slides import load
from tests.officefile import presentation, relations, shape

TABLE = (
    "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>"
    "<a:tc><a:txBody><a:p><a:r><a:t>期限</a:t></a:r></a:p></a:txBody></a:tc>"
    "<a:tc><a:txBody><a:p><a:r><a:t>1.2%</a:t></a:r></a:p></a:txBody></a:tc>"
    "</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)


def test_slides_in_order_with_titles_groups_tables_and_notes() -> None:
    slides = [shape("标题", "title") + f"<p:grpSp>{shape('组内')}</p:grpSp>" + TABLE, shape("第二页")]
    document = load(presentation(slides, {1: "讲稿"}), "a.pptx")
    assert document.text == "标题\n组内\n期限\n1.2%\n讲稿\n第二页"
    assert document.headings is not None
    assert [(h.start, h.end, h.level) for h in document.headings] == [(0, 2, 1)]
    shown = {kind: [document.text[slice(*s)] for s in spans] for kind, spans in document.structure.items()}
    assert shown["page"] == ["标题\n组内\n期限\n1.2%\n讲稿", "第二页"]
    assert shown["row"] == ["期限\n1.2%"]
    assert shown["footnote"] == ["讲稿"]


def test_hidden_slides_are_read_as_hidden() -> None:
    document = load(presentation([shape("甲"), shape("乙")], hidden=frozenset({2})), "a.pptx")
    assert [document.text[slice(*s)] for s in document.structure["hidden"]] == ["乙"]


def test_shapes_that_are_switched_off_are_read_as_hidden() -> None:
    off = '<p:nvSpPr><p:cNvPr id="2" name="x" hidden="1"/></p:nvSpPr>'
    slides = [
        shape("见") + shape("藏").replace("<p:sp>", f"<p:sp>{off}"),
        shape("页").replace("<p:sp>", f"<p:sp>{off}"),
    ]
    document = load(presentation(slides, hidden=frozenset({2})), "a.pptx")
    assert [document.text[slice(*s)] for s in document.structure["hidden"]] == ["藏", "页"]


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {A}'
THEME = (
    f"<a:theme {A}><a:themeElements><a:clrScheme>"
    '<a:dk1><a:sysClr val="windowText" lastClr="111111"/></a:dk1><a:lt1><a:srgbClr val="FAFAFA"/></a:lt1>'
    '<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)
PLACE = '<p:nvSpPr><p:nvPr><p:ph type="{}"{}/></p:nvPr></p:nvSpPr>'


def styled(slide: str, *, layout: str = "", master: str = "", ground: str = "") -> bytes:
    """A presentation of one slide below a layout, a master and a theme."""
    layers = {
        "slides/slide1": ("slideLayout", "slideLayouts/l"),
        "slideLayouts/l": ("slideMaster", "slideMasters/m"),
    }
    layers["slideMasters/m"] = ("theme", "theme/t")
    links = {
        f"ppt/{name.replace('/', '/_rels/')}.xml.rels": relations(("x", kind, f"/ppt/{target}.xml"))
        for name, (kind, target) in layers.items()
    }
    texts = (
        '<p:txStyles><p:titleStyle><a:lvl1pPr><a:defRPr sz="4400" b="1"/></a:lvl1pPr></p:titleStyle><p:bodyStyle>'
        '<a:lvl1pPr><a:defRPr sz="2800"/></a:lvl1pPr><a:lvl2pPr><a:defRPr sz="2400"/></a:lvl2pPr></p:bodyStyle>'
        "</p:txStyles>"
    )
    tree = f"{ground}<p:spTree>{master}</p:spTree>"
    parts = {
        "ppt/slideLayouts/l.xml": f"<p:sldLayout {P}><p:cSld><p:spTree>{layout}</p:spTree></p:cSld></p:sldLayout>",
        "ppt/slideMasters/m.xml": (
            f'<p:sldMaster {P}><p:cSld>{tree}</p:cSld><p:clrMap tx1="dk1" bg1="lt1" accent1="accent1"/>{texts}'
            "</p:sldMaster>"
        ),
        "ppt/theme/t.xml": THEME,
        "ppt/tableStyles.xml": (
            f'<a:tblStyleLst {A}><a:tblStyle styleId="S"><a:wholeTbl><a:tcStyle><a:fill><a:solidFill>'
            '<a:srgbClr val="EEEEEE"/></a:solidFill></a:fill></a:tcStyle></a:wholeTbl><a:firstRow><a:tcTxStyle b="on">'
            '<a:schemeClr val="lt1"/></a:tcTxStyle><a:tcStyle><a:fill><a:solidFill><a:schemeClr val="accent1"/>'
            "</a:solidFill></a:fill></a:tcStyle></a:firstRow></a:tblStyle></a:tblStyleLst>"
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            ("r1", "slide", "slides/slide1.xml"), ("t", "tableStyles", "tableStyles.xml")
        ),
    }
    return presentation([slide], more={**links, **parts})


def placed(kind: str, words: str, *, idx: str = "", body: str = "", level: int = 0, run: str = "") -> str:
    number = f' idx="{idx}"' if idx else ""
    return (
        f'<p:sp>{PLACE.format(kind, number)}<p:spPr/><p:txBody><a:bodyPr>{body}</a:bodyPr><a:p><a:pPr lvl="{level}"/>'
        f"<a:r><a:rPr>{run}</a:rPr><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def box(words: str, fill: str = "", style: str = "", at: tuple[int, int] = (0, 0), run: str = "") -> str:
    frame = f'<a:xfrm><a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="100" cy="100"/></a:xfrm>'
    text = f"<a:p><a:r><a:rPr>{run}</a:rPr><a:t>{words}</a:t></a:r></a:p>" if words else "<a:p/>"
    return f"<p:sp><p:spPr>{frame}{fill}</p:spPr>{style}<p:txBody>{text}</p:txBody></p:sp>"


def solid(color: str) -> str:
    return f"<a:solidFill>{color}</a:solidFill>"


ACCENT = '<a:schemeClr val="accent1"/>'
BODY_7 = PLACE.format("body", ' idx="7"')
GROUND = solid('<a:schemeClr val="bg1"/>')
LISTED = '<p:txBody><a:lstStyle><a:lvl1pPr><a:defRPr sz="2000"/></a:lvl1pPr></a:lstStyle><a:p/></p:txBody>'
SHRUNK = '<a:normAutofit fontScale="50000"/>'
SHAPE_STYLE = '<p:style><a:fillRef idx="1"><a:schemeClr val="accent1"/></a:fillRef><a:fontRef idx="minor"><a:schemeClr val="bg1"/></a:fontRef></p:style>'
INHERITED = {
    "the master's title": (placed("title", "文"), {}, (44.0, True, "#111111", "#ffffff")),
    "a level of the master's body": (placed("body", "文", idx="1", level=1), {}, (24.0, False, "#111111", "#ffffff")),
    "the layout's placeholder": (
        placed("body", "文", idx="7"),
        {"layout": f"<p:sp>{BODY_7}{LISTED}</p:sp>"},
        (20.0, False, "#111111", "#ffffff"),
    ),
    "shrunk to fit": (placed("body", "文", idx="1", body=SHRUNK), {}, (14.0, False, "#111111", "#ffffff")),
    "no placeholder": (box("文"), {}, (18.0, False, "#111111", "#ffffff")),
    "its own colour, lighter": (
        box("文", run=solid('<a:schemeClr val="accent1"><a:lumMod val="40000"/><a:lumOff val="60000"/></a:schemeClr>')),
        {}, (18.0, False, "#b4c6e7", "#ffffff"),
    ),
    "its own fill": (box("文", solid('<a:srgbClr val="102030"/>')), {}, (18.0, False, "#111111", "#102030")),
    "the style of its shape": (box("文", style=SHAPE_STYLE), {}, (18.0, False, "#fafafa", "#4472c4")),
    "a picture": (box("文", "<a:blipFill/>"), {}, (18.0, False, None, None)),
    "what lies below it": (
        box("", solid(ACCENT)) + box("文", "<a:noFill/>", at=(10, 10)), {}, (18.0, False, "#111111", "#4472c4"),
    ),
    "what lies beside it": (
        box("", solid(ACCENT), at=(500, 0)) + box("文", "<a:noFill/>"), {}, (18.0, False, "#111111", "#ffffff"),
    ),
    "what the master paints": (
        box("文"), {"master": box("", solid('<a:prstClr val="navy"/>'))}, (18.0, False, "#111111", "#000080"),
    ),
    "the ground of the master": (
        box("文"), {"ground": f"<p:bg><p:bgPr>{GROUND}</p:bgPr></p:bg>"},
        (18.0, False, "#111111", "#fafafa"),
    ),
    "a gradient as ground": (
        box("文"), {"ground": "<p:bg><p:bgPr><a:gradFill/></p:bgPr></p:bg>"}, (18.0, False, None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("slide", "layers", "expected"), INHERITED.values(), ids=INHERITED.keys())
def test_how_text_is_set(
    slide: str, layers: dict[str, str], expected: tuple[float, bool, str | None, str | None]
) -> None:
    document = load(styled(slide, **layers), "a.pptx")
    [run] = document.styles or ()
    assert (run.size, run.bold, run.color, run.background) == expected


def test_how_a_table_is_set() -> None:
    def cell(words: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = f"<a:tr>{cell('甲')}</a:tr><a:tr>{cell('乙')}</a:tr>"
    head = '<a:tblPr firstRow="1"><a:tableStyleId>{}</a:tableStyleId></a:tblPr>'
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{head}{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    first, second = load(styled(frame.format("S")), "a.pptx").styles or ()
    assert (first.bold, first.color, first.background) == (True, "#fafafa", "#4472c4")
    assert (second.bold, second.color, second.background) == (False, "#111111", "#eeeeee")
    unknown, _ = load(styled(frame.format("elsewhere")), "a.pptx").styles or ()
    assert (unknown.size, unknown.color, unknown.background) == (18.0, None, None)


def test_what_the_master_shows_is_read_once_and_its_placeholders_are_not() -> None:
    data = styled(shape("页"), master=shape("点此编辑标题", "title") + shape("投资有风险"))
    document = load(data, "a.pptx")
    assert document.text == "页\n投资有风险"
    assert [document.text[slice(*s)] for s in document.structure["header"]] == ["投资有风险"]


def test_words_of_charts_and_what_is_embedded() -> None:
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:v>稳健型</c:v><c:v>3.5</c:v>'
        "<c:v>稳健型</c:v></c:chartSpace>"
    )
    links = relations(
        ("c", "chart", "../charts/c.xml"),
        ("o", "oleObject", "../embeddings/o.bin"),
        ("i", "image", "../media/i.png"),
    )
    more = {"ppt/slides/_rels/slide1.xml.rels": links, "ppt/charts/c.xml": chart, "ppt/embeddings/o.bin": "x"}
    document = load(presentation([shape("页")], more=more), "a.pptx")
    assert document.text == "页\n稳健型"
    assert [(each.what, each.where, each.blocking) for each in document.unread] == [
        ("attachment", "第1页 ppt/embeddings/o.bin", True),
        ("picture", "第1页 ppt/media/i.png", False),
    ]
