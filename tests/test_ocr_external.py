"""Recognition by the real recogniser (the extra `ocr`): hard pictures read whole, within its limits, without a network."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageOps

from engine.batch import Draft, Reviewer, Task, review_all
from engine.document import Document
from engine.formats.ocr import MEMORY
from engine.loaders import load
from engine.style import paler, prominent, smaller
from engine.text import Span
from engine.workers import Limits
from tests.packs import plan, rule_file

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ZHUPI_SHARED", ROOT.parent / "shared"))
HARD = SHARED / "gold" / "hard"
POSTER = (
    "稳盈宝", "尊享理财", "开门红专属 限时抢购", "近一年年化收益率高达", "8.88%", "保本保息 零风险 稳赚不赔", "起购金额", "1元起",
    "产品期限", "180天", "R2中低风险", "某某理财有限责任公司", "某某银行股份有限公司", "前100名客户赠送京东E卡200元",
    "名额有限先到先得", "国家级权威机构认证 全国销量第一", "理财非存款", "过往业绩不代表其未来表现", "不等于理财产品实际收益",
    "不构成对产品收益的承诺", "本活动最终解释权归本行所有", "Z7000125000888", "www.chinawealth.com.cn",
)  # fmt: skip
PAGE = (
    "某某银行理财产品销售协议", "学习，逐条对照", "三、加快服务转型", "切实提高客户满意度", "受疫情影响", "本产品保本保收益",
    "年化收益高达8.8%", "零风险。", "15金融守护”活动",
)  # fmt: skip
WORDS = {
    "poster.png": (POSTER, 1),
    "long.png": (POSTER, 5),
    "scan.pdf": (POSTER, 1),
    "page150.png": (PAGE, 1),
}
_SAME = str.maketrans({"，": ",", "：": ":", "！": "!", "；": ";", "（": "(", "）": ")", "・": "·", "\n": ""})


@pytest.fixture(scope="module")
def read() -> dict[str, Document]:
    return {name: load((HARD / name).read_bytes(), name) for name in WORDS}


@pytest.mark.parametrize("name", WORDS)
def test_hard_pictures_are_read_whole_and_once(read: dict[str, Document], name: str) -> None:
    words, times = WORDS[name]
    text = read[name].text.translate(_SAME)
    counts = {word: text.count(word.translate(_SAME)) for word in words}
    spaced = {w for w in words if " " in w}  # a narrow gap may be seen as none
    bare = text.replace(" ", "")
    counts |= {word: bare.count(word.translate(_SAME).replace(" ", "")) for word in spaced}
    assert counts == dict.fromkeys(words, times)
    assert read[name].unread == ()


def span(document: Document, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize("name", ["poster.png", "scan.pdf"])
def test_the_look_of_a_poster_is_that_of_its_pixels(read: dict[str, Document], name: str) -> None:
    document = read[name]
    runs = document.styles or ()
    warning, claim, term = (span(document, words) for words in ("理财非存款", "8.88%", "产品期限"))
    assert smaller(runs, warning, term) is True
    assert paler(runs, warning, claim) is True
    assert paler(runs, term, warning) is False
    stretches = prominent(runs)
    assert any(start <= claim[0] and claim[1] <= end for start, end in stretches)
    assert not any(start < warning[1] and warning[0] < end for start, end in stretches)


@pytest.mark.parametrize("name", ["poster.png", "page150.png"])
def test_the_boxes_of_characters_lie_on_their_ink(read: dict[str, Document], name: str) -> None:
    """Between a character's box and those beside it there is no ink of it left over: boxes follow each other."""
    document = read[name]
    image = Image.open(BytesIO((HARD / name).read_bytes())).convert("L")
    for before, after in zip(document.boxes, document.boxes[1:], strict=False):
        if after.start == before.end and abs(after.bottom - before.bottom) < 1:
            assert before.left < after.left
    inked = 0
    for box in document.boxes:
        left, right = box.left / 0.75, box.right / 0.75
        top, bottom = image.height - box.top / 0.75, image.height - box.bottom / 0.75
        low, high = image.crop((int(left), int(top), round(right) + 1, round(bottom) + 1)).getextrema()
        inked += high - low > 20
    blanks = sum(document.text[box.start].isspace() for box in document.boxes)
    assert inked >= (len(document.boxes) - blanks) * 0.99


def test_a_review_keeps_its_limits_and_gives_the_picture_back() -> None:
    names = ["poster.png", "long.png", "scan.pdf"]
    tasks = [Task(Draft(HARD / name, name, name), {}) for name in names]
    reviewer = Reviewer(plan(rule_file("「保本」")))
    found = dict(review_all(reviewer, tasks, limits=Limits(120.0)))
    results = [found[index] for index in range(len(tasks))]
    assert [len(result.review.findings) for result in results] == [2, 10, 2]
    assert {place.how for result in results for place in result.review.placements} == {"exact"}
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MEMORY
    poster, long, scan = (result.copy or b"" for result in results)
    for copy, name in ((poster, "poster.png"), (long, "long.png")):
        made, original = Image.open(BytesIO(copy)), Image.open(BytesIO((HARD / name).read_bytes()))
        assert made.format == "PNG"
        assert made.width == original.width
        assert made.height > original.height
    with pikepdf.open(BytesIO(scan)) as file:
        assert [str(mark.Subtype) for mark in file.pages[0].obj.Annots] == ["/Square"] * 2


def test_upside_down_and_sideways_pictures_are_read() -> None:
    poster = Image.open(BytesIO((HARD / "poster.png").read_bytes())).convert("RGB").crop((0, 880, 1080, 1460))
    for image in (poster.rotate(90, expand=True), poster.rotate(180), ImageOps.expand(poster, 40, "#202020")):
        out = BytesIO()
        image.save(out, "PNG")
        text = load(out.getvalue(), "a.png").text
        assert "某某理财有限责任公司" in text
        assert "全国销量第一" in text
        assert text.index("起购金额") < text.index("国家级权威机构认证")


OFFLINE = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a connection was asked for")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from engine.loaders import load
document = load(open(sys.argv[1], "rb").read(), sys.argv[1])
assert "保本" in document.text
"""


def test_nothing_is_fetched() -> None:
    command = [sys.executable, "-c", OFFLINE, str(HARD / "poster.png")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_picture_without_words_gives_no_text() -> None:
    out = BytesIO()
    Image.linear_gradient("L").resize((900, 600)).save(out, "PNG")
    document = load(out.getvalue(), "a.png")
    assert document.text == ""
    assert document.structure.get("page", ()) == ()


def test_a_finding_on_a_scanned_page_covers_its_words(read: dict[str, Document]) -> None:
    """The frame's pixels in the rendered page are where the words' own pixels are, turned as the page is shown."""
    document = read["scan.pdf"]
    at = Span(*span(document, "8.88%"))
    boxes = [box for box in document.boxes if at.start <= box.start < at.end]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    bottom, top = min(box.bottom for box in boxes), max(box.top for box in boxes)
    assert top - bottom > 2 * (right - left)  # the line stands on the page as it is shown
