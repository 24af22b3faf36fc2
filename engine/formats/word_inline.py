"""The inside of a Word paragraph: runs and what may stand around them.

Input: `w:p`. Output: its pieces, added to a `Paragraph`, and the text boxes met on the way. Law: what Word shows
once is read once, tracked changes as accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.formats.opc import Relationship
from engine.formats.word_drawing import foreign, graphics, texts, unread
from engine.formats.word_fields import is_toc
from engine.formats.word_names import ID, MC, XML_SPACE, Element, M, W, chosen
from engine.formats.word_story import Atom, Code, FieldChar, Graphic, Mark, Paragraph, Piece, Story
from engine.formats.word_styles import UNKNOWN, Format, Styles

# Controls whose content Word fills in or locks: a comment inside is lost or refused.
_BOUND = (
    "text",
    "dataBinding",
    "lock",
    "date",
    "dropDownList",
    "comboBox",
    "citation",
    "equation",
    "picture",
)
_BREAKS = str.maketrans("\n\r\t", "   ")  # within w:t they are spaces
_CHARS = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\v", W + "cr": "\v",
    W + "noBreakHyphen": "-", W + "sym": "\ufffc",
}  # fmt: skip
_NOTES = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_TRANSPARENT = ("hyperlink", "customXml", "dir", "bdo")


class Inline:
    """Reads paragraphs of one story. `unit` is throughout the outermost element that is marked as a whole."""

    def __init__(
        self, story: Story, styles: Styles, links: Mapping[str, Relationship], undone: frozenset[str]
    ) -> None:
        self._story = story
        self._styles = styles
        self._links = links
        self._undone = undone
        self._restoring = False  # within a deletion that is read as rejected
        self._boxes: list[tuple[Element, Element]] = []
        self._elements: dict[str, Callable[[Element, Element | None], None]] = {
            W + "r": self._run,
            **{W + name: self._inside for name in _TRANSPARENT},
            **{W + name: self._inserted for name in ("ins", "moveTo")},
            **{W + name: self._deleted for name in ("del", "moveFrom")},
            **{W + name: self._whole for name in ("smartTag", "fldSimple")},
            **{M + name: self._equation for name in ("oMath", "oMathPara")},
            W + "sdt": self._control,
            MC + "AlternateContent": self._alternatives,
        }
        self._points: dict[str, Callable[[Element], None]] = {
            W + "commentRangeStart": self._mark,
            W + "commentRangeEnd": self._mark,
            W + "subDoc": self._foreign,
            W + "fldChar": self._field_char,
            W + "instrText": self._code,
            **{W + name: self._drawing for name in ("drawing", "pict", "object")},
            **dict.fromkeys(_NOTES, self._note_mark),
        }

    def read(self, p: Element, paragraph: Paragraph) -> list[tuple[Element, Element]]:
        """Add the pieces of `p`. Its text boxes and the drawings that hold them."""
        self._paragraph, self._boxes = paragraph, []
        self._inside(p, None)
        return self._boxes

    def _inside(self, parent: Element, unit: Element | None) -> None:
        for el in parent:
            if el.tag in self._elements:
                self._elements[el.tag](el, unit)
            elif el.tag in self._points:
                self._points[el.tag](el)

    def _inserted(self, el: Element, unit: Element | None) -> None:
        if el.get(ID, "") not in self._undone:
            self._inside(el, unit)

    def _deleted(self, el: Element, unit: Element | None) -> None:
        if el.get(ID, "") in self._undone:
            self._restoring = True
            self._inside(el, unit)
            self._restoring = False
        elif el.tag == W + "del":
            words = "".join(t.text or "" for t in el.iter(W + "t", W + "delText"))
            self._story.deleted.extend([words] if words else [])

    def _whole(self, el: Element, unit: Element | None) -> None:
        if el.tag == W + "fldSimple" and is_toc(el.get(W + "instr", "")):
            self._story.has_toc = True
            return
        self._inside(el, el if unit is None else unit)

    def _control(self, el: Element, unit: Element | None) -> None:
        content = el.find(W + "sdtContent")
        if content is not None:
            self._inside(content, el if unit is None and is_bound(el) else unit)

    def _alternatives(self, el: Element, unit: Element | None) -> None:
        branch = chosen(el)
        if branch is not None:
            self._inside(branch, unit)

    def _foreign(self, el: Element) -> None:
        self._story.unread.append(foreign(el, self._story.part, self._links))

    def _mark(self, el: Element) -> None:
        self._add(Mark(el.get(ID, ""), el.tag == W + "commentRangeStart"))

    def _equation(self, el: Element, unit: Element | None) -> None:
        text = "".join(t.text or "" for t in el.iter(M + "t")).translate(_BREAKS)
        if text:
            form = self._format(None)
            self._add(self._atom(el, text, form, unit=el if unit is None else unit, whole=True))

    def _format(self, properties: Element | None) -> Format:
        paragraph = self._paragraph
        return self._styles.format(paragraph.style, paragraph.table, paragraph.behind, properties)

    def _run(self, run: Element, unit: Element | None) -> None:
        self._run_children(run, run, unit, self._format(run.find(W + "rPr")))

    def _run_children(self, parent: Element, run: Element, unit: Element | None, form: Format) -> None:
        for el in parent:
            if el.tag == W + "t" or (self._restoring and el.tag == W + "delText"):
                self._text(el, run, unit, form)
            elif el.tag in _CHARS:
                self._add(self._atom(el, _CHARS[el.tag], form, run=run, unit=unit, whole=True))
            elif el.tag in self._points:
                self._points[el.tag](el)
            elif el.tag == MC + "AlternateContent":
                branch = chosen(el)
                if branch is not None:
                    self._run_children(branch, run, el if unit is None else unit, form)
            elif el.tag == W + "ruby":
                self._ruby(el, unit)

    def _text(self, el: Element, run: Element, unit: Element | None, form: Format) -> None:
        text = (el.text or "").translate(_BREAKS)
        skip = 0
        if el.get(XML_SPACE) != "preserve":  # Word then shows no outer spaces
            skip = len(text) - len(text.lstrip(" "))
            text = text.strip(" ")
        if text:
            self._add(self._atom(el, text, form, skip=skip, run=run, unit=unit))

    def _field_char(self, el: Element) -> None:
        self._add(FieldChar(el.get(W + "fldCharType", ""), el))

    def _code(self, el: Element) -> None:
        self._add(Code(el.text or ""))

    def _note_mark(self, el: Element) -> None:
        self._story.note_marks[_NOTES[el.tag], el.get(ID, "")] = el

    def _ruby(self, el: Element, unit: Element | None) -> None:
        base = el.find(W + "rubyBase")
        if base is not None:
            self._inside(base, el if unit is None else unit)

    def _drawing(self, el: Element) -> None:
        self._boxes.extend((content, el) for content in texts(el))
        section = len(self._story.sections)
        self._story.graphics.extend(Graphic(*found, el, section) for found in graphics(el, self._links))
        for entry in unread(el, self._story.part, self._links):
            if entry not in self._story.unread:
                self._story.unread.append(entry)

    def word_art(self, path: Element, paragraph: Paragraph) -> None:
        """Add the words of `v:textpath`, such as a watermark."""
        text = path.get("string", "").translate(_BREAKS)
        if text:
            paragraph.pieces.append(self._atom(path, text, UNKNOWN, unit=path, whole=True))

    def _atom(
        self,
        el: Element,
        text: str,
        form: Format,
        *,
        skip: int = 0,
        run: Element | None = None,
        unit: Element | None = None,
        whole: bool = False,
    ) -> Atom:
        atom = Atom(len(self._story.atoms), el, text, form, skip, run, unit, whole=whole)
        self._story.atoms.append(atom)
        return atom

    def _add(self, piece: Piece) -> None:
        self._paragraph.pieces.append(piece)


def is_bound(sdt: Element) -> bool:
    """Whether Word fills in or locks a content control."""
    properties = sdt.find(W + "sdtPr")
    return properties is not None and any(properties.find(W + name) is not None for name in _BOUND)
