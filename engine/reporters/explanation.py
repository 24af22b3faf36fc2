"""Why a rule did or did not report, for a terminal.

Input: an `Explanation`, a language, whether to colour, the columns at hand. Output: text. Law: no control
character of a draft is shown; the words shown of a draft are masked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from engine.explanation import Clause, Explanation, Gate, Part, Reason
from engine.reporters.amendments import what, why
from engine.reporters.brief import message
from engine.reporters.masking import mask
from engine.reporters.plain import one_line, shorten
from engine.reporters.snippet import Canvas, Mark, Paint, Source, draw, painter
from engine.reporters.words import N_, term, words
from engine.text import Span

_SHOWN = 4  # spans of a part that are shown

REASONS = {
    "status": N_("the rule's status is %(what)s"),
    "date": N_("the rule does not apply on this day: %(what)s"),
    "gate": N_("the document's %(what)s is not one that the rule is for"),
    "only-if": N_("its condition `only_if` does not hold"),
    "nothing": N_("`%(what)s` gave nothing"),
    "masked": N_("words within a prescribed statement do not count"),
    "found": N_("what is required is there"),
    "overridden": N_("%(what)s stands for it at the same place"),
}


def reason_text(reason: Reason, say: NullTranslations) -> str:
    """A reason in words, without its places."""
    what = reason.what
    if reason.code == "gate":
        what = term(say, what)
    told = say.gettext(REASONS[reason.code]) % {"what": what}
    return f"{told}: {what}" if reason.code == "found" and what else told


def as_text(explanation: Explanation, *, lang: str, color: bool = False, columns: int = 100) -> str:
    """The whole explanation, ending in a newline."""
    return "\n".join(_View(explanation, words(lang), Canvas(painter(color), columns)).lines()) + "\n"


class _View:
    def __init__(self, explanation: Explanation, say: NullTranslations, canvas: Canvas) -> None:
        self.explanation = explanation
        self.say = say
        self.canvas = canvas
        text = mask(explanation.document.text)
        self.source = Source.of(explanation.document.name, text)

    @property
    def paint(self) -> Paint:
        return self.canvas.paint

    def lines(self) -> Iterator[str]:
        yield from self.head()
        for finding in self.explanation.findings:
            yield ""
            if finding.span is None:
                yield f"  {message(finding)} ({self.say.gettext('the document as a whole')})"
            else:
                mark = Mark(finding.span, message(finding), finding.severity.word)
                yield from draw(self.source, [mark], self.canvas).lines
        for clause in self.explanation.clauses:
            yield ""
            yield from self.clause(clause)

    def head(self) -> Iterator[str]:
        e, say, paint = self.explanation, self.say, self.paint
        yield f"{paint(e.severity.word, f'{term(say, e.severity.word)}[{e.rule}]')}: {paint('label', one_line(e.title))}"
        count = len(e.findings)
        if count:
            told = say.ngettext("%(n)d finding", "%(n)d findings", count) % {"n": count}
            yield f"  {paint('high', told)} · {one_line(e.document.name)}"
        else:
            yield f"  {paint('good', say.gettext('nothing reported'))} · {one_line(e.document.name)}"
        start, end = e.effective
        dates = f" · {start or '…'} – {end or '…'}" if start or end else ""
        yield paint("faint", f"  {e.status} · {e.kind}{dates} · {e.as_of}")
        for change in e.amendments:
            yield paint("medium", f"  ← {what(change, say)} · {why(change, say)}")
        for gate in e.gates:
            yield f"  {self.gate(gate)}"
        for reason in e.reasons:
            told = reason_text(reason, say)
            yield f"  {paint('label', '→')} {one_line(told)}{self.places(reason.spans)}"

    def gate(self, gate: Gate) -> str:
        say = self.say
        sign = self.paint("good", "✓") if gate.met else self.paint("high", "✗")
        wanted = "|".join(gate.wanted)
        if not gate.own:
            return f"{sign} {gate.name}: {wanted} ({say.gettext('unknown, which every rule accepts')})"
        told = f"{'|'.join(gate.own)} ({term(say, gate.source)}{f', {gate.why}' if gate.why else ''})"
        return f"{sign} {gate.name}: {wanted} ← {one_line(told)}"

    def clause(self, clause: Clause) -> Iterator[str]:
        more = ", ".join(x for x in (clause.name, clause.scope) if x)
        yield self.paint("label", clause.kind) + (f" ({one_line(more)})" if more else "")
        yield from self.part(clause.part, "  ", "  ")

    def part(self, part: Part, head: str, below: str) -> Iterator[str]:
        paint = self.paint
        name = f"{paint('label', part.name)} = " if part.name else ""
        room = max(20, self.canvas.columns - len(head) - len(part.name) - 30)
        gave = paint("good" if part.gave else "high", self.gave(part))
        first = paint("critical", f"  ← {self.say.gettext('the first that gave nothing')}") * part.first
        again = paint("faint", f"  ({self.say.gettext('see above')})") * part.again
        yield f"{head}{name}{shorten(part.label, room)}  {gave}{self.places(part.spans)}{first}{again}"
        for span, values, kept in part.notes:
            sign = paint("good", "✓") if kept else paint("high", "✗")
            yield f"{below}  {sign} {self.place(span)} {one_line(values)}"
        for child in part.parts:
            last = child is part.parts[-1]
            yield from self.part(
                child, below + ("└─ " if last else "├─ "), below + ("   " if last else "│  ")
            )

    def gave(self, part: Part) -> str:
        if part.value is None:
            return str(len(part.spans))
        if isinstance(part.value, bool):
            return self.say.gettext("holds") if part.value else self.say.gettext("does not hold")
        return f"{part.value:g}"

    def places(self, spans: Sequence[Span]) -> str:
        shown = [self.place(span) for span in spans[:_SHOWN]]
        if len(spans) > _SHOWN:
            shown.append(f"+{len(spans) - _SHOWN}")
        return f"  {self.paint('faint', ' '.join(shown))}" if shown else ""

    def place(self, span: Span) -> str:
        line, column = self.source.lines.position(span.start)
        return f"{line}:{column}「{shorten(self.source.text[span.start : span.end], 24)}」"
