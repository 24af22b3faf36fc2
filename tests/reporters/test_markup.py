"""Annotated pages: marks on exactly the words, the page otherwise as it was, nothing in it runs."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ReviewError
from engine.finding import Finding
from engine.formats.html_safe import POLICY
from engine.loaders.html import load
from engine.reporters.markup import annotate
from engine.text import Span
from tests.loaders.test_html import PARTS
from tests.reporters.annotating import finding, hows, on_words


class _Marks(HTMLParser):
    """What another parser finds between the marks of each finding."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []
        self.words: dict[int, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "mark" and "data-zhupi" in named:
            self.open.append(int(named["data-zhupi"] or 0) - 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark" and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for at in self.open:
            self.words[at] = self.words.get(at, "") + data


def marked(page: str) -> dict[int, str]:
    parser = _Marks()
    parser.feed(page)
    parser.close()
    return {at: "".join(words.split()) for at, words in parser.words.items()}


def without_inserts(page: str) -> str:
    """The page without all that an annotated copy has more."""
    page = re.sub(r'<section id="zhupi-findings".*?</section>', "", page, flags=re.S).replace(POLICY, "")
    page = re.sub(r'<mark(?: id="zhupi-\d+")? data-zhupi="\d+"[^>]*>', "", page)
    page = page.replace("</mark>", "").replace("data-zhupi-", "")
    return re.sub(r'(<script) type="text/plain"', r"\1", page, flags=re.I)


def annotated(source: str, *words: str) -> tuple[str, list[Finding], list[str]]:
    document = load(source.encode(), "page.html")
    findings = on_words(document, words)
    copy, placements = annotate(source.encode(), document, findings)
    return copy.decode(), findings, hows(placements)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>本产品保本保息</p>", ["保本"]),
        ("<p>本产品保<b>本保</b>息</p>", ["保本保息", "本保", "产品保"]),
        ("<p>零&#39118;&#x9669;&amp;高收益</p>", ["零风险&高", "风"]),
        ("<table><tr><td>费率<td>全网最低</table>", ["全网最低", "费率"]),
        ("<p>一\n  二<br>三</p>", ["一二\v三"]),
        ("<ul><li>最<!-- c -->高<li>国家级</ul>", ["最高", "国家级"]),
        ("<pre>保\n本</pre>", ["保\v本"]),
        ("<p>甲<span hidden>藏词</span>乙", ["甲乙", "藏词"]),
        ("<p><mark>保</mark>本", ["保本"]),
    ],
)
def test_marks_cover_exactly_the_words(source: str, words: list[str]) -> None:
    page, findings, placed = annotated(source, *words)
    assert placed == ["exact"] * len(words) == ["exact"] * len(findings)
    assert marked(page) == {at: re.sub(r"\s", "", word) for at, word in enumerate(words)}
    assert without_inserts(page) == source.replace("</mark>", "")


def test_overlapping_findings() -> None:
    page, _, placed = annotated("<p>甲乙<i>丙丁</i>戊己</p>", "甲乙丙", "乙丙丁戊", "丙", "甲乙丙丁戊己")
    assert placed == ["exact"] * 4
    assert marked(page) == {0: "甲乙丙", 1: "乙丙丁戊", 2: "丙", 3: "甲乙丙丁戊己"}
    assert len(re.findall(r' id="zhupi-\d+"', page)) == 4


def test_what_cannot_be_marked_is_listed() -> None:
    source = "<title>保本</title><select><option>零风险</select><svg><text>最高</text></svg><img alt='稳赚' src=a>文"
    page, findings, placed = annotated(source, "保本", "零风险", "最高", "稳赚")
    assert placed == ["nearby"] * 4
    assert "<mark" not in page
    assert all(f'<li id="zhupi-note-{at + 1}">' in page for at in range(len(findings)))


def test_a_unit_that_can_only_be_marked_whole() -> None:
    source = "<p>甲&nGt;乙</p>"  # one entity, two characters
    document = load(source.encode(), "page.html")
    copy, placements = annotate(source.encode(), document, [finding(Span(0, 2))])
    assert hows(placements) == ["widened"]
    assert ">甲&nGt;</mark>" in copy.decode()


def test_a_finding_on_the_whole_document() -> None:
    source = "<p>文</p></body></html>\n"
    document = load(source.encode(), "page.html")
    copy, placements = annotate(source.encode(), document, [finding(None, "缺少<风险>提示")])
    assert hows(placements) == ["nearby"]
    assert "缺少&lt;风险&gt;提示" in copy.decode()
    assert copy.decode().endswith("</section></body></html>\n")


HARMFUL = {
    "<body onload=alert(1)>文": "<body data-zhupi-onload=alert(1)>",
    "<a href='java&#10;script:alert(1)'>文</a>": "<a data-zhupi-href=",
    "<a href=' JavaScript:1'>文</a>": "<a data-zhupi-href=",
    "<script>alert(1)</script>文": '<script type="text/plain">',
    "<SCRIPT src=x></SCRIPT>文": '<SCRIPT type="text/plain" src=x>',
    "<iframe srcdoc='<script>1</script>'></iframe>文": "<iframe data-zhupi-srcdoc=",
    "<meta http-equiv=Refresh content='0;url=x'>文": "<meta data-zhupi-http-equiv=Refresh",
    "<form action=javascript:1>文": "<form data-zhupi-action=",
    "<svg/onload=alert(1)>文": "<svg/data-zhupi-onload=",
    "<img src=x onerror='1'/OnClick=2>文": "data-zhupi-onerror='1'/data-zhupi-OnClick=2",
}


@pytest.mark.parametrize(("source", "expected"), HARMFUL.items())
def test_nothing_runs(source: str, expected: str) -> None:
    page, _, _ = annotated(source, "文")
    assert expected in page
    assert POLICY in page
    assert without_inserts(page) == source


POLICY_PLACES = {
    "<!doctype html><html><head><meta charset=utf-8><script>1</script></head><body>文": (
        "<!doctype html><html><head><meta charset=utf-8>"
    ),
    "<html><head><title>题</title></head><body>文": "<html><head>",
    "<!doctype html>\n文": "<!doctype html>",
    "<script>1</script>文": "",
    "<html><head><script>1</script><meta charset=utf-8></head>文": "<html><head>",
}


@pytest.mark.parametrize(("source", "before"), POLICY_PLACES.items())
def test_the_policy_stands_before_all_that_it_forbids(source: str, before: str) -> None:
    page, _, _ = annotated(source, "文")
    assert page.partition(POLICY)[0] == before


@pytest.mark.parametrize(
    "source", ["<p>文</p><!-- 没有完", "<p>文</p><textarea>没有完", "<p>文</p><style>p{"]
)
def test_the_list_shows_after_what_is_left_open(source: str) -> None:
    page, _, placed = annotated(source, "文")
    assert placed == ["exact"]
    assert "不得承诺" in load(page.encode(), "copy.html").text


def test_notes_cannot_break_out() -> None:
    document = load("<p>文".encode(), "page.html")
    evil = "\"><script>alert(1)</script>'</mark></section>"
    copy, _ = annotate("<p>文".encode(), document, [finding(Span(0, 1), evil)])
    assert "<script" not in copy.decode()


def test_other_encodings_stay() -> None:
    source = "<meta charset=gbk><p>保本保息</p>"
    document = load(source.encode("gbk"), "page.html")
    copy, placements = annotate(source.encode("gbk"), document, on_words(document, ["保本"]))
    assert hows(placements) == ["exact"]
    assert marked(copy.decode("gb18030")) == {0: "保本"}


def test_another_file_is_refused() -> None:
    document = load("<p>一".encode(), "page.html")
    with pytest.raises(ReviewError) as caught:
        annotate("<p>二".encode(), document, [])
    assert caught.value.code == "changed"


@given(PARTS, st.data())
def test_any_page_comes_back_whole(source: str, data: st.DataObject) -> None:
    document = load(source.encode(), "page.html")
    size = len(document.text)
    cuts = data.draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)), max_size=5))
    findings = [finding(Span(min(pair), max(pair))) for pair in cuts if pair[0] != pair[1]]
    copy, placements = annotate(source.encode(), document, findings)
    page = copy.decode()
    assert without_inserts(page) == source
    assert [placement.finding for placement in placements] == list(range(len(findings)))
    for placement, each in zip(placements, findings, strict=True):
        if placement.how == "exact":
            assert (
                f'id="zhupi-{placement.finding + 1}"' in page
                or not document.text[slice(*each.span or ())].strip()
            )


@pytest.mark.external
def test_the_hard_page() -> None:
    path = Path(os.environ.get("ZHUPI_SHARED", "../shared"), "gold", "hard", "nasty.html")
    source = path.read_text("utf-8")
    words = [
        "保本保收益",
        "零风险",
        "收益率高达8.8%\v先到先得",
        "最高收益",
        "官方授权",
        "全网最低",
        "投资须谨慎",
    ]
    page, findings, placed = annotated(source, *words)
    assert without_inserts(page) == source
    found = marked(page)
    for at, (each, how) in enumerate(zip(findings, placed, strict=True)):
        text = load(source.encode(), "nasty.html").text[slice(*each.span or ())]
        assert how == "nearby" or found[at] == re.sub(r"\s", "", text)
    assert placed.count("nearby") == 2  # 保本保收益 in the description, 零风险 in the placeholder


HIDES = "<style>.a{{color:#fff}} .b::before{{content:'保本'}}</style><p class=a>{}</p><p class=b>文</p>"


def test_a_mark_on_text_in_the_colour_of_its_ground_and_one_on_text_of_the_style_sheet() -> None:
    copy, _, placed = annotated(HIDES.format("零风险"), "零风险", "保本文", "保本")
    assert placed == ["exact", "nearby", "nearby"]
    assert marked(copy) == {0: "零风险", 1: "文"}
