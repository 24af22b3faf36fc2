"""Pictures as drafts: what is read of them, how it is set, and what is said where nothing can be read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engine.batch import Draft, Result, Reviewer, review_draft
from engine.errors import ReviewError
from engine.finding import RunInfo
from engine.formats.ocr_choice import AUTO, Ocr
from engine.loaders import PICTURES, load
from engine.reporters.summary import exit_code, verdict
from engine.review import review_document
from engine.style import body_size, contrast, paler, prominent, smaller
from tests.ocrfile import Sheet, Words, use, without_ocr
from tests.packs import plan, rule_file

POSTER = Sheet(
    (900, 900),
    [
        Words("稳健理财", 100, 40, 90),
        Words("年化收益率八点八", 100, 200),
        Words("产品期限三百天", 100, 300),
        Words("理财非存款产品有风险", 100, 700, 18, red=150),
    ],
)


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_a_poster_is_read_from_top_to_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    document = load(POSTER.data(), "海报.png")
    assert document.text.split("\n") == [words.text for words in POSTER.lines]
    assert (document.format, len(document.structure["page"]), len(document.structure["paragraph"])) == (
        "picture",
        1,
        4,
    )
    assert any("OCR" in note for note in document.notes)
    assert not document.unread


def test_columns_of_a_poster_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [Words(f"左栏第{n}行文字写满", 20, 50 + 60 * i) for i, n in enumerate("一二三四")]
    right = [Words(f"右栏第{n}行文字写满", 560, 80 + 60 * i) for i, n in enumerate("一二三四")]
    sheet = Sheet((1000, 400), [*left, *right])
    use(monkeypatch, sheet)
    text = load(sheet.data(), "海报.png").text
    assert text.index("左栏第四行") < text.index("右栏第一行")


def test_a_wrapped_sentence_is_one_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((700, 300), [Words("本产品不保证本金和收益请您", 20, 20), Words("谨慎投资。", 20, 70)])
    use(monkeypatch, sheet)
    assert load(sheet.data(), "a.png").text == "本产品不保证本金和收益请您谨慎投资。"


def test_every_character_has_its_box(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    document = load(POSTER.data(), "海报.png")
    assert [document.text[box.start : box.end] for box in document.boxes] == list(
        document.text.replace("\n", "")
    )
    first = document.boxes[0]
    pixels = [side / 0.75 for side in (first.left, first.bottom, first.right, first.top)]
    assert pixels == pytest.approx([104, 900 - 126, 186, 900 - 44], abs=2)


def test_a_turned_poster_has_its_boxes_where_they_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((600, 400), [Words("投资须谨慎", 50, 30)])
    upright = sheet.image()

    def recognise(image: Image.Image) -> list[object]:
        return list(sheet.recognise(image)) if image.tobytes() == upright.tobytes() else []

    use(monkeypatch, sheet)
    monkeypatch.setattr("engine.formats.ocr.recognise", recognise)
    monkeypatch.setattr("engine.formats.ocr._turns", lambda lines: (90, 180, 270))
    for turn, place in ((270, (330, 51)), (180, (510, 330)), (90, (31, 510))):
        out = BytesIO()
        upright.rotate(turn, expand=True).save(out, "PNG")
        document = load(out.getvalue(), "a.png")
        assert document.text == "投资须谨慎"
        box = document.boxes[0]
        height = 400 if turn == 180 else 600
        assert (box.left / 0.75, height - box.top / 0.75) == pytest.approx(place, abs=4)


def test_what_is_small_pale_or_stands_out_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    document = load(POSTER.data(), "海报.png")
    runs = document.styles or ()
    claim, warning = at(document.text, "年化收益率八点八"), at(document.text, "理财非存款产品有风险")
    assert smaller(runs, warning, claim) is True
    assert smaller(runs, claim, warning) is False
    assert paler(runs, warning, claim) is True
    assert prominent(runs) == [at(document.text, "稳健理财")]
    assert body_size(runs) == pytest.approx(40 * 0.75, rel=0.1)
    assert contrast(runs[-1]) < contrast(runs[0])


def test_a_rule_on_style_is_decided_on_a_poster(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    document = load(POSTER.data(), "海报.png")
    rule = rule_file("「理财非存款」 smaller than 「年化收益率」")
    (finding,) = review_document(plan(rule), document).findings
    assert finding.span == at(document.text, "理财非存款")


def test_shades_of_one_ground_do_not_make_words_stand_out_but_a_card_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [Words("渐变底色上的一行字", 50, 40 + 100 * i) for i in range(10)]
    sheet = Sheet((900, 1100), lines, shaded=(200, 60))
    use(monkeypatch, sheet)
    document = load(sheet.data(), "海报.png")
    assert len({run.background for run in document.styles or ()}) > 3
    assert prominent(document.styles or ()) == []
    runs = [run._replace(background="#fff5e1") if run.start == 10 else run for run in document.styles or ()]
    assert prominent(runs) == [(10, 19)]


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without_ocr(monkeypatch)
    for ending in PICTURES:
        with pytest.raises(ReviewError) as refused:
            load(POSTER.data(), f"海报{ending}")
        assert refused.value.code == "no-ocr"
        assert "pip install 'zhupi[ocr]'" in refused.value.message
        assert f"海报{ending}" in refused.value.message


def test_recognition_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    with pytest.raises(ReviewError, match="--ocr off"):
        load(POSTER.data(), "海报.png", Ocr("off"))


def test_a_fault_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, POSTER)
    with pytest.raises(ReviewError, match=r"海报\.png：内容不是能读取的图片"):
        load(b"no picture", "海报.png")


def test_a_picture_without_words_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((100, 100), [])
    use(monkeypatch, sheet)
    assert load(sheet.data(), "空白.png").text == ""


@pytest.mark.parametrize(("format", "blocking"), [("GIF", False), ("TIFF", True)])
def test_further_frames_are_listed(monkeypatch: pytest.MonkeyPatch, format: str, blocking: bool) -> None:
    use(monkeypatch, POSTER)
    other = Sheet((900, 900), [Words("另一帧", 10, 10)]).image()
    data = POSTER.data(format, save_all=True, append_images=[other])
    (entry,) = load(data, f"a.{format.lower()}").unread
    assert (entry.what, entry.blocking) == ("page", blocking)
    assert "2 帧" in entry.why


def reviewed(tmp_path: Path, sheet: Sheet, ocr: Ocr = AUTO) -> Result:
    path = tmp_path / "海报.png"
    path.write_bytes(sheet.data())
    rules = plan(rule_file("「保本」"))
    return review_draft(Reviewer(rules, ocr=ocr), Draft(path, path.name, "海报.朱批.png"), {})


def test_a_picture_without_words_is_not_reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((100, 100), [])
    use(monkeypatch, sheet)
    assert reviewed(tmp_path, sheet).review.error == "empty"
    assert exit_code([reviewed(tmp_path, sheet).review], RunInfo(version="1")) == 3


def test_a_picture_is_not_reviewed_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_ocr(monkeypatch)
    review = reviewed(tmp_path, POSTER).review
    assert (review.error, verdict(review, RunInfo(version="1"))) == ("no-ocr", "not-reviewed")
    assert "zhupi[ocr]" in review.findings[0].message


def test_doubtful_words_keep_a_draft_from_being_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = Sheet((600, 200), [Words("投资须谨慎", 20, 20), Words("模糊不清", 20, 100, confidence=0.6)])
    use(monkeypatch, sheet)
    review = reviewed(tmp_path, sheet).review
    assert verdict(review, RunInfo(version="1")) == "partial"
    assert verdict(review, RunInfo(version="1", strict=True)) == "not-reviewed"


def test_a_finding_comes_back_on_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet((600, 200), [Words("本产品保本", 20, 20)])
    use(monkeypatch, sheet)
    result = reviewed(tmp_path, sheet)
    assert [place.how for place in result.review.placements] == ["exact"]
    assert result.copy is not None
    assert Image.open(BytesIO(result.copy)).width == 600


def test_lines_with_double_spacing_are_one_paragraph_and_clauses_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = "银行可以随时变更本协议的任何内容而不"
    lines = [Words(full, 20, 20 + 90 * at) for at in range(6)]
    sheet = Sheet(
        (800, 800), [*lines, Words("另行通知。", 20, 560), Words("二、客户同意上述内容并愿意遵守", 20, 650)]
    )
    use(monkeypatch, sheet)
    assert load(sheet.data(), "a.png").text == f"{full * 6}另行通知。\n二、客户同意上述内容并愿意遵守"
