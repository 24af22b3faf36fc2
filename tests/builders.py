"""Reviews for tests, as a review of real drafts gives them: institutions, people and numbers are made up.

`draft` builds a Document with its structure from parts, `at` finds the span of words in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from engine.document import Document, Heading, Unread
from engine.errors import Diagnostic, Label
from engine.finding import Answer, Attribute, Finding, Placement, Related, Review, RunInfo, Suppression
from engine.rule import Amendment, Citation, Point, Severity
from engine.text import Span

Rows = Sequence[Sequence[str]]

RUN = RunInfo(
    version="0.1.0",
    packs=(
        ("cn/marketing/promises", 12),
        ("cn/marketing/wealth", 9),
        ("cn/contract/terms", 14),
        ("cn/privacy/leaks", 5),
    ),
    amendments=(
        Amendment(
            rule="cn/marketing/superlatives/absolute-term",
            change="off",
            detail="",
            reason="奖项名称由品牌部另审",
            owner="张三",
            until="2026-12-31",
            place="house/ads.yaml:2",
        ),
        Amendment(
            rule="cn/marketing/promises/guaranteed-return",
            change="severity",
            detail="critical → medium",
            reason="试点",
            owner="李四",
            until="2026-06-30",
            place="house/ads.yaml:7",
        ),
    ),
    as_of="2026-03-15",
    started="2026-03-15T09:30:00+08:00",
)

AD_LAW_25 = Citation(
    cite="广告法",
    title="中华人民共和国广告法",
    article="第二十五条",
    quote="招商等有投资回报预期的商品或者服务广告，应当对可能存在的风险以及风险责任承担有合理提示或者警示，"
    "并不得含有下列内容：\n（一）对未来效果、收益或者与其相关的情况作出保证性承诺，"
    "明示或者暗示保本、无风险或者保收益等，国家另有规定的除外；",
)
AD_LAW_9 = Citation(cite="广告法", title="中华人民共和国广告法", article="第九条")
CIVIL_496 = Citation(cite="民法典", title="中华人民共和国民法典", article="第四百九十六条")
CIVIL_497 = Citation(cite="民法典", title="中华人民共和国民法典", article="第四百九十七条")
PRIVACY_LAW = Citation(
    cite="个人信息保护法", title="中华人民共和国个人信息保护法", url="https://www.example.cn/pipl"
)
OLD_MEASURES = Citation(
    cite="测试办法",
    title="测试用已废止办法",
    number="测试令〔2001〕第1号",
    article="第三条",
    status="repealed",
)
DRAFT_MEASURES = Citation(cite="测试征求意见稿", title="测试用办法（征求意见稿）", status="draft")


def draft(name: str, parts: Sequence[tuple[str, str | Rows]], **others: object) -> Document:
    """A document of `(kind, text)` parts: h1…h6, p, item, table (rows of cells), header, footer, footnote, hidden."""
    text, headings = "", []
    spans: dict[str, list[Span]] = defaultdict(list)
    for kind, content in parts:
        start = len(text)
        if isinstance(content, str):
            text += f"{content}\n"
            spans["paragraph"].append(Span(start, len(text) - 1))
        else:
            text += _table(content, start, spans)
        end = len(text) - 1
        if kind[0] == "h" and kind[1:].isdigit():
            headings.append(Heading(start, end, int(kind[1:])))
            spans["heading"].append(Span(start, end))
        elif kind != "p":
            spans[kind].append(Span(start, end))
    return Document(
        name=name,
        format=name.rsplit(".", 1)[-1],
        text=text.removesuffix("\n"),
        structure={kind: tuple(sorted(found)) for kind, found in spans.items()},
        headings=tuple(headings),
        **others,  # type: ignore[arg-type]
    )


def _table(rows: Rows, start: int, spans: dict[str, list[Span]]) -> str:
    text = ""
    for row in rows:
        began = start + len(text)
        for cell in row:
            at = start + len(text)
            text += f"{cell}\n"
            spans["cell"].append(Span(at, at + len(cell)))
            spans["paragraph"].append(Span(at, at + len(cell)))
        spans["row"].append(Span(began, start + len(text) - 1))
    return text


def at(document: Document, words: str, nth: int = 1) -> Span:
    """The span of the nth occurrence of words that must be in the document."""
    start = -1
    for _ in range(nth):
        start = document.text.index(words, start + 1)
    return Span(start, start + len(words))


ANSWERS = (
    Answer(
        Point(
            id="cn/checklist/1",
            title="没有保本承诺",
            stage="营销",
            basis=(PRIVACY_LAW,),
            rules=("cn/marketing/promises/guaranteed",),
            ask="页面上的图片有无保本承诺?",
        ),
        "found",
        ("cn/marketing/promises/guaranteed", "cn/marketing/promises/safe"),
        ("cn/marketing/promises/guaranteed",),
    ),
    Answer(
        Point(id="cn/checklist/2", title="风险提示显著", stage="营销"),
        "undecided",
        ("cn/a/b",),
        (),
        ("style", "channel"),
    ),
    Answer(Point(id="cn/checklist/3", title="立项 <齐全>", stage="设计", ask="记录齐全吗?"), "person"),
    Answer(Point(id="cn/checklist/4", title="没有最终解释权", stage="协议"), "clear", ("cn/c/d",)),
    Answer(Point(id="cn/checklist/5", title="保险犹豫期", stage="协议", ask="写明了吗?"), "not-concerned"),
)


def wealth() -> Review:
    """A wealth product's document: overlapping, missing, review, altered, whole-document findings, a table, notes."""
    d = draft(
        "理财产品说明书.docx",
        [
            ("h1", "江州银行“稳盈宝”封闭式第12期理财产品说明书"),
            (
                "p",
                "江州银行股份有限公司（以下简称“本行”）诚意推荐：本产品保本保息，历史各期本金与收益全部足额兑付，是全国最佳的稳健之选。",
            ),
            ("h2", "一、产品概况"),
            (
                "table",
                [
                    ["项目", "内容"],
                    ["产品类型", "固定收益类、封闭式净值型"],
                    ["风险等级", "R2（中低风险）"],
                    ["业绩比较基准", "2.60%—3.10%（年化）"],
                    ["预期收益", "预期年化收益率4.2%"],
                ],
            ),
            ("h2", "二、收益说明"),
            (
                "p",
                "过去一年，本系列产品平均年化收益率为3.86%，同类排名第一。到期可获得收益约420元（以投资1万元测算）。",
            ),
            ("item", "（一）收益按实际持有天数计算；"),
            ("item", "（二）收益分配方式为到期一次性支付；"),
            ("item", "（三）本行有权根据市场情况单方面调整费率，无须另行通知客户。"),
            ("h2", "三、风险揭示"),
            ("p", "理财非存款，产品有风险，投资请谨慎。测算收益不等于实际收益。"),
            ("h2", "四、其他事项"),
            ("p", "本产品最终解释权归江州银行所有。咨询电话：0700-9500022。"),
            ("header", "江州银行  内部资料"),
            ("footer", "江州银行股份有限公司  第1页"),
            ("footnote", "业绩比较基准由本行依据投资范围测算得出，本产品零 风 险。"),
            ("hidden", "（内部批注：此稿尚未送审，保收益一句待删。）"),
        ],
        notes=("文件含有修订记录：按接受全部修订后的文字审查。",),
        unread=(Unread("picture", "正文 word/media/image1.png", "图片中的文字未识别"),),
    )
    promise = Finding(
        rule="cn/marketing/promises/guaranteed-return",
        title="不得承诺保本保收益",
        severity=Severity.CRITICAL,
        message="「保本保息」承诺保本或保收益。",
        span=at(d, "保本保息"),
        topic="guaranteed-principal",
        suggestion="删除保本承诺，并说明产品不保证本金和收益。",
        basis=(AD_LAW_25, OLD_MEASURES),
        related=(Related(at(d, "全部足额兑付"), "同段另有兑付保证"),),
    )
    findings = (
        promise,
        replace(
            promise,
            rule="cn/marketing/wealth/past-redemption",
            title="不得以历史兑付暗示无风险",
            severity=Severity.HIGH,
            message="以历史兑付情况暗示本金安全。",
            span=at(d, "保本保息，历史各期本金与收益全部足额兑付"),
            basis=(AD_LAW_25,),
            related=(),
        ),
        Finding(
            rule="cn/marketing/absolute/superlative",
            title="不得使用绝对化用语",
            severity=Severity.HIGH,
            message="「全国最佳」是绝对化用语。",
            span=at(d, "全国最佳"),
            topic="absolute-term",
            basis=(AD_LAW_9,),
            replacement="",
        ),
        Finding(
            rule="cn/marketing/wealth/expected-yield",
            title="不得使用预期收益率",
            severity=Severity.HIGH,
            message="净值型产品不得使用「预期年化收益率」。",
            span=at(d, "预期年化收益率4.2%"),
            topic="expected-yield",
            replacement="业绩比较基准2.60%—3.10%",
            basis=(DRAFT_MEASURES,),
            notes=("同时适用：《中华人民共和国广告法》第二十五条",),
        ),
        Finding(
            rule="cn/marketing/wealth/past-performance-statement",
            title="展示过往业绩须有提示",
            severity=Severity.HIGH,
            message="出现过往业绩，缺少「过往业绩不代表未来表现」。",
            span=at(d, "平均年化收益率为3.86%"),
            missing=True,
            topic="past-performance-no-statement",
            suggestion="在业绩旁补充「过往业绩不代表其未来表现」。",
        ),
        Finding(
            rule="cn/marketing/wealth/ranking-source",
            title="排名须有出处",
            severity=Severity.MEDIUM,
            message="「同类排名第一」没有出处。",
            span=at(d, "同类排名第一"),
            kind="review",
            ask="排名由谁、在什么时间、按什么口径作出？",
            notes=("产品类别未知，按全部类别审查，因此须由人判断。",),
        ),
        Finding(
            rule="cn/contract/terms/unilateral-change",
            title="不得单方面变更",
            severity=Severity.HIGH,
            message="约定金融机构可单方面调整费率且不通知。",
            span=at(d, "本行有权根据市场情况单方面调整费率，无须另行通知客户"),
            basis=(CIVIL_496, CIVIL_497),
        ),
        Finding(
            rule="cn/marketing/wealth/risk-statement",
            title="风险提示语须照规定书写",
            severity=Severity.MEDIUM,
            message="风险提示语与规定的不一致。",
            span=at(d, "理财非存款，产品有风险，投资请谨慎"),
            difference="「请谨慎」应为「须谨慎」",
            replacement="理财非存款、产品有风险、投资须谨慎",
        ),
        Finding(
            rule="cn/marketing/promises/risk-free",
            title="不得宣称无风险",
            severity=Severity.CRITICAL,
            message="「零风险」宣称没有风险。",
            span=at(d, "零 风 险"),
            disguise="spaces",
        ),
        Finding(
            rule="cn/contract/terms/final-interpretation",
            title="不得保留最终解释权",
            severity=Severity.LOW,
            message="「最终解释权归江州银行所有」排除客户权利。",
            span=at(d, "最终解释权归江州银行所有"),
        ),
        Finding(
            rule="cn/marketing/wealth/complaint-channel",
            title="须载明投诉渠道",
            severity=Severity.MEDIUM,
            message="全文没有投诉渠道。",
            span=None,
            missing=True,
            suggestion="补充投诉电话和处理流程。",
        ),
        Finding(
            rule="cn/marketing/style/first-person",
            title="自称不一致",
            severity=Severity.INFO,
            message="「江州银行」与「本行」混用。",
            span=at(d, "江州银行所有"),
            suppression=Suppression(
                source="decisions", reason="法务确认不影响理解", owner="周明", until="2026-12-31"
            ),
        ),
    )
    return Review(
        name=d.name,
        document=d,
        findings=findings,
        profile=(
            Attribute(
                "material",
                ("product_document", "marketing"),
                "recognition",
                "profiles.yaml:12 「产品说明书」",
            ),
            Attribute("product", ("wealth",), "option", ""),
            Attribute("channel", (), "unknown", ""),
        ),
        placements=(
            Placement(0, "exact"),
            Placement(3, "widened", "单元格内为域，整体标注"),
            Placement(8, "report-only", "脚注中不能加批注"),
            Placement(10, "report-only", "针对全文"),
        ),
        copy="理财产品说明书.zhupi.docx",
        answers=ANSWERS,
    )


def message() -> Review:
    """A text message that leaks personal data, with control characters and markup in it."""
    d = Document(
        name="短信/短信<文案>.txt",
        format="txt",
        text="【江州银行】尊敬的王小燕女士（身份证110101199003070134）：\n"
        "您尾号的卡6222 0200 1234 5678 903已升级，联系客户经理13800138000或vip.service@jiangzhou.example，"
        "\x1b[31m点击<script>alert('领')</script>即领\u202e奖\u202c！{{ 7*7 }}",
        structure={},
    )
    leak = Finding(
        rule="cn/privacy/leaks/resident-id",
        title="泄露身份证号码",
        severity=Severity.CRITICAL,
        message="出现完整的身份证号码110101199003070134。",
        span=at(d, "110101199003070134"),
        topic="id-number-leak",
        suggestion="删除号码，或只留后四位。",
        basis=(PRIVACY_LAW,),
    )
    return Review(
        name=d.name,
        document=d,
        findings=(
            leak,
            replace(
                leak,
                rule="cn/privacy/leaks/bank-card",
                title="泄露银行卡号",
                message="出现完整的银行卡号6222 0200 1234 5678 903。",
                span=at(d, "6222 0200 1234 5678 903"),
                topic="card-number-leak",
            ),
            replace(
                leak,
                rule="cn/privacy/leaks/mobile",
                title="泄露手机号码",
                severity=Severity.HIGH,
                message="出现手机号码13800138000。",
                span=at(d, "13800138000"),
                topic="phone-leak",
            ),
            Finding(
                rule="cn/marketing/sms/unsafe-link",
                title='=HYPERLINK("http://evil.example")',
                severity=Severity.LOW,
                message="链接文字「<script>alert('领')</script>」含有代码。",
                span=at(d, "<script>alert('领')</script>"),
            ),
        ),
        profile=(Attribute("material", ("sms", "marketing"), "configuration", "zhupi.yaml:8 短信/*"),),
    )


def clean() -> Review:
    """A draft with nothing to report."""
    d = draft(
        "存款公告.md",
        [("h1", "关于调整营业时间的公告"), ("p", "自3月1日起，江州银行各网点营业时间调整为9:00至17:00。")],
    )
    return Review(name=d.name, document=d, profile=(Attribute("material", ("marketing",), "front-matter"),))


def partial() -> Review:
    """A draft without findings whose picture was not read."""
    return replace(clean(), name="海报.html", unread=(Unread("picture", "第1张图片", "图片中的文字未识别"),))


def blocked() -> Review:
    """A draft that was read in part: an embedded document holds text that nobody reviewed."""
    d = draft(
        "合同附件.docx", [("p", "甲方：江州银行股份有限公司"), ("p", "本合同争议由甲方所在地法院管辖。")]
    )
    finding = Finding(
        rule="cn/contract/terms/forum",
        title="管辖约定须提示",
        severity=Severity.LOW,
        message="约定由金融机构所在地法院管辖。",
        span=at(d, "由甲方所在地法院管辖"),
    )
    lost = Unread("altchunk", "word/afchunk.mht", "嵌入的网页无法读取", blocking=True)
    return Review(name=d.name, document=d, findings=(finding,), unread=(lost,))


def broken() -> Review:
    """A draft that could not be read at all."""
    finding = Finding(
        rule="zhupi/not-reviewed",
        title="未能审查",
        severity=Severity.CRITICAL,
        message="文件已加密：请去掉密码后再审。",
        span=None,
    )
    return Review(name="加密合同.docx", document=None, findings=(finding,), error="encrypted")


def reviews() -> tuple[Review, ...]:
    """A whole run: every kind of draft above."""
    return wealth(), message(), clean(), partial(), blocked(), broken()


def diagnostics() -> tuple[Diagnostic, ...]:
    """Problems in rule files: several labels, two files, a warning, a very long line."""
    pack = "pack: cn/marketing/promises\ndefine:\n  保证: [保本, 保息]\n  保证: [稳赚]\nrules:\n  - id: a\n    forbid: 保正 not in 否定\n"
    other = "pack: std/negation\ndefine:\n  否定: [" + ", ".join(f"不得{i}" for i in range(60)) + "]\n"

    def label(text: str, file: str, words: str, note: str, nth: int = 1) -> Label:
        start = -1
        for _ in range(nth):
            start = text.index(words, start + 1)
        return Label(file, text, Span(start, start + len(words)), note)

    name = "rules/cn/marketing/promises.yaml"
    return (
        Diagnostic(
            code="duplicate-name",
            title="`保证` is defined twice",
            labels=(
                label(pack, name, "保证", "defined again here", 2),
                label(pack, name, "保证", "first defined here"),
            ),
            help="give one of them another name",
        ),
        Diagnostic(
            code="unknown-name",
            title="`保正` is not defined",
            labels=(label(pack, name, "保正", "no such name"),),
            note="names come from `define` and `use`",
            help="did you mean `保证`?",
        ),
        Diagnostic(
            code="unused-name",
            title="`否定` holds a word that is never used",
            labels=(
                label(other, "rules/std/negation.yaml", "不得42", "never matches"),
                label(pack, name, "否定", "used here"),
            ),
            severity="warning",
        ),
    )
