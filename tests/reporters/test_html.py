from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document import Document, Heading
from engine.finding import Finding, Related, Review
from engine.reporters import html
from engine.reporters.outline import leaves, outline
from engine.reporters.plain import page_text
from engine.rule import Severity
from engine.text import Span
from tests import builders
from tests.reporters.page import Page

RUN = builders.RUN
TEXT = html.report(builders.reviews(), RUN)
PAGE = Page(TEXT)


def one(review: Review) -> Page:
    return Page(html.report([review], RUN))


def test_ids_are_unique_and_every_link_leads_somewhere() -> None:
    assert len(set(PAGE.ids)) == len(PAGE.ids)
    assert set(PAGE.links) <= set(PAGE.ids)


@pytest.mark.parametrize("review", builders.reviews(), ids=lambda r: r.name)
def test_the_whole_draft_is_on_the_page(review: Review) -> None:
    if review.document:
        assert one(review).words("own words") == "".join(page_text(review.document.text).split())


@pytest.mark.parametrize("review", builders.reviews(), ids=lambda r: r.name)
def test_every_finding_has_its_card_and_its_mark(review: Review) -> None:
    page = one(review)
    assert sum("card" in value.split() for _, name, value in page.attributes if name == "class") == len(
        review.findings
    )
    placed = sum(f.span is not None for f in review.findings)
    assert len([i for i in page.ids if re.fullmatch(r"d1f\d+m", i)]) == placed
    for finding in review.findings:
        assert finding.rule in "".join(page.text_of["code"])


def test_marks_cover_the_words_of_their_finding() -> None:
    review = builders.wealth()
    page = one(review)
    marked = page.words("hit")
    for finding in review.findings:
        if finding.span and review.document:
            words = "".join(review.document.text[finding.span.start : finding.span.end].split())
            assert words in marked or finding.span.end - finding.span.start > 10


def test_nothing_of_a_draft_is_markup() -> None:
    assert "<script>alert" not in TEXT
    assert "&lt;script&gt;alert" in TEXT
    assert "{{ 7*7 }}" in TEXT
    assert PAGE.tags.count("script") == 1
    assert "\x1b" not in TEXT


def test_the_page_needs_no_network_and_only_its_own_code_may_run() -> None:
    assert not {name for _, name, _ in PAGE.attributes} & {"src", "style", "onclick", "onload"}
    assert "url(" not in TEXT
    assert "@import" not in TEXT
    policy = next(v for _, n, v in PAGE.attributes if n == "content" and v.startswith("default-src 'none'"))
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", TEXT, re.S)
        assert body
        digest = b64encode(sha256(body[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_the_draft_keeps_its_words_and_the_page_says_so() -> None:
    page = one(builders.message())
    assert "110101199003070134" in page.words("sheet")
    assert "110101199003070134" not in page.words("findings")
    assert "未作遮盖" in page.words("note")
    assert "未作遮盖" not in one(builders.wealth()).words("note")


def test_what_was_not_reviewed_is_said_and_never_clean() -> None:
    assert "已审部分未发现问题" in one(builders.partial()).words("verdict")
    assert "嵌入的网页无法读取" in one(builders.blocked()).words("warning")
    assert "encrypted" in one(builders.broken()).words("warning")
    for review in (builders.partial(), builders.blocked(), builders.broken()):
        assert "clean" not in {c for _, n, v in one(review).attributes if n == "class" for c in v.split()}
    assert "未发现问题" in one(builders.clean()).words("verdict")


def test_structure_is_shown_as_such() -> None:
    page = one(replace(builders.wealth(), answers=()))
    assert page.tags.count("tr") == 5 + 2
    assert page.tags.count("td") == 10 + 4
    for kind in ("header", "footer", "footnote", "hidden"):
        assert page.words(kind), kind
    assert "h3" in page.tags
    assert "h4" in page.tags


def test_a_card_tells_all_of_its_finding() -> None:
    shown = one(builders.wealth()).words("findings")
    for words in (
        "已废止", "征求意见稿", "（删除）", "「请谨慎」应为「须谨慎」", "字间夹有空格", "排名由谁", "同段另有兑付保证",
        "脚注中不能加批注", "法务确认不影响理解", "并不得含有下列内容", "待人判断", "缺失",
    ):  # fmt: skip
        assert words in shown, words


def test_a_link_of_a_provision_is_a_web_address_or_none() -> None:
    citation = replace(builders.PRIVACY_LAW, url="javascript:alert(1)")
    finding = replace(builders.message().findings[0], basis=(citation,))
    page = one(replace(builders.message(), findings=(finding,)))
    assert not [v for t, n, v in page.attributes if n == "href" and v.startswith("javascript")]


def test_languages() -> None:
    english = html.report([builders.wealth()], replace(RUN, lang="en"))
    assert '<html lang="en">' in english
    assert "Consumer-protection review" in english
    assert '<html lang="zh-CN">' in TEXT


def test_one_pages_landmarks_and_names() -> None:
    for tag in ("main", "header", "footer", "section", "form"):
        assert tag in PAGE.tags
    labelled = [n for t, n, _ in PAGE.attributes if t == "section" and n in ("aria-label", "aria-labelledby")]
    assert len(labelled) == PAGE.tags.count("section")


CSS = (Path(html.__file__).parent / "templates" / "report.css").read_text("utf-8")
COLOURS = ("critical", "high", "medium", "low", "info", "off", "soft", "ink", "vermilion", "good")
GROUNDS = {
    "good": ("good-wash", "sheet"),
    "off": ("off-wash", "sheet", "paper"),
    "vermilion": ("paper", "sheet"),
}


def _themes() -> list[dict[str, str]]:
    light, dark, *_ = re.findall(r":root \{(.*?)\}", CSS, re.S)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in (light, dark)]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
@pytest.mark.parametrize("name", COLOURS)
def test_contrast_is_enough(theme: dict[str, str], name: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5:1 for text."""
    wash = (f"{name}-wash",) if f"{name}-wash" in theme else ()
    for ground in GROUNDS.get(name, (*wash, "sheet", "paper")):
        dark, light = sorted((_luminance(theme[name]), _luminance(theme[ground])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_the_drafts_words_stay_readable_on_every_mark(theme: dict[str, str]) -> None:
    for name in ("critical", "high", "medium", "low", "info"):
        dark, light = sorted((_luminance(theme["ink"]), _luminance(theme[f"{name}-wash"])))
        assert (light + 0.05) / (dark + 0.05) >= 7, name


WORDS = st.text(alphabet='保本 \n|-<&"\x1b\v\r甲', max_size=60)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Sequence[Span]:
    points = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(points, points), max_size=4))
    return tuple(sorted(Span(min(p), max(p)) for p in pairs))


@st.composite
def any_review(draw: st.DrawFn) -> Review:
    """A draft with spans of every kind anywhere, as no loader should give them."""
    text = draw(WORDS)
    kinds = ("table", "row", "cell", "header", "footnote", "hidden", "item", "page", "comment")
    structure = {kind: draw(spans(text)) for kind in kinds}
    heads = tuple(Heading(*span, 1) for span in draw(spans(text)))
    document = Document(name="x", format="txt", text=text, structure=structure, headings=heads)
    base = Finding(rule="a/b", title="t<", severity=Severity.LOW, message="m", span=None)
    found = tuple(
        replace(base, span=span, related=tuple(Related(s, "n") for s in draw(spans(text))))
        for span in draw(spans(text))
    )
    return Review(name="x", document=document, findings=found)


@settings(max_examples=100, deadline=None)
@given(any_review())
def test_whatever_the_spans_the_page_is_sound_and_whole(review: Review) -> None:
    page = one(review)
    assert review.document
    text = page_text(review.document.text)
    table_lines = str.maketrans("", "", "|-")
    assert page.words("own words").translate(table_lines) == "".join(text.split()).translate(table_lines)
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.links) <= set(page.ids)
    blocks = list(leaves(outline(review.document)))
    assert all(a.end <= b.start for a, b in pairwise(blocks))
