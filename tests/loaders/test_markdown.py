"""Markdown: what a reader sees, with its places; what is no text; front matter."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from engine.document import Document, Heading
from engine.errors import ReviewError
from engine.loaders.markdown import load
from engine.structure import regions
from tests.loaders.anchors import assert_anchored, assert_structured


def read(source: str) -> Document:
    document = load(source.encode(), "draft.md")
    assert_anchored(document, source)
    assert_structured(document)
    return document


def words(document: Document, kind: str) -> list[str]:
    return [document.text[start:end] for start, end in document.structure[kind]]


TEXTS = {
    "保**本**保*息*": "保本保息",
    "年化[收益](http://a.cn/保本 '提示')高": "年化收益高\n提示",
    "见[条款][1]和[2]。\n\n[1]: http://a.cn/保本\n[2]: <http://b.cn>": "见条款和2。",
    "[a](b) b": "a b",
    "\\*保\\*&amp;&#38646;&lt;": "*保*&零<",
    "第一行\n第二行": "第一行第二行",
    "one\ntwo": "one two",
    "一行  \n二行\\\n三行": "一行\v二行\v三行",
    "码 `a  *b*` 与 `` c`d ``": "码 a  *b* 与 c`d",
    "```python\n保本 = 1\n\n  if x:\n```": "保本 = 1\v\vif x:",
    "    缩进\n    代码": "缩进\v代码",
    '![零风险*申购*](x.png "绝对安全")': "零风险申购\n绝对安全",
    "前<!-- 保本 -->后<br>尾": "前后\v尾",
    "<!-- 保本 -->\n\n文": "文",
    '<div title="保本">零<b>风</b>险<script>保本</script><p>二&amp;</p></div>': "零风险\n二&",
    "> 引用\n> 续行\n>\n> - 项\n>   续": "引用续行\n项续",
    "<http://a.cn/b>": "http://a.cn/b",
    "~~删除~~ ***粗斜***": "删除 粗斜",
    "标题\n===\n正文": "标题\n正文",
    "# 标题 `x` #\n正文\n***\n尾": "标题 x\n正文\n尾",
    "a*b * [未 `完": "a*b * [未 `完",
    "\t- 不是列表\n": "- 不是列表",
    "-\t项目\n\n\t段落": "项目\n段落",
    "": "",
}


@pytest.mark.parametrize(("source", "expected"), TEXTS.items())
def test_text(source: str, expected: str) -> None:
    assert read(source).text == expected


def test_headings_lists_and_tables() -> None:
    source = "# 一\n\n## 二 **粗**\n\n1. 甲\n2. 乙\n   - 丙\n\n| 期限 | 利\\|率 |\n|---|---|\n| 一年 | 1`%`|\n| 三年 |\n"
    document = read(source)
    assert document.text == "一\n二 粗\n甲\n乙\n丙\n期限\n利|率\n一年\n1%\n三年"
    assert document.headings == (Heading(0, 1, 1), Heading(2, 5, 2))
    assert words(document, "item") == ["甲", "乙\n丙", "丙"]
    assert document.labels == {6: "1.", 8: "2."}
    assert words(document, "table") == ["期限\n利|率\n一年\n1%\n三年"]
    assert words(document, "row") == ["期限\n利|率", "一年\n1%", "三年"]
    assert words(document, "cell") == ["期限", "利|率", "一年", "1%", "三年"]
    assert [document.text[s:e] for s, e in regions(document, "section")][1].startswith("二 粗\n甲")


def test_bold_is_known() -> None:
    document = read("平**粗**平\n\n# 题\n")
    assert [(document.text[run.start : run.end], run.bold) for run in document.styles or ()] == [
        ("平", False),
        ("粗", True),
        ("平", False),
        ("题", True),
    ]


def test_front_matter() -> None:
    source = "---\ntitle: 稳赚不赔\nmaterial: marketing\nproduct: [wealth, fund]\nextent: 'excerpt'\nother: 1\n---\n# 正文\n"
    document = read(source)
    assert dict(document.attributes) == {
        "material": "marketing",
        "product": "wealth,fund",
        "extent": "excerpt",
    }
    assert document.text == "正文\n稳赚不赔"
    assert words(document, "attribute") == ["稳赚不赔"]


@pytest.mark.parametrize("source", ["---\n\n正文\n\n---\n", "---\n正文\n", "正文\n---\na: b\n---\n"])
def test_a_rule_is_no_front_matter(source: str) -> None:
    assert read(source).attributes == {}
    assert "正文" in read(source).text


@pytest.mark.parametrize(
    ("front", "line"), [("material: [a\n", "line 3"), ("a: b\nmaterial: c: d\n", "line 3")]
)
def test_faulty_front_matter_is_refused(front: str, line: str) -> None:
    with pytest.raises(ReviewError, match=line) as caught:
        load(f"---\n{front}---\n正文\n".encode(), "draft.md")
    assert caught.value.code == "front-matter"


def test_pictures_are_listed() -> None:
    unread = read("![图](a.png)\n\n<p><img src=b.png></p>").unread
    assert [(entry.what, entry.where) for entry in unread] == [
        ("picture", "![图](a.png)"),
        ("picture", "<img>"),
    ]


def test_windows_line_ends() -> None:
    source = "---\r\nmaterial: sms\r\n---\r\n# 题\r\n一行\r\n二**行**\r\n\r\n`x\r\ny`\r\n"
    document = load(source.encode("gb18030"), "draft.md")
    assert_anchored(document, source)
    assert document.text == "题\n一行二行\nx y"
    assert document.attributes == {"material": "sms"}


SOURCES = st.lists(
    st.sampled_from(
        ["保本", "a b", "*", "**", "_", "`", "``", "[", "]", "(", ")", "](x)", "](x 't')", "![", "<", ">", "<b>", "<!--", "-->",
         "\n", "\n\n", "  \n", "\\\n", "- ", "1. ", "> ", "# ", "## ", "| ", "|\n|-|-|\n", "    ", "\t", "```\n", "&amp;", "&", "#",
         "\\", "\\*", "~~", "---\n", "===\n", "[a]: b\n", "<div>\n", "é", "🎉", "http://a.b", "<http://a.b>"]
    ),
    max_size=24,
).map("".join)  # fmt: skip


@given(SOURCES)
def test_every_anchor_leads_back(source: str) -> None:
    read(source)


_REFERENCE = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def reference(source: str) -> str:
    """All text of the parser's tokens, blanks left out."""
    found: list[str] = []
    for token in _REFERENCE.parse(source):
        found += [token.content] if token.type in ("fence", "code_block") else []
        shown = [child for child in token.children or [] if child.type in ("text", "code_inline")]
        found += [child.content for child in shown]
    return "".join("".join(found).split())


@given(SOURCES.filter(lambda source: "<" not in source and "![" not in source and "'t'" not in source))
def test_no_character_is_lost(source: str) -> None:
    if not source.startswith("---"):
        assert "".join(read(source).text.split()) == reference(source)


@pytest.mark.external
@pytest.mark.parametrize(("name", "headings", "rows"), [("微信推文.md", 7, 4), ("隐私政策.md", 20, 11)])
def test_real_drafts(name: str, headings: int, rows: int) -> None:
    data = Path(os.environ.get("ZHUPI_SHARED", "../shared"), "gold", "drafts", name).read_bytes()
    document = read(data.decode())
    assert (len(document.headings or ()), len(words(document, "row"))) == (headings, rows)
    for line in data.decode().splitlines():
        if not set("#|*-`!\\>") & set(line):
            assert re.sub(r"^\d+\. ", "", line.strip()) in document.text
