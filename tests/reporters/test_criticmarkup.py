"""Annotated Markdown: marks on exactly the words, syntax whole, the text as it was."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ReviewError
from engine.loaders.markdown import load
from engine.reporters.criticmarkup import annotate
from engine.text import Span
from tests.loaders.test_markdown import SOURCES
from tests.reporters.annotating import finding, hows, on_words

MARKS = re.compile(r"\{==|==\}|\{>>.*?<<\}")


def annotated(source: str, *words: str) -> tuple[str, list[str]]:
    document = load(source.encode(), "draft.md")
    findings = on_words(document, words)
    copy, placements = annotate(source.encode(), document, findings)
    return re.sub(r"\{>>.*?<<\}", "{>>…<<}", copy.decode()), hows(placements)


CASES = {
    "本产品保本保息。": (["保本"], "本产品{==保本==}{>>…<<}保息。", ["exact"]),
    "# 保本 #\n": (["保本"], "# {==保本==}{>>…<<} #\n", ["exact"]),
    "买**保本**吧": (["保本"], "买{==**保本**==}{>>…<<}吧", ["exact"]),
    "买**本金保本**吧": (["保本"], "买{==**本金保本**==}{>>…<<}吧", ["widened"]),
    "买**这个金额**吧": (["个金"], "买**这{==个金==}额**{>>…<<}吧", ["exact"]),
    "保*本*保": (["保本保"], "{==保*本*保==}{>>…<<}", ["exact"]),
    "见[零风险](http://a 'b')。": (["零风险", "风"], "见{==[零风险](http://a 'b')==}{>>…<<}{>>…<<}。", ["exact", "widened"]),
    "码`零风险`": (["零风险"], "码{==`零风险`==}{>>…<<}", ["exact"]),
    "零\\*风&#38505;": (["*风险"], "零{==\\*风&#38505;==}{>>…<<}", ["exact"]),
    "甲乙丙丁": (["甲乙丙", "丙丁"], "{==甲乙==}{==丙==}{>>…<<}{==丁==}{>>…<<}", ["exact", "exact"]),
    "保\n本": (["保本"], "{==保==}\n{==本==}{>>…<<}", ["exact"]),
    "> - 保\n>   本": (["保本"], "> - {==保==}\n>   {==本==}{>>…<<}", ["exact"]),
    "| 保本 | a\\|b |\n|---|---|\n": (["保本", "a|b"], "| {==保本==}{>>…<<} | {==a\\|b==}{>>…<<} |\n|---|---|\n", ["exact"] * 2),
    "```\n保本\n```\n": (["保本"], "```\n保本\n```\n\n\n{>>…<<}\n", ["nearby"]),
    "![保本](a.png)": (["保本"], "![保本](a.png)\n\n{>>…<<}\n", ["nearby"]),
    "已有{==标记==}的保本": (["保本"], "已有{==标记==}的保本\n\n{>>…<<}\n", ["nearby"]),
    "保本\r\n\r\n**保息**\r\n": (["保本", "保息"], "{==保本==}{>>…<<}\r\n\r\n{==**保息**==}{>>…<<}\r\n", ["exact"] * 2),
}  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_marks(source: str) -> None:
    words, expected, placed = CASES[source]
    assert annotated(source, *words) == (expected, placed)


def test_a_note_stays_in_its_line_and_cell() -> None:
    source = "| 保本 | 乙 |\n|---|---|\n"
    document = load(source.encode(), "draft.md")
    each = finding(Span(0, 2), "一行\n二行 | `x` <<} {==z==} [a](b) <b>")
    copy, placements = annotate(source.encode(), document, [each])
    assert hows(placements) == ["exact"]
    assert copy.decode().count("\n") == source.count("\n")
    assert MARKS.sub("", load(copy, "copy.md").text) == document.text


def test_a_finding_on_the_whole_document() -> None:
    document = load("正文\n".encode(), "draft.md")
    copy, placements = annotate("正文\n".encode(), document, [finding(None)])
    assert hows(placements) == ["nearby"]
    assert copy.decode().startswith("正文\n\n\n{>>【高】不得承诺")


def test_another_file_is_refused() -> None:
    with pytest.raises(ReviewError) as caught:
        annotate("二".encode(), load("一".encode(), "draft.md"), [])
    assert caught.value.code == "changed"


def bare(text: str) -> str:
    return "".join(MARKS.sub("", text).split())


@given(SOURCES, st.data())
def test_any_file_comes_back_whole(source: str, data: st.DataObject) -> None:
    if source.startswith("---"):
        return
    document = load(source.encode(), "draft.md")
    size = len(document.text)
    cuts = data.draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)), max_size=4))
    findings = [finding(Span(min(pair), max(pair))) for pair in cuts if pair[0] != pair[1]]
    copy, placements = annotate(source.encode(), document, findings)
    assert [placement.finding for placement in placements] == list(range(len(findings)))
    text = copy.decode()
    assert MARKS.sub("", text).startswith(source)
    if "nearby" not in hows(placements):
        assert bare(load(copy, "copy.md").text) == bare(document.text)


@pytest.mark.external
@pytest.mark.parametrize("name", ["微信推文.md", "隐私政策.md"])
def test_real_drafts(name: str) -> None:
    data = Path(os.environ.get("ZHUPI_SHARED", "../shared"), "gold", "drafts", name).read_bytes()
    document = load(data, name)
    paragraphs = document.structure["paragraph"]
    findings = [finding(Span(start + (end - start) // 3, end)) for start, end in paragraphs]
    copy, placements = annotate(data, document, findings)
    assert MARKS.sub("", copy.decode()) == data.decode()
    assert set(hows(placements)) <= {"exact", "widened"}
    assert hows(placements).count("exact") >= 0.9 * len(findings)
