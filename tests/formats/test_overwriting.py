"""Words of Office files written over: every corner of them, and nothing else."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.errors import ReviewError
from engine.formats.opc import open_package
from engine.formats.overwriting import overwritten
from engine.formats.overwriting_cells import overwrite_cells
from tests.officefile import workbook
from tests.wordfile import p, run, unzipped, word

_M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = "word/document.xml"


def hide(text: str) -> str:
    return text.replace("甲乙丙", "甲**").replace("13912345670", "139****5670")


def test_only_parts_that_hold_something_change() -> None:
    data = word(p("甲乙丙"), parts={"header1": p("丁"), "footer1": p("又甲乙丙")})
    before, after = unzipped(data), unzipped(overwritten(open_package(data), hide))
    assert {name for name in before if before[name] != after[name]} == {_MAIN, "word/footer1.xml"}
    assert "甲**" in after[_MAIN].decode()


def test_words_over_several_runs_keep_their_runs() -> None:
    data = word(p(run("某甲"), run("乙", "<w:b/>"), run("丙丁")))
    after = etree.fromstring(unzipped(overwritten(open_package(data), hide))[_MAIN])
    assert [t.text for t in after.iter("{*}t")] == ["某甲", "*", "*丁"]


@pytest.mark.parametrize(
    "between",
    ["</w:p><w:p>", "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"],
    ids=["paragraph", "line", "tab"],
)
def test_words_that_a_break_parts_are_none(between: str) -> None:
    data = word(f"<w:p>{run('甲乙')}{between}{run('丙')}</w:p>")
    assert unzipped(overwritten(open_package(data), hide)) == unzipped(data)


def test_what_is_struck_out_parts_no_words() -> None:
    struck = (
        '<w:del w:id="1"><w:r><w:delText>改甲乙</w:delText></w:r><w:r><w:delText>丙</w:delText></w:r></w:del>'
    )
    data = word(p(run("甲乙"), struck, run("丙")))
    after = etree.fromstring(unzipped(overwritten(open_package(data), hide))[_MAIN])
    assert [t.text for t in after.iter("{*}t", "{*}delText")] == ["甲*", "改甲*", "*", "*"]


def test_the_preview_picture_goes_with_its_link() -> None:
    data = word(p("丁"), files={"docProps/thumbnail.jpeg": b"picture"})
    after = unzipped(overwritten(open_package(data), hide))
    assert "docProps/thumbnail.jpeg" not in after


def test_embedded_office_files_are_written_over_and_others_refused() -> None:
    inner = word(p("甲乙丙"))
    data = word(p("丁"), files={"word/embeddings/a.docx": inner})
    after = unzipped(overwritten(open_package(data), hide))
    assert "甲**" in unzipped(after["word/embeddings/a.docx"])[_MAIN].decode()
    with pytest.raises(ReviewError, match=r"a\.bin"):
        overwritten(open_package(word(p("丁"), files={"word/embeddings/a.bin": b"x"})), hide)


def sheet(cell: str) -> etree._Element:
    return etree.fromstring(
        f'<worksheet xmlns="{_M}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    )


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        ('<c r="A1"><v>13912345670</v></c>', '<c r="A1" t="str"><v>139****5670</v></c>'),
        (
            '<c r="A1"><f>B1</f><v>13912345670</v></c>',
            '<c r="A1" t="str"><f>"139****5670"</f><v>139****5670</v></c>',
        ),
        ('<c r="A1"><f>LEN("甲乙丙")</f><v>3</v></c>', '<c r="A1"><f>3</f><v>3</v></c>'),
        (
            '<c r="A1" t="str"><f>IF(B1="甲乙丙","a""b",1)</f><v>a"b</v></c>',
            '<c r="A1" t="str"><f>"a""b"</f><v>a"b</v></c>',
        ),
    ],
)
def test_cells(cell: str, after: str) -> None:
    root = sheet(cell)
    assert overwrite_cells(root, {}, hide)
    assert etree.tostring(root) == etree.tostring(sheet(after))


@pytest.mark.parametrize(
    "cell", ['<c r="A1"><v>42</v></c>', '<c r="A1" t="s"><v>0</v></c>', '<c r="A1"><f>B1</f><v>1</v></c>']
)
def test_cells_that_stay(cell: str) -> None:
    root = sheet(cell)
    assert not overwrite_cells(root, {}, hide)
    assert etree.tostring(root) == etree.tostring(sheet(cell))


def test_a_number_that_shows_as_an_amount_stays() -> None:
    assert not overwrite_cells(sheet('<c r="A1"><v>13912345670</v></c>'), {"A1": "13,912,345,670"}, hide)


def test_a_number_that_shows_in_another_form_is_refused() -> None:
    with pytest.raises(ReviewError, match="A1"):
        overwrite_cells(sheet('<c r="A1"><v>13912345670</v></c>'), {"A1": "1.39E+10"}, hide)


@pytest.mark.parametrize(
    "part",
    [
        f'<workbook xmlns="{_M}"><definedNames><definedName name="x">"甲乙丙"</definedName></definedNames></workbook>',
        f'<workbook xmlns="{_M}"><sheets><sheet name="甲乙丙"/></sheets></workbook>',
    ],
)
def test_names_and_formulas_that_would_break_are_refused(part: str) -> None:
    with pytest.raises(ReviewError) as refused:
        overwritten(open_package(workbook({"一": ""}, more={"xl/other.xml": part})), hide)
    assert refused.value.code == "redact"
