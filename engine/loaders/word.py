"""Word files (.docx, .docm, .dotx; Transitional and Strict) → Document.

Input: the file's bytes. Output: the draft with all its stories, structure, formatting and anchors, where
`part` is the OPC part and `node` the ordinal of the text atom in it. Law: what a reader of the file sees is in
the text once; what was not read is listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.document import Anchor, Document, StyleRun
from engine.errors import ReviewError
from engine.formats.word import Placed, Reading, read

_SHOWN_DELETIONS = 20
_SHOWN_LENGTH = 40


def load(data: bytes, name: str) -> Document:
    """The document. Raises ReviewError for what is encrypted, damaged or hostile, naming the file."""
    try:
        reading = read(data)
    except ReviewError as fault:
        raise ReviewError(fault.code, f"{name}：{fault.message}。") from fault
    return Document(
        name=name,
        format="docx",
        text=reading.text,
        structure={kind: tuple(spans) for kind, spans in reading.spans.items()},
        headings=tuple(reading.headings) or None,
        anchors=tuple(_anchor(placed) for placed in reading.placed),
        styles=tuple(_style_runs(reading.placed)),
        labels=dict(reading.labels),
        unread=reading.unread,
        notes=tuple(_notes(reading)),
    )


def _anchor(placed: Placed) -> Anchor:
    atom = placed.atom
    length = 1 if atom.whole else placed.end - placed.start
    return Anchor(placed.start, placed.end, placed.part, atom.node, atom.skip, length)


def _style_runs(placed: list[Placed]) -> list[StyleRun]:
    """Stretches set alike, within one paragraph each."""
    runs: list[StyleRun] = []
    for start, end, *_, atom, _ in placed:
        run = StyleRun(start, end, *atom.format)
        if runs and runs[-1].end == start and runs[-1][2:] == run[2:]:
            run = run._replace(start=runs.pop().start)
        runs.append(run)
    return runs


def _notes(reading: Reading) -> Iterator[str]:
    package = reading.package
    links = [*package.relationships(""), *package.relationships(reading.main)]
    kinds = {link.kind for link in links}
    if "vbaProject" in kinds or "macroEnabled" in package.content_type(reading.main):
        yield "文件含有宏，未运行也未审查"
    if "origin" in kinds:
        yield "文件有数字签名，批注后的副本不再受其保护"
    outside = sorted({link.target for link in links if link.external and link.kind != "hyperlink"})
    if outside:
        yield f"文件引用了 {len(outside)} 个外部资源，均未下载：{'、'.join(outside[:5])}"
    yield from _notes_on_text(reading)


def _notes_on_text(reading: Reading) -> Iterator[str]:
    stories = reading.stories.values()
    deleted = [words for story in stories for words in story.deleted]
    if deleted:
        shown = "、".join(f"「{words[:_SHOWN_LENGTH]}」" for words in deleted[:_SHOWN_DELETIONS])
        yield f"修订按全部接受后的文字审查，{len(deleted)} 处删除的文字不审：{shown}"
    if any(story.has_toc for story in stories):
        yield "目录不审，其内容与标题重复"
    if "hidden" in reading.spans:
        yield f"文件含有 {len(reading.spans['hidden'])} 处隐藏文字，已一并审查"
