"""Open Packaging Conventions (ECMA-376 part 2): the zip container of Word, PowerPoint and Excel files.

Input: bytes of unknown origin. Output: a `Package`, whose parts are read on demand within limits, and
`rewrite`, which gives the bytes with some parts replaced. Law: an entry that is not replaced keeps its
compressed bytes, its place in the order and its metadata; nothing outside the file is ever fetched.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from engine.errors import ReviewError
from engine.formats.strict import to_strict, to_transitional

MAX_ENTRIES = 20_000
MAX_TOTAL = 1 << 30  # declared bytes of all parts
MAX_XML = 48 << 20  # bytes of a part that is parsed: its tree takes some eight times as much memory
MAX_RATIO = 200  # of a part of XML above _RATIO_FROM: office XML stays below 60, a drawing of vectors may not
_RATIO_FROM = 1 << 20

_PARSED = (".xml", ".rels", ".vml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_TYPES = "[Content_Types].xml"
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_BROKEN = (
    BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    struct.error,
    zlib.error,
)


class Relationship(NamedTuple):
    """A link from a part. `kind` is the last step of the type (`header`, `image`), `target` a part's name,
    or an address where `external`."""

    id: str
    kind: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """An open container. `entries` are in file order; `by_name` finds a part without regard to case."""

    data: bytes
    archive: ZipFile  # open on the data, so that its list of entries is read once
    entries: tuple[ZipInfo, ...]
    by_name: Mapping[str, ZipInfo]

    def find(self, name: str) -> str | None:
        """The part's name as the file spells it, None where there is no such part."""
        info = self.by_name.get(name.lstrip("/").lower())
        return info.filename if info else None

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises ReviewError where it is missing, damaged or larger than MAX_XML."""
        info = self.by_name.get(name.lstrip("/").lower())
        if info is None:
            raise ReviewError("damaged", f"文件缺少部件 {name}，请用原软件打开并重新保存")
        if info.file_size > MAX_XML:
            raise ReviewError("too-large", f"部件 {name} 有 {info.file_size:,} 字节，超过上限 {MAX_XML:,}")
        try:
            return self.archive.read(info)
        except _BROKEN as fault:
            raise ReviewError("damaged", f"部件 {name} 无法解压（{fault}）") from fault

    def tree(self, name: str) -> etree._Element:
        """The root of a part's XML, Strict namespaces read as Transitional ones."""
        return parse(self.read(name), name)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The relationships of a part, of the package itself where `part` is ""."""
        name = self.find(rels_name(part))
        if name is None:
            return ()
        root = self.tree(name)
        return tuple(_relationship(el, part) for el in root.iter(f"{{{_RELS}}}Relationship"))

    def content_type(self, part: str) -> str:
        """The media type that the package declares for a part, "" where it declares none."""
        default = ""
        for el in self.tree(_CONTENT_TYPES):
            if el.get("PartName", "").lstrip("/").lower() == part.lower():
                return el.get("ContentType", "")
            if el.tag == f"{{{_TYPES}}}Default" and part.lower().endswith(
                "." + el.get("Extension", "").lower()
            ):
                default = el.get("ContentType", "")
        return default


def open_package(data: bytes) -> Package:
    """The package in `data`. Raises ReviewError for what is encrypted, damaged, no package, or over a limit."""
    _refuse_other_formats(data)
    try:
        archive = ZipFile(BytesIO(data))
    except _BROKEN as fault:
        raise ReviewError("damaged", f"文件已损坏（{fault}），请用原软件打开并重新保存") from fault
    entries = tuple(archive.infolist())
    _check_entries(entries)
    package = Package(data, archive, entries, {info.filename.lower(): info for info in entries})
    package.read(_CONTENT_TYPES)
    return package


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReviewError("encrypted", "文件设有密码，请去掉密码后再审")
        raise ReviewError(
            "unknown-format",
            "这是 Office 97–2003 或 WPS 格式的文件，请另存为 .docx 等新格式",
        )
    if not data:
        raise ReviewError("damaged", "文件是空的（0 字节）")
    if not data.startswith(b"PK"):
        raise ReviewError("unknown-format", "内容不是 Office 文件，与文件名不符")


def _check_entries(entries: tuple[ZipInfo, ...]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ReviewError("too-large", f"文件含 {len(entries):,} 个部件，超过上限 {MAX_ENTRIES:,}")
    total = sum(info.file_size for info in entries)
    if total > MAX_TOTAL:
        raise ReviewError("too-large", f"文件解压后有 {total:,} 字节，超过上限 {MAX_TOTAL:,}")
    seen: set[str] = set()
    for info in entries:
        if info.flag_bits & 1:
            raise ReviewError("encrypted", f"部件 {info.filename} 已加密，请去掉密码后再审")
        if info.filename.lower() in seen:
            raise ReviewError("damaged", f"部件 {info.filename} 出现两次，各软件读到的可能不同")
        seen.add(info.filename.lower())
        dense = info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if dense and info.file_size > _RATIO_FROM and info.filename.lower().endswith(_PARSED):
            ratio = info.file_size // max(info.compress_size, 1)
            raise ReviewError(
                "too-large", f"部件 {info.filename} 的压缩比为 {ratio}:1，超过上限 {MAX_RATIO}:1"
            )


def parse(data: bytes, name: str) -> etree._Element:
    """The root of an XML part. Raises ReviewError for a DTD, excessive depth and faulty XML."""
    if b"<!DOCTYPE" in data:
        raise ReviewError("hostile", f"部件 {name} 含有文档类型声明（DTD），正常的 Office 文件没有")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(to_transitional(data), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ReviewError("damaged", f"部件 {name} 的 XML 有误（{fault}）") from fault
    if root.getroottree().docinfo.internalDTD is not None:  # an encoding that hides it from the search above
        raise ReviewError("hostile", f"部件 {name} 含有文档类型声明（DTD），正常的 Office 文件没有")
    return root


def serialise(root: etree._Element, original: bytes = b"") -> bytes:
    """The part's bytes; namespaces that were Strict in `original` are so again."""
    data = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return to_strict(data, original)


def rels_name(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relationship(el: etree._Element, part: str) -> Relationship:
    kind = el.get("Type", "")
    external = el.get("TargetMode") == "External"
    target = el.get("Target", "")
    if not external:
        path = unquote(target.replace("\\", "/").partition("#")[0])
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")
    return Relationship(el.get("Id", ""), kind.rpartition("/")[2], kind, target, external)


def add_relationship(package: Package, part: str, kind: str, target: str) -> tuple[str, bytes]:
    """The relationships part of `part`, with one to `target` (relative to `part`) added: its name and bytes."""
    name, data, _ = add_relationships(package, part, [(kind, target)])
    return name, data


def add_relationships(
    package: Package, part: str, links: Sequence[tuple[str, str]]
) -> tuple[str, bytes, list[str]]:
    """The relationships part of `part` with links (type, target relative to `part`) added: its name, its bytes
    and the ids of the links."""
    name = package.find(rels_name(part)) or rels_name(part)
    original = package.read(name) if package.find(name) else b""
    root = parse(original or f'<Relationships xmlns="{_RELS}"/>'.encode(), name)
    taken = {el.get("Id") for el in root}
    free = (f"rIdZhupi{n}" for n in count(1) if f"rIdZhupi{n}" not in taken)
    ids = [next(free) for _ in links]
    for id, (kind, target) in zip(ids, links, strict=True):
        etree.SubElement(root, f"{{{_RELS}}}Relationship", Id=id, Type=kind, Target=target)
    return name, serialise(root, original + package.read(rels_name(""))), ids


def add_content_type(package: Package, part: str, media_type: str) -> tuple[str, bytes]:
    """[Content_Types].xml with an entry for `part` added: its name and bytes."""
    return add_content_types(package, {part: media_type})


def add_content_types(
    package: Package, parts: Mapping[str, str], endings: Mapping[str, str] | None = None
) -> tuple[str, bytes]:
    """[Content_Types].xml with entries for parts, and for endings that it does not know: its name and bytes."""
    name = package.find(_CONTENT_TYPES) or _CONTENT_TYPES
    root = package.tree(name)
    known = {el.get("Extension", "").lower() for el in root}
    for ending, media_type in {
        "rels": _RELS_TYPE,
        **(endings or {}),
    }.items():  # a part may get its first relationship
        if ending not in known:
            root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=ending, ContentType=media_type))
    for part, media_type in parts.items():
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=media_type)
    return name, serialise(root)


def refuse_signed(package: Package) -> None:
    """Raises ReviewError where the package is signed: any change would break the signature."""
    if any(info.filename.lower().startswith("_xmlsignatures/") for info in package.entries):
        raise ReviewError("signed", "文件有数字签名，改写会使签名失效，因此不写批注稿；问题见报告")


def legal(text: str) -> str:
    """The text with what XML 1.0 cannot hold made blanks."""
    return _ILLEGAL.sub(" ", text)


def rewrite(package: Package, parts: Mapping[str, bytes], left_out: Collection[str] = ()) -> bytes:
    """The package with the given parts replaced, or added at the end, and some left out."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for info in package.entries:
            if info.filename in left_out:
                continue
            if info.filename in parts:
                archive.writestr(_like(info), parts[info.filename])
            else:
                _copy(archive, package.data, info)
        when = package.entries[0].date_time
        known = {info.filename for info in package.entries}
        for name in (name for name in parts if name not in known):
            fresh = ZipInfo(name, when)
            fresh.compress_type = ZIP_DEFLATED
            archive.writestr(fresh, parts[name])
        archive.comment = package.archive.comment
    return out.getvalue()


def _like(info: ZipInfo) -> ZipInfo:
    """Metadata of an entry, for other content."""
    copy = ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr = info.compress_type, info.external_attr
    copy.create_system, copy.comment = info.create_system, info.comment
    return copy


def _copy(archive: ZipFile, data: bytes, info: ZipInfo) -> None:
    """Append an entry as it is, compressed bytes included (zipfile offers no call for it)."""
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    copy = _like(info)
    copy.flag_bits = info.flag_bits & ~8  # the sizes stand in the header, not after the data
    copy.extra = _without_zip64(info.extra)
    copy.CRC, copy.compress_size, copy.file_size = info.CRC, info.compress_size, info.file_size
    copy.internal_attr, copy.create_version, copy.extract_version = (
        info.internal_attr, info.create_version, info.extract_version,
    )  # fmt: skip
    assert archive.fp is not None
    copy.header_offset = archive.fp.tell()
    archive.fp.write(copy.FileHeader())
    archive.fp.write(data[start : start + info.compress_size])
    archive.start_dir = archive.fp.tell()
    archive.filelist.append(copy)
    archive.NameToInfo[copy.filename] = copy


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields less the one of large sizes, which are known by now and small."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
