"""The annotated copy of a Word file: where comments stand, what they say, and what stays as it was."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.loaders.word import load
from engine.reporters import word as reporter
from engine.reporters.word import annotate
from engine.rule import Citation, Severity
from engine.text import Span
from tests.wordfile import NAMESPACES, field, p, run, table, text_box, unzipped, word, zipped

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PLAIN = p("本产品", "承诺保", run("本保息", "<w:b/>"), "，零风险。")


def finding(span: Span | None, **others: object) -> Finding:
    values = {"rule": "cn/a/b", "title": "不得承诺", "severity": Severity.HIGH, "message": "「{}」不妥。"}
    return Finding(span=span, **(values | others))  # type: ignore[arg-type]


def on(document: Document, words: str, **others: object) -> Finding:
    start = document.text.index(words)
    return finding(Span(start, start + len(words)), **others)


def marked(data: bytes) -> dict[str, str]:
    """The id of each comment of ours → the words it covers, read from the XML without the engine's walk."""
    parts = unzipped(data)
    body = etree.fromstring(parts["word/document.xml"])
    comments = etree.fromstring(
        next(data for name, data in parts.items() if re.fullmatch(r"word/comments\d*\.xml", name))
    )
    ours = {el.get(f"{W}id") for el in comments if el.get(f"{W}author") == "朱批"}
    covered: dict[str, str] = {}
    open_ids: set[str] = set()
    for el in body.iter():
        number = el.get(f"{W}id", "")
        if el.tag == f"{W}commentRangeStart" and number in ours:
            open_ids.add(number)
            covered[number] = ""
        elif el.tag == f"{W}commentRangeEnd":
            open_ids.discard(number)
        elif el.tag in (f"{W}t", f"{W}delText", f"{M}t"):
            for number in open_ids:
                covered[number] += el.text or ""
    references = [el.get(f"{W}id") for el in body.iter(f"{W}commentReference")]
    assert sorted(covered) == sorted(ours) == sorted(ref for ref in references if ref in ours)
    return covered


def texts(data: bytes) -> list[list[str]]:
    """The lines of each comment."""
    root = etree.fromstring(unzipped(data)["word/comments.xml"])
    return [["".join(t.text or "" for t in line.iter(f"{W}t")) for line in comment] for comment in root]


def test_comment_covers_the_words_across_runs() -> None:
    data = word(PLAIN)
    document = load(data, "a.docx")
    copy, placements = annotate(
        data, document, [on(document, "保本保息"), on(document, "零风险"), on(document, "本保")]
    )
    assert placements == (Placement(0, "exact"), Placement(1, "exact"), Placement(2, "exact"))
    assert list(marked(copy).values()) == ["保本保息", "本保", "零风险"]
    assert load(copy, "a.docx").text == document.text
    assert load(copy, "a.docx").styles == document.styles


def test_python_docx_reads_the_comments() -> None:
    data = word(PLAIN)
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "保本保息")])
    comments = list(docx.Document(BytesIO(copy)).comments)
    assert [(comment.author, comment.text.splitlines()[0]) for comment in comments] == [
        ("朱批", "【高】不得承诺")
    ]


def test_comment_text() -> None:
    data = word(PLAIN)
    document = load(data, "a.docx")
    said = on(
        document,
        "保本",
        severity=Severity.CRITICAL,
        kind="review",
        message="承诺\u0007保本。",
        basis=(
            Citation(cite="广告法", title="中华人民共和国广告法", article="第二十五条"),
            Citation(cite="办法", title="某办法"),
        ),
        suggestion="删除。",
        ask="是否属实？",
        replacement="不保本",
        notes=("产品类别未知。",),
    )
    copy, _ = annotate(data, document, [said])
    assert texts(copy) == [
        [
            "【严重·需人工确认】不得承诺",
            "承诺 保本。",
            "依据：《中华人民共和国广告法》第二十五条；《某办法》",
            "建议：删除。",
            "请确认：是否属实？",
            "可改为：不保本",
            "说明：产品类别未知。",
        ]
    ]


def test_comment_on_an_english_draft_is_english() -> None:
    data = word(p("Guaranteed returns"))
    document = load(data, "a.docx")
    act = Citation(cite="Act", title="Securities Act", article="s. 1")
    copy, _ = annotate(
        data, document, [on(document, "Guaranteed", title="No promise", message="It promises.", basis=(act,))]
    )
    assert texts(copy) == [["【High】No promise", "It promises.", "Basis: Securities Act s. 1"]]


def test_untouched_parts_are_kept_byte_for_byte() -> None:
    body = PLAIN + '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/></w:sectPr>'
    data = word(
        body, parts={"header1": p("页眉"), "styles": ""}, files={"word/media/a.png": b"\x89PNG" + bytes(5000)}
    )
    data = _with_zip_oddities(data)
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "保本")])
    before, after = zipfile.ZipFile(BytesIO(data)), zipfile.ZipFile(BytesIO(copy))
    changed = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert after.namelist() == [*before.namelist(), "word/comments.xml"]
    assert after.testzip() is None
    assert after.comment == before.comment
    for info in before.infolist():
        other = after.getinfo(info.filename)
        assert (info.date_time, info.external_attr, info.compress_type, info.comment) == (
            other.date_time,
            other.external_attr,
            other.compress_type,
            other.comment,
        )
        if info.filename not in changed:
            assert _packed(before, data, info) == _packed(after, copy, other)


def _with_zip_oddities(data: bytes) -> bytes:
    """The same entries, some stored, with dates, comments, sizes after the data, and an extra field."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at, (name, content) in enumerate(unzipped(data).items()):
            info = zipfile.ZipInfo(name, (2020, 1, at % 28 + 1, 8, 30, 0))
            info.compress_type = zipfile.ZIP_STORED if at % 2 else zipfile.ZIP_DEFLATED
            info.external_attr, info.comment, info.extra = 0o600 << 16, b"note", b"\x20\xa2\x02\x00ab"
            if at % 3 == 0:
                with archive.open(info, "w", force_zip64=True) as entry:
                    entry.write(content)
            else:
                archive.writestr(info, content)
        archive.comment = b"archive"
    return out.getvalue()


def _packed(archive: zipfile.ZipFile, data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The compressed bytes of an entry."""
    name, extra = (
        int.from_bytes(data[info.header_offset + at : info.header_offset + at + 2], "little")
        for at in (26, 28)
    )
    start = info.header_offset + 30 + name + extra
    return data[start : start + info.compress_size]


def test_200_comments_are_exact() -> None:
    clause = "第{0}条 甲方承诺保本保息，年化收益率{0}.5%，最终解释权归甲方所有。"
    parts = [p(*re.split(r"(?<=[，保])", clause.format(n))) for n in range(1, 41)]
    data = word("".join(parts) + table(*[[f"产品{n}", f"费率{n}%"] for n in range(1, 21)]))
    document = load(data, "a.docx")
    words = ["保本保息", "承诺保", "年化收益率", "解释权归甲方", "甲方"]
    spans = [m.span() for one in words for m in re.finditer(one, document.text)]
    spans += [m.span() for m in re.finditer(r"产品\d+|费率\d+%", document.text)]
    findings = [finding(Span(*span)) for span in spans][:200]
    copy, placements = annotate(data, document, findings)
    assert [placement.how for placement in placements] == ["exact"] * 200
    got = [text for _, text in sorted(marked(copy).items(), key=lambda item: int(item[0]))]
    assert got == [document.text[start:end] for start, end in spans[:200]]


EXACT = {
    "in a hyperlink": (
        p("见", f'<w:hyperlink w:anchor="a">{run("国家级平台")}</w:hyperlink>', "。"),
        "国家级",
    ),
    "into a hyperlink": (
        p("请见", f'<w:hyperlink w:anchor="a">{run("国家级平台")}</w:hyperlink>', "。"),
        "见国家",
    ),
    "in an insertion": (
        p("退", f'<w:ins w:id="1" w:author="张">{run("可能损失")}</w:ins>', "本金"),
        "能损失本",
    ),
    "around a deletion": (
        p("退", '<w:del w:id="1" w:author="张"><w:r><w:delText>绝无</w:delText></w:r></w:del>', "保本金"),
        "退保",
    ),
    "in a free control": (
        p("甲", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('张三绝对')}</w:sdtContent></w:sdt>"),
        "绝对",
    ),
    "in a control around paragraphs": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('稳赚不赔')}</w:sdtContent></w:sdt>",
        "不赔",
    ),
    "in a nested table": (table(["甲", p("乙") + table(["预期收益率"]) + p()]), "收益"),
    "over two paragraphs": (p("承诺保本") + p("保息"), "本\n保"),
    "over a deleted paragraph mark": (
        p("本金百分", properties='<w:rPr><w:del w:id="1" w:author="张"/></w:rPr>') + p("之百安全"),
        "百分之百",
    ),
    "over tabs and breaks": (
        p("<w:r><w:t>风险</w:t><w:tab/><w:t>提示</w:t><w:br/><w:t>如下</w:t></w:r>"),
        "险\t提示\v如",
    ),
    "a break alone": (p("<w:r><w:t>风险</w:t><w:br/><w:t>如下</w:t></w:r>"), "\v"),
    "outer spaces not shown": (p("<w:r><w:t>  甲 乙 </w:t></w:r>"), "甲 "),
    "beyond the basic plane": (p("🎉𠮷祥宝"), "𠮷祥"),
    "whole run": (p("甲", run("保本", "<w:b/>"), "乙"), "保本"),
    "around hidden words": (p("保", run("返佣", "<w:vanish/>"), "本"), "保本"),
    "around a note mark": (p("历史", '<w:r><w:footnoteReference w:id="2"/></w:r>', "业绩"), "史业"),
}


@pytest.mark.parametrize(("body", "words"), EXACT.values(), ids=EXACT.keys())
def test_exact(body: str, words: str) -> None:
    data = word(body)
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, words)])
    assert placements == (Placement(0, "exact"),)
    visible = re.sub(r"绝无|返佣", "", *marked(copy).values())
    assert visible == re.sub(r"[\n\t\v]", "", words)


WIDENED = {
    "complex field": (p("第", field("REF a", run("三条") + run("最高")), "款"), "最", "三条最高"),
    "into a field": (p("见第", field("REF a", run("三条")), "款"), "第三", "第三条"),
    "simple field": (
        p("自", f'<w:fldSimple w:instr=" DATE ">{run("今日保证")}</w:fldSimple>', "起"),
        "保证",
        "今日保证",
    ),
    "bound control": (
        p("甲", f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('张三绝对')}</w:sdtContent></w:sdt>"),
        "绝对",
        "张三绝对",
    ),
    "smart tag": (
        p(f"<w:smartTag>{run('建湖')}<w:smartTag>{run('支行')}</w:smartTag></w:smartTag>"),
        "支",
        "建湖支行",
    ),
    "ruby": (
        p("甲", f"<w:r><w:ruby><w:rt>{run('x')}</w:rt><w:rubyBase>{run('保本')}</w:rubyBase></w:ruby></w:r>"),
        "保",
        "x保本",
    ),
    "equation": (p("收益", "<m:oMath><m:r><m:t>P×8%</m:t></m:r></m:oMath>", "元"), "8%元", "P×8%元"),
}


@pytest.mark.parametrize(("body", "words", "covered"), WIDENED.values(), ids=WIDENED.keys())
def test_widened(body: str, words: str, covered: str) -> None:
    data = word(body)
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, words)])
    assert [placement.how for placement in placements] == ["widened"]
    assert list(marked(copy).values()) == [covered]


def test_nearby_where_word_takes_no_comments() -> None:
    body = p("首段") + p("前", text_box(p("限时秒杀")), "后", properties="<w:sectPr/>")
    body += p("二节", '<w:r><w:footnoteReference w:id="2"/></w:r>', "末") + p(
        "露", run("返佣", "<w:vanish/>")
    )
    body += "<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>绑定</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    body += '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/></w:sectPr>'
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注保证</w:t></w:r></w:p></w:footnote>'
    data = word(body, parts={"header1": p("页眉有保障"), "footnotes": note})
    document = load(data, "a.docx")
    words = ["秒杀", "有保障", "保证", "返佣", "绑定"]
    copy, placements = annotate(data, document, [*(on(document, one) for one in words), finding(None)])
    assert [placement.how for placement in placements] == ["nearby"] * 6
    assert all(placement.why for placement in placements)
    covered = [text for _, text in sorted(marked(copy).items(), key=lambda item: int(item[0]))]
    assert covered == ["限时秒杀限时秒杀", "二节", "", "露", "露", "首段"]
    assert [lines[1] for lines in texts(copy)][:5] == [
        "【文本框或图「秒杀」】",
        "【页眉「有保障」】",
        "【脚注「保证」】",
        "【隐藏文字「返佣」】",
        "【内容控件「绑定」】",
    ]
    assert unzipped(copy)["word/header1.xml"] == unzipped(data)["word/header1.xml"]
    assert unzipped(copy)["word/footnotes.xml"] == unzipped(data)["word/footnotes.xml"]


FLOATING = text_box(p("限时秒杀")).replace("<a:graphic>", "<wp:wrap{}/><a:graphic>")


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        (p(FLOATING.format("Square")), "后段"),
        (f"<w:sdt><w:sdtContent>{p(FLOATING.format('Tight'))}</w:sdtContent></w:sdt>", "后段"),
        (p("前", FLOATING.format("Square")), "限时秒杀限时秒杀"),
        (p(FLOATING.format("None")), "限时秒杀限时秒杀"),
    ],
)
def test_a_drawing_that_text_flows_around_takes_a_comment_only_beside_words(host: str, covered: str) -> None:
    data = word(p("首段") + host + p("后段"))
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, "秒杀")])
    assert [placement.how for placement in placements] == ["nearby"]
    assert list(marked(copy).values()) == [covered]
    assert texts(copy)[0][1] == "【文本框或图「秒杀」】"


def test_a_span_half_in_a_text_box_says_so() -> None:
    data = word(p("前", text_box(p("盒"))) + p("后"))
    copy, placements = annotate(data, load(data, "a.docx"), [finding(Span(0, 3))])
    assert [placement.how for placement in placements] == ["nearby"]
    assert texts(copy)[0][1] == "【正文「前 盒」】"


def test_a_body_without_words() -> None:
    body = (
        "<w:p><w:pPr/></w:p>" + '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/></w:sectPr>'
    )
    data = word(body, parts={"header1": p("页眉")})
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, "页"), finding(None)])
    assert [placement.how for placement in placements] == ["nearby", "nearby"]
    assert marked(copy) == {"0": "", "1": ""}


def test_no_paragraph_that_takes_a_comment() -> None:
    body = "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>保本</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    data = word(body)
    copy, placements = annotate(data, load(data, "a.docx"), [finding(Span(0, 2))])
    assert copy == data
    assert [placement.how for placement in placements] == ["report-only"]


def test_no_findings_leave_the_file_as_it_is() -> None:
    data = word(PLAIN)
    assert annotate(data, load(data, "a.docx"), []) == (data, ())


PIECES = [
    "保本",
    run("稳赚", "<w:b/>"),
    run("返佣", "<w:vanish/>"),
    f'<w:hyperlink w:anchor="a">{run("链接")}</w:hyperlink>',
    f'<w:ins w:id="901" w:author="张">{run("插入")}</w:ins>',
    '<w:del w:id="902" w:author="张"><w:r><w:delText>删去</w:delText></w:r></w:del>',
    field("REF a", run("域果")),
    f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>",
    "<w:r><w:t>一</w:t><w:tab/><w:t> 二 </w:t><w:br/><w:t>三</w:t></w:r>",
    text_box(p("盒子")),
    "<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>",
    '<w:r><w:footnoteReference w:id="2"/></w:r>',
    '<w:bookmarkStart w:id="903" w:name="b"/>',
]


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=6), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12), st.none() | st.sampled_from(["", "改"])), max_size=8
    ),
    st.booleans(),
)
def test_any_findings_on_any_file(
    paragraphs: list[list[str]], places: list[tuple[int, int, str | None]], suggest: bool
) -> None:
    """The text stays, every finding is placed, and what is called exact covers its words and no more."""
    data = word("".join(p(*pieces) for pieces in paragraphs) + table(["表", p("格")]))
    document = load(data, "a.docx")
    end = len(document.text)
    findings = [
        finding(Span(start % end, min(start % end + length, end)), replacement=text)
        for start, length, text in places
    ]
    copy, placements = annotate(data, document, findings, suggest=suggest)
    assert [placement.finding for placement in placements] == list(range(len(findings)))
    assert _rejected(copy) == document.text
    placed = [at for at, placement in enumerate(placements) if placement.how != "report-only"]
    covered = marked(copy) if placed else {}
    for at, number in zip(placed, sorted(covered, key=int), strict=True):
        if placements[at].how == "exact" and not suggest:
            assert _seen(covered[number]) == _seen(_words_of(document, findings[at]))
    for at in set(range(len(findings))) - set(placed):
        assert _words_of(document, findings[at]).strip("\n") == ""


def _seen(words: str) -> str:
    """Without what stands apart in the text and what the XML has as elements."""
    return re.sub(r"\s|返佣|删去|盒子", "", words)


def _words_of(document: Document, found: Finding) -> str:
    assert found.span is not None
    return document.text[found.span.start : found.span.end]


def test_existing_comments_stay() -> None:
    there = '<w:comment w:id="7" w:author="李"><w:p><w:r><w:t>已有</w:t></w:r></w:p></w:comment>'
    body = p("甲", '<w:commentRangeStart w:id="7"/>', "本行推荐", '<w:commentRangeEnd w:id="7"/>')
    body = body.replace("</w:p>", '<w:r><w:commentReference w:id="7"/></w:r><w:r><w:t>第一</w:t></w:r></w:p>')
    data = word(body, parts={"comments": there})
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "推荐第一"), on(document, "行推")])
    assert texts(copy)[0] == ["已有"]
    assert sorted(marked(copy).items()) == [("8", "推荐第一"), ("9", "行推")]
    assert set(unzipped(copy)) == set(unzipped(data))
    again, _ = annotate(copy, load(copy, "a.docx"), [on(document, "甲")])
    assert marked(again)["10"] == "甲"


def test_the_gravest_findings_are_kept_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporter, "MAX_COMMENTS", 2)
    data = word(PLAIN)
    document = load(data, "a.docx")
    findings = [
        on(document, "本产品", severity=Severity.LOW),
        on(document, "保本", severity=Severity.CRITICAL),
        on(document, "零", severity=Severity.HIGH),
    ]
    copy, placements = annotate(data, document, findings)
    assert [placement.how for placement in placements] == ["report-only", "exact", "exact"]
    assert list(marked(copy).values()) == ["保本", "零"]


def test_a_comment_that_misses_its_words_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is read again: a fault in writing shows as `report-only`, not as a comment in the wrong place."""
    inserted = reporter.insert_ranges

    def faulty(ranges, style):  # type: ignore[no-untyped-def]
        first = ranges[0][1]
        shifted = first._replace(start=first.start._replace(offset=0)) if first.start.offset else first
        inserted([(ranges[0][0], shifted), *ranges[1:]], style)

    monkeypatch.setattr(reporter, "insert_ranges", faulty)
    data = word(p("承诺保本"))
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, "保本"), on(document, "承诺")])
    assert [placement.how for placement in placements] == ["report-only", "exact"]
    assert placements[0].why
    assert list(marked(copy).values()) == ["承诺"]


def test_a_copy_whose_text_differs_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(ranges, style):  # type: ignore[no-untyped-def]
        ranges[0][1].start.atom.element.text = "变了"

    monkeypatch.setattr(reporter, "insert_ranges", faulty)
    data = word(p("承诺保本"))
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, "保本")])
    assert copy == data
    assert [placement.how for placement in placements] == ["report-only"]


def test_a_file_that_is_not_the_one_reviewed_is_refused() -> None:
    data = word(PLAIN)
    with pytest.raises(ReviewError) as caught:
        annotate(word(p("别的")), load(data, "a.docx"), [finding(None)])
    assert caught.value.code == "changed"


def test_strict_file_stays_strict() -> None:
    entries = {
        name: data.replace(
            b"schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, data in unzipped(word(PLAIN)).items()
    }
    data = zipped(entries)
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, "保本")])
    assert [placement.how for placement in placements] == ["exact"]
    for name, content in unzipped(copy).items():
        assert b"openxmlformats.org/wordprocessingml/2006/main" not in content, name
        assert b"openxmlformats.org/officeDocument/2006/relationships" not in content, name


SUGGESTED = {
    "over runs": (PLAIN, "保本保息", "非保本浮动收益", True),
    "one run": (p("年化收益高达8%"), "高达", "为", True),
    "in an insertion": (
        p("退", f'<w:ins w:id="3" w:author="张">{run("可能损失吗")}</w:ins>', "完"),
        "能损",
        "会亏",
        True,
    ),
    "end of an insertion": (
        p("退", f'<w:ins w:id="3" w:author="张">{run("可能")}</w:ins>'),
        "可能",
        "会",
        True,
    ),
    "in a hyperlink": (
        p("见", f'<w:hyperlink w:anchor="a">{run("国家级平台")}</w:hyperlink>'),
        "国家级",
        "本行",
        True,
    ),
    "around a deletion": (
        p("退", '<w:del w:id="1" w:author="张"><w:r><w:delText>绝无</w:delText></w:r></w:del>', "保本金"),
        "退保",
        "退",
        True,
    ),
    "with a tab": (p("<w:r><w:t>风险</w:t><w:tab/><w:t>提示</w:t></w:r>"), "险\t提", "险提", True),
    "deletion only": (p("全国最佳的产品"), "最佳的", "", True),
    "field": (p("第", field("REF a", run("三条")), "款"), "三", "四", False),
    "two paragraphs": (p("承诺保本") + p("保息"), "本\n保", "本保", False),
    "around hidden words": (p("保", run("返佣", "<w:vanish/>"), "本"), "保本", "稳", False),
}


@pytest.mark.parametrize(("body", "words", "text", "done"), SUGGESTED.values(), ids=SUGGESTED.keys())
def test_suggestions(body: str, words: str, text: str, done: bool) -> None:
    data = word(body)
    document = load(data, "a.docx")
    copy, placements = annotate(data, document, [on(document, words, replacement=text)], suggest=True)
    assert placements[0].how in ("exact", "widened")
    root = etree.fromstring(unzipped(copy)["word/document.xml"])
    ours = [el for el in root.iter(f"{W}ins", f"{W}del") if el.get(f"{W}author") == "朱批"]
    assert bool(ours) is done
    ids = [el.get(f"{W}id") for el in root.iter(f"{W}ins", f"{W}del")]
    assert len(ids) == len(set(ids))
    assert not any(el.tag == f"{W}ins" for nested in root.iter(f"{W}ins") for el in nested.iterancestors())
    accepted = document.text.replace(words, text) if done else document.text
    assert load(copy, "a.docx").text == accepted
    assert _rejected(copy) == document.text


def _rejected(copy: bytes) -> str:
    """The text with our changes rejected, as Word does it."""
    entries = unzipped(copy)
    root = etree.fromstring(entries["word/document.xml"])
    for el in [el for el in root.iter(f"{W}ins", f"{W}del") if el.get(f"{W}author") == "朱批"]:
        if el.tag == f"{W}del":
            for deleted in el.iter(f"{W}delText"):
                deleted.tag = f"{W}t"
            for child in el:
                el.addprevious(child)
        el.getparent().remove(el)
    return load(zipped(entries | {"word/document.xml": etree.tostring(root)}), "a.docx").text


def test_overlapping_suggestions_leave_the_first() -> None:
    data = word(PLAIN)
    document = load(data, "a.docx")
    findings = [on(document, "保本", replacement="甲"), on(document, "本保息", replacement="乙")]
    copy, placements = annotate(data, document, findings, suggest=True)
    assert [placement.how for placement in placements] == ["exact", "exact"]
    assert load(copy, "a.docx").text == document.text.replace("保本", "甲")
    assert [lines[-1] for lines in texts(copy)] == ["「{}」不妥。", "可改为：乙"]


def test_a_suggestion_keeps_the_formatting_of_the_first_words() -> None:
    data = word(p("甲", run("保本", "<w:b/>"), run("保息", "<w:i/>")))
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "保本保息", replacement="稳健")], suggest=True)
    changed = load(copy, "a.docx")
    assert [(changed.text[r.start : r.end], r.bold) for r in changed.styles or ()] == [
        ("甲", False),
        ("稳健", True),
    ]


def test_split_runs_do_not_share_the_id_of_a_formatting_change() -> None:
    change = '<w:b/><w:rPrChange w:id="5" w:author="张"><w:rPr/></w:rPrChange>'
    data = word(p(run("承诺保本保息", change)))
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "保本")])
    root = etree.fromstring(unzipped(copy)["word/document.xml"])
    assert len(list(root.iter(f"{W}rPrChange"))) == 1
    assert [r.bold for r in load(copy, "a.docx").styles or ()] == [True]


def test_comment_styles_are_those_of_the_file_by_name() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="a5"><w:name w:val="annotation reference"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a6"><w:name w:val="annotation text"/></w:style>'
    )
    data = word(PLAIN, parts={"styles": styles})
    document = load(data, "a.docx")
    copy, _ = annotate(data, document, [on(document, "保本")])
    comments = unzipped(copy)["word/comments.xml"].decode()
    assert 'w:pStyle w:val="a6"' in comments
    assert 'w:rStyle w:val="a5"' in comments
    assert NAMESPACES.split('"')[1] in comments
