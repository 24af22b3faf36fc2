"""Findings → the Word file with real comments on exactly the words of each finding.

Input: the file's bytes, the document loaded from them, its findings. Output: the annotated copy and how each
finding was placed. Law: the copy is read again before it is handed out; its text is that of the original, and a
comment that does not cover its words is taken out and listed as `report-only`. Where Word takes no comment
(headers, notes, text boxes: MS-OI29500 2.1.315) it stands nearby and quotes the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from typing import NamedTuple

from engine.document import Document, own_text
from engine.errors import ReviewError
from engine.finding import Finding, Placement
from engine.formats.opc import rewrite, serialise
from engine.formats.word import Reading, read
from engine.formats.word_comments import Comment, add_comments, comments_part
from engine.formats.word_edit import insert_ranges, replace_range
from engine.formats.word_names import ID, W, number
from engine.formats.word_styles import next_id
from engine.reporters.comment_text import lines
from engine.reporters.word_targets import Target, Targets
from engine.text import Span

MAX_COMMENTS = 2_000
_WORD_LIMIT = 32_767  # comment ranges, above which Word does not open a file


class _Draft(NamedTuple):
    """A copy before it is checked: which comment (and tracked changes) stands for which finding."""

    data: bytes
    comments: dict[int, str]
    changes: frozenset[str]


def annotate(
    data: bytes, document: Document, findings: Sequence[Finding], *, suggest: bool = False
) -> tuple[bytes, tuple[Placement, ...]]:
    """The annotated copy, and a placement for each finding in order.

    `suggest` adds tracked changes for findings with a replacement. Raises ReviewError where `document` was not
    loaded from `data`.
    """
    refused: dict[int, str] = {}
    targets: dict[int, Target] = {}
    while True:
        reading = read(data)
        if reading.text != own_text(document):
            raise ReviewError("changed", f"{document.name}：文件与审查时的不一致，请重新审查")
        targets = _targets(reading, document, findings, refused)
        placed = [at for at, target in targets.items() if target.range is not None]
        if not placed:
            return data, _placements(findings, targets, refused)
        draft = _write(reading, findings, {at: targets[at] for at in placed}, suggest)
        faults = _faults(draft, document, targets)
        if faults is None and suggest:
            suggest = False  # the suggestions spoilt the text: comments alone
        elif faults is None:
            refused.update(dict.fromkeys(placed, "加批注会改变原文"))
        elif faults:
            refused.update(faults)
        else:
            return draft.data, _placements(findings, targets, refused)


def _targets(
    reading: Reading, document: Document, findings: Sequence[Finding], refused: dict[int, str]
) -> dict[int, Target]:
    """Where each finding is to be placed; the gravest first, as far as the number of comments is limited."""
    places = Targets(reading, document)
    room = min(MAX_COMMENTS, _WORD_LIMIT - _comments_there(reading))
    targets: dict[int, Target] = {}
    for at in sorted(range(len(findings)), key=lambda at: -findings[at].severity):
        if at in refused:
            continue
        target = places.of(findings[at].span)
        if target.range is not None and room <= 0:
            target = Target(None, "report-only", f"一份副本最多 {MAX_COMMENTS:,} 条批注")
        room -= target.range is not None
        targets[at] = target
    return dict(sorted(targets.items()))


def _comments_there(reading: Reading) -> int:
    root = reading.stories[reading.main].root
    return sum(1 for _ in root.iter(W + "commentRangeStart"))


def _placements(
    findings: Sequence[Finding], targets: dict[int, Target], refused: dict[int, str]
) -> tuple[Placement, ...]:
    return tuple(
        Placement(at, "report-only", refused[at])
        if at in refused
        else Placement(at, targets[at].how, targets[at].why)
        for at in range(len(findings))
    )


def _write(
    reading: Reading, findings: Sequence[Finding], targets: dict[int, Target], suggest: bool
) -> _Draft:
    root = reading.stories[reading.main].root
    first = _first_comment_id(reading)
    ids = {at: str(first + n) for n, at in enumerate(targets)}
    style = reading.styles.named("annotation reference")
    insert_ranges(
        [(ids[at], target.range) for at, target in targets.items() if target.range is not None], style
    )
    changes = _suggest(reading, findings, targets, ids) if suggest else {}
    comments = [
        Comment(ids[at], lines(findings[at], target.quote, replaced=at in changes))
        for at, target in targets.items()
    ]
    parts = add_comments(reading.package, reading.main, reading.styles, comments)
    parts[reading.main] = serialise(root, reading.package.read(reading.main))
    undone = frozenset(chain.from_iterable(changes.values()))
    return _Draft(rewrite(reading.package, parts), ids, undone)


def _first_comment_id(reading: Reading) -> int:
    """Above every id that a comment has, and every mark of one that the file has lost."""
    root = reading.stories[reading.main].root
    marks = root.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
    ids = [number(el.get(ID)) or 0 for el in marks]
    part = comments_part(reading.package, reading.main)
    if part is not None:
        ids += [number(el.get(ID)) or 0 for el in reading.package.tree(part)]
    return max([-1, *ids]) + 1


def _suggest(
    reading: Reading, findings: Sequence[Finding], targets: dict[int, Target], ids: dict[int, str]
) -> dict[int, list[str]]:
    """Write the replacements as tracked changes; where two overlap the first stands. Their ids by finding."""
    fresh = count(next_id([reading.stories[reading.main].root]))
    done: list[Span] = []
    changes: dict[int, list[str]] = {}
    for at, target in targets.items():
        text, span = findings[at].replacement, findings[at].span
        if text is None or not text.isprintable() or span is None or target.paragraph is None:
            continue
        if not any(span.overlaps(other) for other in done):
            changes[at] = replace_range(target.paragraph, ids[at], text, fresh)
            done.append(span)
    return changes


def _faults(draft: _Draft, document: Document, targets: dict[int, Target]) -> dict[int, str] | None:
    """Findings whose comment does not cover its words in the copy; None where the copy's text differs."""
    copy = read(draft.data, draft.changes)
    if copy.text != own_text(document):
        return None
    faults: dict[int, str] = {}
    for at, comment in draft.comments.items():
        covered = copy.ranges.get(comment)
        if covered is None or not _covers(covered, targets[at]):
            faults[at] = "副本中的批注未能对准文字"
    return faults


def _covers(covered: Span, target: Target) -> bool:
    words = target.words
    if words is None:
        return True
    return (
        covered == words
        if target.how == "exact"
        else covered.start <= words.start and words.end <= covered.end
    )
