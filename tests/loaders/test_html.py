"""HTML: what a reader sees, with its places; what is hidden, apart, or not read; styles; encodings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import Document, Heading
from engine.errors import ReviewError
from engine.loaders.html import load
from engine.structure import locate, regions
from engine.text import Span
from tests.loaders.anchors import assert_anchored, assert_structured


def read(source: str) -> Document:
    document = load(source.encode(), "page.html")
    assert_anchored(document, source)
    assert_structured(document)
    return document


def words(document: Document, kind: str) -> list[str]:
    return [document.text[start:end] for start, end in document.structure[kind]]


TEXTS = {
    "保<b>本</b>保<i class=x>息</i>": "保本保息",
    "<p>一\n  二<p>三 \n four  five": "一二\n三 four five",
    "前<br>后<br/><br>": "前\v后",
    "&#38646;&#x98ce;险&amp;&copy2026&nbsp;&unknown;&": "零风险&©2026\xa0&unknown;&",
    "a < b && c <3 d": "a < b && c <3 d",
    "甲<!-- 乙 -->丙<!-->丁<!---->戊": "甲丙丁戊",
    "<script>var a='<p>保本</p>'</script><style>p{}</style>文": "文",
    "<ul><li>一<li>二<ul><li>三</ul></ul>": "一\n二\n三",
    "<pre>一\n  二</pre>": "一\v二",
    "<textarea>a &lt;b></textarea>尾": "a <b>\n尾",
    "<select><option>甲<option>乙</select>": "甲\n乙",
    "<a title='x>y' href=\"javascript:1\">链</a>": "链\nx>y",
    '<p title=a"b>文': '文\na"b',
    "<div style='display:block'>甲<span style=\"display:block\">乙</span></div>": "甲\n乙",
    "前<span style='display:none'>藏</span>后": "前后\n藏",
    "<title>题</title><meta name=Description content='述'>文<img src=a alt='图'><input placeholder=示 value=值>": (
        "文\n题\n述\n图\n示\n值"
    ),
    "<svg><text>图中字</text></svg>": "图中字",
    "</p></div></x>文</body>尾": "文尾",
    "<a b='": "<a b='",
    "文<a <b": "文<a <b",
    "": "",
    "<p>　缩进</p>": "　缩进",
}


@pytest.mark.parametrize(("source", "expected"), TEXTS.items())
def test_text(source: str, expected: str) -> None:
    assert read(source).text == expected


def test_structure() -> None:
    document = read(
        "<h1>题<b>目</b></h1><p>文</p><h2>次</h2><table><tr><th>甲<td>乙<tr><td><p>丙<p>丁</table>尾"
        "<ol><li>项<table><tr><td>内</td></tr></table></li></ol>"
    )
    assert document.headings == (Heading(0, 2, 1), Heading(5, 6, 2))
    assert words(document, "table") == ["甲\n乙\n丙\n丁", "内"]
    assert words(document, "row") == ["甲\n乙", "丙\n丁", "内"]
    assert words(document, "cell") == ["甲", "乙", "丙\n丁", "内"]
    assert words(document, "item") == ["项\n内"]


def test_what_stands_apart_is_no_part_of_a_section() -> None:
    document = read("<title>题</title><h1>章</h1><p>文</p><p hidden>藏</p>")
    found = [document.text[start:end] for start, end in regions(document, "section")]
    assert found == ["章\n文\n", "题\n藏"]
    assert [document.text[start:end] for start, end in regions(document, "body")] == ["文"]
    assert [locate(document, Span(at, at + 1)) for at in (2, 4, 6)] == [
        "章 · 第1段",
        "页面附属文字",
        "隐藏文字",
    ]


def test_an_end_tag_does_not_reach_out_of_its_cell() -> None:
    document = read("<div><table><tr><td>甲</div></p>乙<td>丙</table></div>")
    assert words(document, "cell") == ["甲乙", "丙"]


HIDDEN = [
    "<p hidden>藏</p>",
    "<div style='display: none'><p>藏</div>",
    "<p style='visibility:hidden'>藏</p>",
    "<p style='font-size:0'>藏</p>",
    "<p style='opacity:0'>藏</p>",
    "<style>.gone{display:none}</style><p class='x gone'>藏</p>",
    "<style>#a .b{display:none}</style><div id=a><p><span class=b>藏</span></div>",
    "<style>.b{display:none!important}</style><p class=b style='display:block'>藏</p>",
    "<style>div>.b{visibility:hidden}</style><div><p class=b>藏</p></div>",
    "<style>@media screen and (min-width:600px){.b{font-size:0}}</style><p class=b>藏</p>",
    "<style>@supports (display:grid){@media all{.b{display:none}}}</style><p class=b>藏</p>",
    "<style>@font-face{src:url(x)} :root{--a:1} .b{opacity:0}</style><p class=b>藏</p>",
    "<style>.b{color:#fefefe}</style><p class=b>藏</p>",
    "<style>.a{background:#123} .b{color:#112233}</style><div class=a><p class=b>藏</p></div>",
    "<style>.b{color:transparent}</style><p class=b>藏</p>",
    "<style>.b{text-indent:-9999px}</style><p class=b>藏</p>",
    "<style>.b{position:absolute;left:-9999px}</style><p class=b>藏</p>",
    "<style>.b{position:absolute;clip:rect(0 0 0 0)}</style><p class=b>藏</p>",
    "<style>.b{height:0;overflow:hidden}</style><p class=b>藏</p>",
    "<style>.b::before{content:'藏';display:none}</style><p class=b></p>",
    "<style>.b::before{content:'藏'}</style><p class=b hidden></p>",
]


@pytest.mark.parametrize("source", HIDDEN)
def test_hidden_text_is_a_stream_of_its_own(source: str) -> None:
    document = read(f"前{source}后")
    assert words(document, "hidden") == ["藏"]
    assert [run.hidden for run in document.styles or ()] == [False, True]


def test_visible_within_invisible_is_seen() -> None:
    document = read("<div style='visibility:hidden'>藏<p style='visibility:visible'>见</p></div>")
    assert words(document, "hidden") == ["藏"]
    assert document.text == "见\n藏"


SEEN = [
    "<style>@media print{p{display:none}}</style><p>见",
    "<style>@media (max-width:600px){p{display:none}}</style><p>见",
    "<style>@media screen and (orientation:portrait){p{display:none}}</style><p>见",
    "<style>p:hover{display:none} p::before{content:'•'} p::after{content:url(a.png) counter(n)}</style><p>见",
    "<style>div>p{display:none}</style><div><ul><p>见</ul></div>",
    "<style>p{color:#fff}</style><div style='background:url(a.png)'><p>见</div>",
    "<style>p{color:#fff}</style><table background=a.png><tr><td><p>见</table>",
    "<style>p{color:#fff;position:absolute}</style><img><p>见",
    "<link rel=stylesheet href=a.css><p style='color:#fff'>见",
    "<style>@import 'a.css';</style><p style='color:white'>见",
    "<style>p{display:none!important} p{display:block}</style><p style='display:block!important'>见",
    "<style>.x{display:none</style><p>见",
    "<style>/* { */ p{color:red} } .x{display:none}</style><p>见",
]


@pytest.mark.parametrize("source", SEEN)
def test_what_a_reader_sees_is_not_hidden(source: str) -> None:
    document = read(source)
    assert document.text == "见"
    assert words(document, "hidden") == []


GENERATED = {
    "<style>.g::before{content:'保本'}</style><p>本品<b class=g>收益</b></p>": ("本品保本收益", ["保本"]),
    '<style>.g:after{content:" (" attr(data-x) ")"}</style><p class=g data-x="稳&amp;赚">甲</p>乙': (
        "甲 (稳&赚)\n乙", [" (", "稳", "&amp;", "赚", ")"]),
    "<style>p:before{content:\"\\4FDD \\672c息\"}</style><p>甲": ("保本息甲", ["\\4FDD ", "\\672c", "息"]),
    "<style>p::before{content:'甲';display:block}</style><p>乙": ("甲\n乙", ["甲"]),
    "<style>.a p::after{content:'甲'} .b p::after{content:'乙'}</style><div class=b><p>丙</div>": ("丙乙", ["乙"]),
    "<style>p::before{content:'甲;{乙}'}</style><p>丙": ("甲;{乙}丙", ["甲;{乙}"]),
    "<style>/* 注 */ p::before{content:'甲'} p::before{content:'乙' / '丙'}</style><p>丁": ("乙丁", ["乙"]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), GENERATED.items())
def test_text_that_a_style_sheet_makes(source: str, expected: tuple[str, list[str]]) -> None:
    document = read(source)
    assert document.text == expected[0]
    for written in expected[1]:
        assert any(source[a.offset : a.offset + a.length].startswith(written) for a in document.anchors)


def test_style_sheets_in_other_files_are_mentioned() -> None:
    assert "外部样式表" in read("<link rel='stylesheet' href=a.css>文").notes[0]
    assert read("<link rel=icon href=a.ico>文").notes == ()


STYLES = {
    "文": (12.0, False, "#000000", "#ffffff"),
    "<h1>文</h1>": (24.0, True, "#000000", "#ffffff"),
    "<p style='font-size:10px;color:#ccc'>文": (7.5, False, "#cccccc", "#ffffff"),
    "<p style='font:bold 20pt/1.5 serif'>文": (20.0, True, "#000000", "#ffffff"),
    "<style>p{font-size:2em} .b{font-weight:700}</style><p class=b>文": (24.0, True, "#000000", "#ffffff"),
    "<style>/* p{color:red} */ #i{color:blue} .c{color:red} p{color:green}</style><p id=i class=c>文": (
        12.0, False, "#0000ff", "#ffffff"),
    "<style>div p{color:red} a:hover p{color:blue} @media print{p{color:green}}</style><div><p>文": (
        12.0, False, "#ff0000", "#ffffff"),
    "<style>h1,small{font-size:50%}</style><small>文</small>": (6.0, False, "#000000", "#ffffff"),
    "<div style='background:#123456'><b style='color:rgba(255,255,255,.5)'>文": (12.0, True, "#889aaa", "#123456"),
    "<div style='background:linear-gradient(90deg,#000,#fff)'>文": (12.0, False, "#000000", None),
    "<font color=RED>文</font>": (12.0, False, "#ff0000", "#ffffff"),
    "<p style='color:rebeccapurple;font-size:calc(1px + 2px)'>文": (12.0, False, "#000000", "#ffffff"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), STYLES.items())
def test_styles(source: str, expected: tuple[float, bool, str, str | None]) -> None:
    (run,) = read(source).styles or ()
    assert (run.size, run.bold, run.color, run.background) == expected


def test_what_is_not_read_is_listed() -> None:
    unread = read(
        "<img src=a.png><noscript>关<b>脚</b></noscript><template>模</template><iframe src=b></iframe>文"
    ).unread
    assert [(entry.what, entry.where) for entry in unread] == [
        ("picture", "<img> a.png"),
        ("noscript", "<noscript>"),
        ("template", "<template>"),
        ("page", "<iframe> b"),
    ]


CHARSETS = [
    ("gb18030", "<meta charset=gb2312>"),
    ("gb18030", "<meta http-equiv=Content-Type content='text/html; charset=GBK'>"),
    ("big5", "<meta charset='Big5'>"),
    ("utf-8", "<meta charset=gb2312>"),  # what the file says is not what it is
    ("utf-8", ""),
    ("gb18030", ""),
    ("utf-16", "<meta charset=utf-16>"),
    ("utf-8-sig", "<meta charset=gbk>"),
]


@pytest.mark.parametrize(("encoding", "head"), CHARSETS)
def test_charsets(encoding: str, head: str) -> None:
    text = "理財產品不保證本金" if encoding == "big5" else "理财产品不保证本金"
    source = f"<html><head>{head}</head><body><p>{text}，投資</p>"
    document = load(source.encode(encoding), "page.html")
    assert document.text == f"{text}，投資"
    assert_anchored(document, source)


def test_the_language_that_a_page_names() -> None:
    assert read("<html lang=zh-CN>文").attributes == {"lang": "zh"}
    assert read("<html lang=fr>文").attributes == {}


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(ReviewError) as caught:
        load(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "page.html")
    assert caught.value.code in ("binary", "encoding")


PARTS = st.lists(
    st.sampled_from(
        ["保本", "a b", "\n", " ", "<p>", "</p>", "<b>", "</b>", "<br>", "<table>", "<tr>", "<td>", "</td>", "</table>",
         "<li>", "</li>", "<ul>", "</ul>", "<h1>", "</h1>", "<pre>", "</pre>", "<div style='display:none'>", "</div>",
         "<!--", "-->", "<", ">", "&", "&amp;", "&lt", "&#", "&#x4e2d;", "<script>", "</script>", "<title>", "</title>",
         "<textarea>", "</textarea>", "<img alt='图 片'>", "<a title=x", "'", '"', "=", "/", "<!", "</", "<?", "\t", "\r\n",
         "é", "🎉", "<button>", "</button>", "<template>", "</template>"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PARTS)
def test_every_anchor_leads_back(source: str) -> None:
    read(source)


HOSTILE = [
    "<div>" * 20_000 + "文",
    "<a " * 20_000,
    "<a x='" * 20_001,
    '<a x=">" ' * 20_000,
    "<!--" * 20_000,
    "<!" * 20_000,
    "&" * 50_000,
    "<p " + "a=b " * 20_000 + ">文",
    "</b>" * 20_000,
    "<b>" * 20_000 + "</i>" * 20_000,
    "<style>" + "a{" * 20_000 + "</style>文",
    "<style>" + "@media x{" * 20_000 + "</style>文",
    "<table><tr><td>" * 5_000 + "文",
    "<style>" + ".a .b .c{color:red}" * 2_000 + "</style>" + "<p class='a b c'>文</p>" * 2_000,
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_end(source: str) -> None:
    read(source)


def shared(*parts: str) -> Path:
    return Path(os.environ.get("ZHUPI_SHARED", "../shared")).joinpath(*parts)


@pytest.mark.external
def test_the_hard_page() -> None:
    data = shared("gold", "hard", "nasty.html").read_bytes()
    document = load(data, "nasty.html")
    assert_anchored(document, data.decode())
    seen = ["保本保收益\xa0&零风险", "年化收益率高达8.8%\v先到先得", "全国第一", "最高收益", "点击官方授权", "全网最低",
            "文本域:稳赚不赔", "投资须谨慎", "最高收益🎉零风险", "绝对安全", "100%本息保障", "零风险申购", "限时秒杀",
            "稳赚不赔理财"]  # fmt: skip
    assert [word for word in seen if word not in document.text] == []
    assert [
        word for word in ("注释", "模板", "禁用脚本", "alert", "var a", "content") if word in document.text
    ] == []
    assert words(document, "hidden") == ["内部隐藏词"]


@pytest.mark.external
def test_a_real_draft() -> None:
    data = shared("gold", "drafts", "基金宣传页.html").read_bytes()
    document = load(data, "基金宣传页.html")
    assert_anchored(document, data.decode())
    assert len(document.headings or ()) == 6
    assert len(words(document, "row")) == 9


@pytest.mark.external
def test_pages_of_parser_projects() -> None:
    pages = sorted(shared("gold", "external", "parser_corpus").rglob("*.htm*"))
    assert len(pages) == 23
    refused = []
    for page in pages:
        data = page.read_bytes()
        try:
            document = load(data, page.name)
        except ReviewError as error:
            refused.append((page.name.rsplit("__", 1)[-1], error.code))
            continue
        assert_structured(document)
        assert document.text.strip()
    assert refused == [("testArabicMisleadingCharset.html", "encoding")]
