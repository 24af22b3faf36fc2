"""Rule files → rules, definitions and profiles, with the place of each kept.

Input: the text of every file by its pack name. Output: `Packs`. Errors: all Diagnostics of all files, in the
`faults` list. Law: an unknown or doubled key is never passed over; a scalar is never read as anything but a
string.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.basis import read_registry
from engine.errors import Diagnostic
from engine.fields import PACK_FIELDS, POINT_FIELDS
from engine.language.words import VALUES
from engine.packreader.rules import RuleReader
from engine.packs import Asked, PackFile, Packs, Profile
from engine.rule import Point
from engine.said import said
from engine.yamlfile import Mapping_, Sequence_, Source, Yaml, read_yaml

REGISTRY_NAME = "basis"


def read_packs(sources: Mapping[str, Source], faults: list[Diagnostic]) -> Packs:
    """The packs in `sources` (pack name → file). Whatever is wrong with any of them is added to `faults`."""
    trees: dict[str, Yaml] = {}
    for name, source in sources.items():
        tree, wrong = read_yaml(source)
        faults.extend(wrong)
        if tree is not None:
            trees[name] = tree
    registry = read_registry({n: t for n, t in trees.items() if _last(n) == REGISTRY_NAME}, faults)
    files = {
        name: Reader(name, sources[name], registry, faults).read(tree)
        for name, tree in trees.items()
        if _last(name) != REGISTRY_NAME
    }
    return Packs(files, registry)


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


class Reader(RuleReader):
    """Reads one file."""

    def read(self, tree: Yaml) -> PackFile:
        empty = PackFile(name=self.name, source=self.source)
        if not isinstance(tree, Mapping_):
            self.fault("pack-form", said("a rule file is a mapping with `pack`, `define`, `rules`"), tree)
            return empty
        if (overlay := tree.key("overlay")) is not None:
            help = said(
                "name it by `--overlay`, or under `overlays` in zhupi.yaml, and keep it apart from the packs"
            )
            self.fault("overlay-place", said("this is an overlay and no rule file"), overlay, help)
            return empty
        self.known_keys(tree, PACK_FIELDS, said("a rule file"))
        pack = self.text(tree, "pack")
        if pack != self.name:
            place = tree.get("pack") or tree
            self.fault(
                "pack-name",
                said("the pack of this file is `%(what)s`", what=self.name),
                place,
                said("write `pack: %(what)s`", what=self.name),
            )
        language = self.choice(tree, "language", VALUES["lang"], "")
        use = tree.get("use")
        return PackFile(
            name=self.name,
            source=self.source,
            language=language,
            use=tuple(self.scalars(use, "use")) if use is not None else (),
            definitions=self.definitions(tree.get("define")),
            entries=tuple(self.rules(tree.get("rules"), language)),
            profiles=tuple(self.profiles(tree.get("profiles"))),
            points=tuple(self.points(tree.get("checklist"), language)),
        )

    def profiles(self, node: Yaml | None) -> list[Profile]:
        if node is None:
            return []
        items = node.items if isinstance(node, Sequence_) else ()
        return [profile for item in items if (profile := self.profile(item)) is not None]

    def profile(self, item: Yaml) -> Profile | None:
        kind = "add" if isinstance(item, Mapping_) and item.get("add") is not None else "set"
        if not isinstance(item, Mapping_) or not isinstance(values := item.get(kind), Mapping_):
            self.fault("profile-form", said("a profile is {set: {material: contract}, when: …}"), item)
            return None
        self.known_keys(item, {kind: "", "when": ""}, said("a profile"))
        self.known_keys(values, dict.fromkeys(VALUES, ""), said("a document"))
        when = self.expression(item.get("when"), "when")
        if when is None:
            return None
        found = {
            k.value: tuple(self.attribute_values(k.value, v)) for k, v in values.entries if k.value in VALUES
        }
        return Profile(self.name, found, when, kind == "add")

    def points(self, node: Yaml | None, language: str) -> list[Asked]:
        if node is None:
            return []
        if not isinstance(node, Sequence_):
            self.fault("value-form", said("`checklist` is a list of points"), node)
            return []
        gates = self.gates(None, language)
        made = (self.point(item, number, gates) for number, item in enumerate(node.items, 1))
        return [asked for asked in made if asked is not None]

    def point(self, item: Yaml, number: int, gates: Mapping[str, tuple[str, ...]]) -> Asked | None:
        if not isinstance(item, Mapping_):
            self.fault("value-form", said("a point is {point: …, rules: […], ask: …}"), item)
            return None
        self.known_keys(item, POINT_FIELDS, said("a point"))
        rules = item.get("rules")
        named = tuple(self.scalars(rules, "rules")) if rules is not None else ()
        if item.get("point") is None:
            self.fault("missing-key", said("a point needs `point`"), item)
        if not named and not self.text(item, "ask"):
            self.fault(
                "missing-key", said("a point needs `rules`, or `ask`, the question for a person"), item
            )
        point = Point(
            id=f"{self.name}/{number}",
            title=self.text(item, "point"),
            stage=self.text(item, "stage"),
            basis=self.basis(item.get("basis")),
            rules=tuple(name.value for name in named),
            ask=self.text(item, "ask"),
            gates=gates,
        )
        return Asked(point, named)
