"""Words in charts and SmartArt diagrams, which Word keeps in parts of their own.

Input: the root of such a part and the drawing that shows it. Output: a story of paragraphs. Law: each title,
label and name is given once; the words are never marked there, but at the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.formats.word_names import A, Element
from engine.formats.word_story import Atom, Paragraph, Story
from engine.formats.word_styles import UNKNOWN

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_2016 = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"


def read_graphic(part: str, root: Element, drawing: Element, section: int) -> Story:
    """The story of a chart or diagram."""
    story = Story(part, root)
    seen: set[str] = set()
    for element, nodes in _texts(root):
        words = "".join(node.text or "" for node in nodes)
        if words.strip() and words not in seen:
            seen.add(words)
            paragraph = Paragraph(element, 0, "", "", "", section, drawing)
            for node in nodes:
                _add(story, paragraph, node)
            story.events.append(paragraph)
    return story


def _texts(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """What is one text, and the nodes that hold it: rich text, and names kept from the data."""
    for p in root.iter(A + "p"):
        yield p, list(p.iter(A + "t"))
    for cache in root.iter(_CHART + "strCache", _CHART_2016 + "strDim", _CHART_2016 + "txData"):
        for node in cache.iter(_CHART + "v", _CHART_2016 + "pt", _CHART_2016 + "v"):
            yield node, [node]


def _add(story: Story, paragraph: Paragraph, node: Element) -> None:
    text = " ".join((node.text or "").splitlines())
    if text:
        atom = Atom(len(story.atoms), node, text, UNKNOWN, unit=node, whole=True)
        story.atoms.append(atom)
        paragraph.pieces.append(atom)
