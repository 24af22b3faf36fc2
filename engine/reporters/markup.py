"""Findings → the HTML page with its words marked, and the findings listed at its end.

Input: the page's bytes, the document loaded from them, its findings. Output: the annotated copy and how each
finding was placed. Law: the copy is the page with inserts alone; it is read again before it is handed out, its
text is that of the original, and a mark that does not cover its words is left out. Nothing in it runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from engine.document import Document, own_text
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.encoding import Decoded, encode
from engine.formats.html import Token, pieces, tokens
from engine.formats.html_page import read
from engine.formats.html_safe import POLICY, disarmed, policy_place
from engine.formats.marks import Markable, Target, cut, spliced, target
from engine.reporters.comment_text import lines
from engine.text import Span

# Where a mark would be dropped or not painted.
_CLOSED = frozenset(("select", "svg", "math", "template", "noscript"))
_COLORS = ("#d7ecff", "#d7ecff", "#fff3b0", "#ffd9a8", "#ffc2c2")
_HEADINGS = {True: "审查意见", False: "Findings"}
_LIST_STYLE = (
    "display:block;clear:both;position:relative;margin:2em 0 0;padding:1em 1.5em;background:#fff;color:#222;"
    "font:14px/1.6 sans-serif;text-align:left;border-top:3px solid #b3261e"
)
_NEARBY = {
    True: "文中不能加标记，列在文末",
    False: "no mark can stand there; listed at the end",
}

Insert = tuple[int, str]


class _Copy(NamedTuple):
    """A page as it is to be written: marks, and what else is put in."""

    marked: list[Insert]
    rest: list[Insert]


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding]
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy, and a placement for each finding in order.

    Raises ReviewError where `document` was not loaded from `data`.
    """
    decoded, again = read(data, document.name)
    if again.text != own_text(document):
        raise ReviewError("changed", f"{document.name}：文件与审查时的不一致，请重新审查")
    source, parts = decoded.text, list(tokens(decoded.text))
    targets = _targets(document, findings, Markable(_markable(source, parts)))
    placed = {at: found for at, found in enumerate(targets) if found and found.ranges}
    placed = _sound(decoded, document, findings, placed)
    inserts = [
        *_marks(findings, placed),
        *disarmed(source, parts),
        (policy_place(source, parts), POLICY),
        (_list_place(source, parts), _list(document, findings, placed)),
    ]
    copy = encode(spliced(source, inserts), decoded)
    return copy, tuple(_placement(at, finding, placed.get(at)) for at, finding in enumerate(findings))


def _markable(source: str, parts: Sequence[Token]) -> list[Span]:
    """Text that a mark may stand in."""
    open_: Counter[str] = Counter()
    found: list[Span] = []
    for token in parts:
        if token.name in _CLOSED:
            if token.kind == "start" and source[token.end - 2] != "/":
                open_[token.name] += 1
            elif token.kind == "end":
                open_[token.name] = max(open_[token.name] - 1, 0)
        elif token.kind == "text" and not open_.total():
            found.append(Span(token.start, token.end))
    return found


def _targets(document: Document, findings: Sequence[Finding], markable: Markable) -> list[Target | None]:
    spans, own = [finding.span for finding in findings], len(own_text(document))
    return [
        target(document, span, markable) if span and span.start < span.end <= own else None for span in spans
    ]


def _marks(findings: Sequence[Finding], placed: Mapping[int, Target], *, titled: bool = True) -> list[Insert]:
    """A mark around each piece for each finding that covers it; the first of a finding bears its id."""
    inserts: list[Insert] = []
    named: set[int] = set()
    for start, end, covering in cut({at: found.ranges for at, found in placed.items()}):
        for at in covering:
            inserts.append((start, _mark(at, findings[at], first=at not in named, titled=titled)))
            named.add(at)
        inserts.append((end, "</mark>" * len(covering)))
    return _closing_first(inserts)


def _closing_first(inserts: list[Insert]) -> list[Insert]:
    """At one place a piece ends before the next begins."""
    return sorted(inserts, key=lambda insert: (insert[0], not insert[1].startswith("</")))


def _mark(at: int, finding: Finding, *, first: bool, titled: bool) -> str:
    name = f' id="zhupi-{at + 1}"' if first else ""
    words = escape("\n".join(lines(finding))).replace("\n", "&#10;")
    title = f' title="{words}"' if titled else ""
    color = f"{_COLORS[finding.severity]};color:#000" if titled else "inherit"
    return f'<mark{name} data-zhupi="{at + 1}"{title} style="background:{color}">'


def _list_place(source: str, parts: Sequence[Token]) -> int:
    """Before the end of the body; before what the page leaves open to its end."""
    last = parts[-1] if parts else None
    if last and last.kind == "raw":
        return parts[-2].start
    if last and last.kind == "other" and not source.endswith(">"):
        return last.start
    ends = [token.start for token in parts if token.kind == "end" and token.name in ("body", "html")]
    return min(ends[-2:]) if ends and not source[max(ends) :].count("<body") else len(source)


def _list(document: Document, findings: Sequence[Finding], placed: Mapping[int, Target]) -> str:
    """The findings in order, each with a link to its mark."""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in document.text[:2_000])
    entries = "".join(_entry(document, at, finding, at in placed) for at, finding in enumerate(findings))
    title = f"{_HEADINGS[chinese]} ({len(findings)})"
    return f'<section id="zhupi-findings" style="{_LIST_STYLE}"><h2>{title}</h2><ol>{entries}</ol></section>'


def _entry(document: Document, at: int, finding: Finding, linked: bool) -> str:
    head, *others = (escape(line) for line in lines(finding))
    start, end = finding.span or (0, 0)
    quote = escape(" ".join(document.text[start:end].split())[:120])
    words = f" <q>{quote}</q>" if quote else ""
    head = f'<a href="#zhupi-{at + 1}">{head}</a>' if linked else head
    return f'<li id="zhupi-note-{at + 1}">{head}{words}{"".join(f"<br>{line}" for line in others)}</li>'


def _sound(
    decoded: Decoded, document: Document, findings: Sequence[Finding], placed: Mapping[int, Target]
) -> dict[int, Target]:
    """Those whose marks, written and read again, cover their words and leave the text as it was."""
    # Without tooltips, which would be read as text of the page, and colours, which would show what is hidden.
    source = spliced(decoded.text, _marks(findings, placed, titled=False))
    if read(encode(source, decoded), document.name)[1].text != own_text(document):
        return {}
    covered = _covered(source)
    return {
        at: found
        for at, found in placed.items()
        if _covers(document, findings[at], found, covered.get(at, ""))
    }


def _covers(document: Document, finding: Finding, found: Target, marked: str) -> bool:
    span = finding.span or Span(0, 0)
    asked = "".join(document.text[span.start : span.end].split())
    exact = "".join(marked.split()) == asked
    return (
        exact or (found.widened and asked in "".join(marked.split())) or (not found.complete and bool(marked))
    )


def _covered(source: str) -> dict[int, str]:
    """The words that each finding's marks cover."""
    covered: dict[int, list[str]] = {}
    open_: list[int] = []
    for token in tokens(source):
        written = source[token.start : token.end]
        if token.kind == "start" and written.startswith("<mark") and ' data-zhupi="' in written:
            open_.append(int(written.split(' data-zhupi="')[1].split('"')[0]) - 1)
        elif token.kind == "end" and token.name == "mark" and open_:
            open_.pop()
        elif token.kind == "text" and open_:
            shown = "".join(piece.text for piece in pieces(source, token.start, token.end))
            for at in open_:
                covered.setdefault(at, []).append(shown)
    return {at: "".join(words) for at, words in covered.items()}


def _placement(at: int, finding: Finding, found: Target | None) -> Placement:
    if found is None:
        chinese = any("\u4e00" <= char <= "\u9fff" for char in finding.title + finding.message)
        return Placement(at, "nearby", _NEARBY[chinese] if finding.span else "")
    if found.complete and not found.widened:
        return Placement(at, "exact")
    return Placement(at, "widened" if found.complete else "nearby", "")
