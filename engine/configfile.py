"""`zhupi.yaml` → configuration.

Input: the file. Output: a `Config`. Errors: RuleError, with the place of each fault. Law: an unknown key is an
error that names the nearest one. It stands apart from `config.py`, because a run without the file needs no YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.config import CONFIG_FIELDS, FAIL_ON, MOST_JOBS, Config, DocumentKind
from engine.errors import Diagnostic, RuleError
from engine.language.words import VALUES
from engine.said import nearest, said
from engine.yamlfile import Mapping_, Scalar, Sequence_, Source, Yaml, read_yaml


def read_config(path: Path) -> Config:
    """The configuration in a file. Raises RuleError."""
    faults: list[Diagnostic] = []
    source = Source(str(path), path.read_text("utf-8-sig"))
    tree, wrong = read_yaml(source)
    faults.extend(wrong)
    config = Config(folder=path.parent)
    if isinstance(tree, Mapping_):
        config = _config(tree, path.parent, faults)
    elif tree is not None:
        faults.append(
            Diagnostic(
                code="config-form", title=said("the configuration is a mapping"), labels=(tree.label(),)
            )
        )
    if faults:
        raise RuleError(tuple(faults))
    return config


def _config(tree: Mapping_, folder: Path, faults: list[Diagnostic]) -> Config:
    _known(tree, CONFIG_FIELDS, faults)
    packs, overlays = (_paths(tree, name, folder, faults) for name in ("packs", "overlays"))
    faults.extend(
        Diagnostic(
            code="config-packs", title=said("there is no folder %(path)s", path=path), labels=(word.label(),)
        )
        for path, word in packs
        if not path.is_dir()
    )
    faults.extend(
        Diagnostic(
            code="config-overlays", title=said("there is no file %(path)s", path=path), labels=(word.label(),)
        )
        for path, word in overlays
        if not path.is_file()
    )
    return Config(
        folder=folder,
        packs=tuple(path for path, _ in packs),
        overlays=tuple(path for path, _ in overlays),
        documents=tuple(_documents(tree.get("documents"), faults)),
        exclude=tuple(word.value for word in _words(tree, "exclude", faults)),
        fail_on=_one(tree, "fail_on", FAIL_ON, faults),
        out=_one(tree, "out", (), faults),
        decisions=_file(tree, "decisions", folder, faults),
        baseline=_file(tree, "baseline", folder, faults),
        redact=_one(tree, "redact", ("true", "false"), faults) == "true",
        jobs=_jobs(tree, faults),
    )


def _paths(tree: Mapping_, name: str, folder: Path, faults: list[Diagnostic]) -> list[tuple[Path, Scalar]]:
    return [(folder / word.value, word) for word in _words(tree, name, faults)]


def _known(tree: Mapping_, known: Mapping[str, str], faults: list[Diagnostic]) -> None:
    for key, _ in tree.entries:
        if key.value not in known:
            title = said("there is no `%(key)s`", key=key.value)
            help = nearest(key.value, known)
            faults.append(Diagnostic(code="unknown-key", title=title, labels=(key.label(),), help=help))


def _words(tree: Mapping_, name: str, faults: list[Diagnostic]) -> list[Scalar]:
    node = tree.get(name)
    if node is None:
        return []
    items = node.items if isinstance(node, Sequence_) else (node,)
    words = [item for item in items if isinstance(item, Scalar)]
    if len(words) != len(items):
        faults.append(
            Diagnostic(
                code="value-form",
                title=said("`%(name)s` is a list of words", name=name),
                labels=(node.label(),),
            )
        )
    return words


def _one(tree: Mapping_, name: str, known: tuple[str, ...], faults: list[Diagnostic]) -> str:
    node = tree.get(name)
    if node is None:
        return ""
    if not isinstance(node, Scalar) or (known and node.value not in known):
        title = (
            said("`%(name)s` is one of %(known)s", name=name, known=", ".join(known))
            if known
            else said("`%(name)s` is one word", name=name)
        )
        faults.append(Diagnostic(code="unknown-value", title=title, labels=(node.label(),)))
        return ""
    return node.value


def _jobs(tree: Mapping_, faults: list[Diagnostic]) -> int:
    node = tree.get("jobs")
    if node is None:
        return 0
    word = node.value if isinstance(node, Scalar) else ""
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= MOST_JOBS):
        title = said("`jobs` is a number from 1 to %(most_jobs)s", most_jobs=MOST_JOBS)
        faults.append(Diagnostic(code="value-form", title=title, labels=(node.label(),)))
        return 0
    return int(word)


def _file(tree: Mapping_, name: str, folder: Path, faults: list[Diagnostic]) -> Path | None:
    value = _one(tree, name, (), faults)
    return folder / value if value else None


def _documents(node: Yaml | None, faults: list[Diagnostic]) -> Iterator[DocumentKind]:
    for item in node.items if isinstance(node, Sequence_) else ():
        path = item.get("path") if isinstance(item, Mapping_) else None
        if not isinstance(item, Mapping_) or not isinstance(path, Scalar):
            faults.append(
                Diagnostic(
                    code="config-documents",
                    title=said("a document kind needs a `path`"),
                    labels=(item.label(),),
                )
            )
            continue
        _known(item, {"path": "", **dict.fromkeys(VALUES, "")}, faults)
        values: dict[str, tuple[str, ...]] = {}
        for name in VALUES:
            words = _words(item, name, faults)
            for word in words:
                if word.value not in VALUES[name]:
                    help = said("known: %(known)s", known=", ".join(sorted(VALUES[name])))
                    title = said("`%(name)s` cannot be `%(word)s`", name=name, word=word.value)
                    faults.append(
                        Diagnostic(code="unknown-value", title=title, labels=(word.label(),), help=help)
                    )
            if words:
                values[name] = tuple(word.value for word in words)
        yield DocumentKind(path.value, values)
