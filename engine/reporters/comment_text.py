"""What a comment in an annotated copy says of a finding, in the finding's own language.

Input: a finding. Output: its lines, the first of them the heading.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.finding import Finding

_SEVERITIES = ("提示", "低", "中", "高", "严重"), ("Info", "Low", "Medium", "High", "Critical")
_CHINESE = {
    "review": "需人工确认",
    "basis": "依据：",
    "difference": "与规定文字的差异：",
    "suggestion": "建议：",
    "replacement": "可改为：",
    "deletion": "（删去）",
    "ask": "请确认：",
    "note": "说明：",
}
_ENGLISH = {
    "review": "needs a decision",
    "basis": "Basis: ",
    "difference": "Differs from the prescribed wording: ",
    "suggestion": "Suggestion: ",
    "replacement": "May read: ",
    "deletion": "(leave out)",
    "ask": "Please decide: ",
    "note": "Note: ",
}


def lines(finding: Finding, quote: str = "", *, replaced: bool = False) -> tuple[str, ...]:
    """The comment's lines. `quote` says what the comment is on where it stands elsewhere; `replaced`: the
    replacement stands in the text as a tracked change."""
    return tuple(
        line for text in _texts(finding, quote, replaced) for line in text.splitlines() if line.strip()
    )


def _texts(finding: Finding, quote: str, replaced: bool) -> Iterator[str]:
    chinese = _is_chinese(finding.title + finding.message)
    words = _CHINESE if chinese else _ENGLISH
    severity = _SEVERITIES[not chinese][finding.severity]
    kind = f"·{words['review']}" if finding.kind == "review" else ""
    yield f"【{severity}{kind}】{finding.title}"
    yield quote
    yield finding.message
    if finding.basis:
        yield words["basis"] + ("；" if chinese else "; ").join(citation.label for citation in finding.basis)
    for name in ("difference", "suggestion", "ask"):
        text = getattr(finding, name)
        if text:
            yield f"{words[name]}{text}"
    if finding.replacement is not None and not replaced:
        yield words["replacement"] + (finding.replacement or words["deletion"])
    for note in finding.notes:
        yield f"{words['note']}{note}"


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
