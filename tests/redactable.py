"""Drafts of every format that hold the same made-up personal data, in as many corners as the format has."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from tests.officefile import presentation, relations, shape, workbook
from tests.wordfile import field, p, run, word

ID, CARD, MOBILE, MAIL = "11010519491231002X", "6222021001116245702", "13912345670", "zhangsan88@163.com"
ADDRESS, PASSPORT, PASSWORD = "浙江省杭州市西湖区文三路12号3幢201室", "E12345678", "Abc12345"
SECRETS = (ID, CARD, MOBILE, MAIL, ADDRESS, PASSPORT, PASSWORD)
PROMISE = "本产品保本保收益"
LINES = (
    f"{PROMISE}，身份证号{ID}，卡号{CARD}。",
    f"手机{MOBILE}，邮箱{MAIL}。",
    f"家庭住址：{ADDRESS}。",
    f"护照号码{PASSPORT}",
    f"登录密码：{PASSWORD}",
)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def markdown() -> bytes:
    link = f"[打电话](tel:{MOBILE}) 或 <{MAIL}>，`{MOBILE}`，**{MOBILE}** 与 **{MOBILE}**"
    return "\n\n".join(["# 推介", *LINES, link, f"<!-- 备注 {MOBILE} -->", ""]).encode("gb18030")


def html() -> bytes:
    inner = "".join(f"<p>{line}</p>" for line in LINES)
    split = f"<p>证件{ID[:9]}<b>{ID[9:]}</b>，电话<a href='tel:{MOBILE}'>{MOBILE[:8]}&#54;70</a></p>"
    link = f"<a href='mailto:{MAIL}' title='电话{MOBILE}'>写信</a>"
    return f"<html><head><meta charset=utf-8><title>推介</title></head><body><!-- {MOBILE} -->{inner}{split}{link}</body></html>".encode()


def docx() -> bytes:
    split = p(
        run(f"证件身份证号{ID[:9]}"),
        run(ID[9:], "<w:b/>"),
        run(f"，登录密码：{PASSWORD[:3]}"),
        run(PASSWORD[3:]),
    )
    deleted = f'<w:p><w:del w:id="9"><w:r><w:delText>原电话{MOBILE[:5]}</w:delText></w:r><w:r><w:delText>{MOBILE[5:]}</w:delText></w:r></w:del><w:r><w:t>见附表</w:t></w:r></w:p>'
    linked = p(field(f'HYPERLINK "mailto:{MAIL}"', run("写信")))
    comment = f'<w:comment w:id="3" w:author="{MAIL}"><w:p><w:r><w:t>问{MOBILE[:6]}</w:t></w:r><w:r><w:t>{MOBILE[6:]}，{ADDRESS}</w:t></w:r></w:p></w:comment>'
    title = f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{MOBILE}</dc:title></cp:coreProperties>'
    return word(
        "".join(map(p, LINES)) + split + deleted + linked,
        parts={"header1": p(f"联系{MOBILE}"), "comments": comment},
        links={"r90": ("hyperlink", f"https://jiangzhou.example/?tel={MOBILE}")},
        files={"docProps/core.xml": title.encode(), "docProps/thumbnail.jpeg": b"picture of the page"},
    )


def xlsx() -> bytes:
    shared = "".join(f"<si><t>{line}</t></si>" for line in LINES)
    shared += f"<si><r><t>证件{ID[:9]}</t></r><r><t>{ID[9:]}</t></r></si>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, 7))
    rows += f'<row r="7"><c r="A7"><v>{MOBILE}</v></c><c r="B7" s="1"><v>1234567890123</v></c><c r="C7"><f>A7</f><v>{MOBILE}</v></c>'
    rows += f'<c r="D7" t="str"><f>"致电{MOBILE}"</f><v>致电{MOBILE}</v></c><c r="E7"><v>0.25</v></c></row>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="3"/></cellXfs>'
    return workbook({"客户": rows}, shared, styles)


def pptx() -> bytes:
    split = f"<p:sp><p:txBody><a:p><a:r><a:t>电话{MOBILE[:5]}</a:t></a:r><a:r><a:t>{MOBILE[5:]}</a:t></a:r></a:p></p:txBody></p:sp>"
    chart = f'<c:chart xmlns:c="{_CHART}"><c:strCache><c:pt><c:v>电话{MOBILE}</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>1234567890123</c:v></c:pt></c:numCache></c:chart>'
    links = relations(
        ("c", "chart", "../charts/chart1.xml"), ("n", "notesSlide", "../notesSlides/notes1.xml")
    )
    more = {"ppt/charts/chart1.xml": chart, "ppt/slides/_rels/slide1.xml.rels": links}
    more["ppt/charts/_rels/chart1.xml.rels"] = relations(("e", "package", "../embeddings/data.xlsx"))
    tree = "".join(map(shape, LINES)) + split
    return presentation([tree], {1: f"备注{MOBILE}"}, more={**more, "ppt/embeddings/data.xlsx": xlsx()})


MAKERS = {"md": markdown, "html": html, "docx": docx, "xlsx": xlsx, "pptx": pptx}


def texts(data: bytes) -> str:
    """All that a file holds, of a package every part, with and without the tags between its words."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "ignore") + data.decode("gb18030", "ignore")
    with ZipFile(BytesIO(data)) as archive:
        return "\n".join(map(_part, map(archive.read, archive.namelist())))


def _part(data: bytes) -> str:
    if data.startswith(b"PK"):
        return texts(data)
    text = data.decode("utf-8", "ignore")
    return text + re.sub("<[^>]*>", "", text)
