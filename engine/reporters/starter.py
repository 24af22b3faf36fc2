"""A first `zhupi.yaml`, with a comment on each of its settings.

Input: settings with their values and examples, a language. Output: YAML. Law: what is not set is a comment that
shows how to set it; names of files are quoted, so that none of them is YAML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from gettext import NullTranslations

from engine.reporters.words import N_, words

Documents = Sequence[tuple[str, Sequence[tuple[str, str]]]]

_HEAD = N_("The configuration of Zhupi (docs/configuration.md). The command line outranks it.")
_COMMENTS = {
    "documents": N_("What kind of document a path is; the first pattern that says an attribute holds."),
    "exclude": N_("What is not reviewed."),
    "packs": N_("Folders of rule packs of your own, beside the built-in ones."),
    "overlays": N_("Files that narrow, grade or switch off rules (docs/overlays.md)."),
    "fail_on": N_("The lowest severity that fails: none, info, low, medium, high, critical."),
    "baseline": N_("Findings that were there before do not count; `zhupi baseline write` notes them."),
    "decisions": N_("Findings that somebody decided not to count."),
    "out": N_("The folder for reports and annotated copies."),
    "redact": N_("Personal data is masked in annotated copies and on the page too."),
    "jobs": N_("How many drafts are reviewed at once; without it, one for each processor."),
}
_EXAMPLES = {
    "documents": '[{path: "ads/**", material: marketing}]',
    "exclude": '["archive/**"]',
    "packs": "[house-rules]",
    "overlays": "[house.yaml]",
    "baseline": "zhupi-baseline.json",
    "decisions": "decisions.yaml",
    "out": "zhupi-out",
    "redact": "true",
    "jobs": "4",
}


def starter(
    formats: Iterable[tuple[str, int]],
    documents: Documents,
    lists: Mapping[str, Sequence[str]],
    files: Mapping[str, str],
    lang: str,
) -> str:
    """The file. `lists`: exclude and packs, `files`: baseline and decisions, each empty where there is none."""
    say = words(lang)
    there = ", ".join(f"{count} {ending}" for ending, count in formats) or "0"
    here = say.gettext("Drafts here: %(formats)s") % {"formats": there}
    out = [f"# {say.gettext(_HEAD)}", f"# {here}"]
    set_ = {"documents": list(_documents(documents)), "fail_on": ["fail_on: high"]}
    set_ |= {
        name: [f"{name}: [{', '.join(map(_quoted, values))}]"] for name, values in lists.items() if values
    }
    set_ |= {name: [f"{name}: {_quoted(value)}"] for name, value in files.items() if value}
    for name in _COMMENTS:
        out += ["", *_setting(name, set_.get(name, []), say)]
    return "\n".join(out) + "\n"


def _setting(name: str, lines: Sequence[str], say: NullTranslations) -> Iterator[str]:
    yield f"# {say.gettext(_COMMENTS[name])}"
    yield from lines or [f"# {name}: {_EXAMPLES[name]}"]


def _documents(documents: Documents) -> Iterator[str]:
    if documents:
        yield "documents:"
    for pattern, said in documents:
        values = "".join(f", {name}: {value}" for name, value in said)
        yield f"  - {{path: {_quoted(pattern)}{values}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
