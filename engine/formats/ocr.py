"""What is written on pictures, by RapidOCR, which the extra `ocr` installs.

Input: pictures. Output: their lines, and what of them could not be read. Law: the models are those in the package,
nothing is fetched; time and memory are bounded; words of which the recogniser is not sure are listed, and a part that
it did not get to is listed as not read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.document import Unread
from engine.errors import ReviewError
from engine.formats.ocr_choice import Ocr
from engine.formats.ocr_tiles import Found, Glyph, Tile, merged, moved, tiles, with_large
from engine.workers import Limits, ask_for

if TYPE_CHECKING:
    from PIL.Image import Image

UNIT = 0.75  # points in a pixel of a picture
MEMORY = (
    2048 * 2**20
)  # of address space, a good quarter of it the libraries' own: resident stays below 1.5 GiB
SURE = 0.8  # confidence below which words are listed
_WORDS = 0.5  # confidence below which they are no words
_COARSE = 4  # how much the picture of the whole is smaller, on which large letters are found
_STANDING = 1.5  # how much higher than wide a line is that stands
_WRONG = 0.7  # mean confidence below which a picture may be upside down
_LISTED = 20
_INSTALL = "pip install 'zhupi[ocr]'"


class Reader:
    """Recognises the pictures of one draft within its time."""

    def __init__(self, ocr: Ocr) -> None:
        self._ocr = ocr
        self._deadline: float | None = None

    @property
    def embedded(self) -> bool:
        """Whether pictures within a draft are to be recognised too."""
        return self._ocr.mode == "all" and not self.missing

    @property
    def missing(self) -> str:
        """Why nothing can be recognised, "" where it can."""
        if self._ocr.mode == "off":
            return "没有识别图片（--ocr off）"
        if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
            return f"识别图片中的文字需要先安装：{_INSTALL}"
        return ""

    def read(self, image: Image, where: str) -> Reading:
        """What is on a picture (RGB). `where` says for a person which picture it is."""
        if self._deadline is None:
            ask_for(Limits(self._ocr.seconds, MEMORY))
            self._deadline = time.monotonic() + self._ocr.seconds
        reading, left = _upright(image, self._deadline)
        unread = list(_unsure(reading.lines, where))
        if left:
            why = f"识别超过 {self._ocr.seconds:g} 秒，有 {left} 块没有识别完（--ocr-timeout 可放宽）"
            unread.append(Unread("unfinished", where, why, blocking=True))
        words = [line for line in reading.lines if line.confidence >= _WORDS]
        return reading._replace(lines=words, unread=unread)


class Reading(NamedTuple):
    """The lines of a picture, the picture as it was read, by how many degrees it was turned for that
    (counter-clockwise), and what of it was not read."""

    lines: list[Found]
    image: Image
    turned: int = 0
    unread: Sequence[Unread] = ()


def _upright(image: Image, deadline: float) -> tuple[Reading, int]:
    """What is on a picture, turned where its lines stand or are upside down; and how many tiles are left."""
    lines, left = _by_tiles(image, deadline)
    best, turns = Reading(lines, image), _turns(lines)
    sure = 0.0 if len(turns) > 1 else _certainty(lines)
    for turn in turns:
        if sure >= SURE or left:
            break
        turned = image.rotate(turn, expand=True)
        lines, left = _by_tiles(turned, deadline)
        if _certainty(lines) > sure:
            best, sure = Reading(lines, turned, turn), _certainty(lines)
    return best, left


def _turns(lines: Sequence[Found]) -> tuple[int, ...]:
    """The turns to try: both sideways where most words stand, upside down where hardly any is certain."""
    words = sum(len(line.glyphs) for line in lines)
    standing = sum(
        len(line.glyphs) for line in lines if line.height > _STANDING * (line.box[2] - line.box[0])
    )
    if standing * 2 > words:
        return (90, 270)
    return (180,) if words and _certainty(lines) < _WRONG else ()


def _certainty(lines: Sequence[Found]) -> float:
    """The mean confidence of all characters."""
    words = sum(len(line.glyphs) for line in lines)
    return sum(line.confidence * len(line.glyphs) for line in lines) / words if words else 0.0


def _by_tiles(image: Image, deadline: float) -> tuple[list[Found], int]:
    """The lines, and on how many tiles there was no time to look."""
    parts = tiles(*image.size)
    lines, left = _pass(image, parts, 1, deadline)
    if len(parts) == 1 or left:
        return lines, left
    small = image.reduce(_COARSE)
    coarse, left = _pass(small, tiles(*small.size), _COARSE, deadline)
    return with_large(lines, [line for line in coarse if line.confidence >= SURE]), left


def _pass(image: Image, parts: Sequence[Tile], scale: int, deadline: float) -> tuple[list[Found], int]:
    read: list[tuple[Tile, list[Found]]] = []
    for tile in parts:
        if time.monotonic() > deadline:
            break
        crop = image.crop(tile[:4])
        found = [] if _is_plain(crop) else [moved(line, tile.left, tile.top) for line in recognise(crop)]
        read.append((tile, found))
    lines = merged(read)
    return [moved(line, 0, 0, scale) for line in lines] if scale > 1 else lines, len(parts) - len(read)


def _is_plain(image: Image) -> bool:
    """Whether a picture is of one colour."""
    return all(low == high for low, high in _extrema(image))


def _extrema(image: Image) -> Sequence[tuple[float, float]]:
    found: Any = image.getextrema()
    return found if isinstance(found[0], tuple) else [found]


def _unsure(lines: Sequence[Found], where: str) -> Iterator[Unread]:
    """The words of which the recogniser is not sure."""
    doubtful = [line for line in lines if line.confidence < SURE]
    for line in doubtful[:_LISTED]:
        if line.confidence < _WORDS:
            yield Unread("words", where, f"一处可能是文字，未能识别（像「{line.text[:20]}」），请看原图")
        else:
            why = f"「{line.text[:40]}」识别把握只有 {line.confidence:.0%}，请对照原图核对"
            yield Unread("words", where, why)
    if len(doubtful) > _LISTED:
        yield Unread("words", where, f"另有 {len(doubtful) - _LISTED} 处识别把握不足，请对照原图核对")


def recognise(image: Image) -> list[Found]:
    """The lines of a picture that is small enough to be looked at in one go. Raises MemoryError, ReviewError."""
    try:
        # Without its classifier, which turns lines without saying so, and boxes of characters not with them.
        result = _engine()(_stocky(image), use_cls=False)
    except Exception as fault:
        said = (str(fault).strip() or type(fault).__name__).splitlines()[-1]
        if "alloc" in said:
            raise MemoryError(said) from fault
        raise ReviewError("failed", f"识别图片时出错：{said}") from fault
    if result.txts is None:
        return []
    words = result.word_results
    if len(words) != len(result.txts):
        words = [()] * len(result.txts)
    rows = zip(result.boxes, result.txts, result.scores, words, strict=True)
    return [_found(corners, text, float(score), row) for corners, text, score, row in rows]


def _stocky(image: Image) -> Image:
    """The picture on a ground that is at least half as wide as high, and the other way: the recogniser enlarges a
    picture by its shorter side, whatever that makes of the longer one."""
    width, height = image.size
    least = max(width, height) // 2
    if min(width, height) >= least:
        return image
    from PIL import Image as images

    padded = images.new("RGB", (max(width, least), max(height, least)), image.getpixel((0, 0)))
    padded.paste(image, (0, 0))
    return padded


def _found(corners: Any, text: str, score: float, row: Sequence[Any]) -> Found:
    box = _box(corners)
    if "".join(word[0] for word in row) == text:
        glyphs = tuple(Glyph(word[0], _box(word[2])) for word in row)
    else:  # the recogniser says where the line is, not its characters: they share it evenly
        step = (box[2] - box[0]) / len(text)
        glyphs = tuple(
            Glyph(char, (box[0] + i * step, box[1], box[0] + (i + 1) * step, box[3]))
            for i, char in enumerate(text)
        )
    return Found(glyphs, score, box)


def _box(corners: Any) -> tuple[float, float, float, float]:
    xs, ys = [float(point[0]) for point in corners], [float(point[1]) for point in corners]
    return min(xs), min(ys), max(xs), max(ys)


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The recogniser: one thread, for drafts are reviewed side by side; only models that came with the package."""
    from importlib.resources import files

    models = files("rapidocr") / "models"
    paths = sorted(str(path) for path in models.iterdir() if path.name.endswith(".onnx"))
    params: dict[str, Any] = {
        "Global.log_level": "critical",
        "Global.text_score": 0.0,
        "Global.return_word_box": True,
        "Global.return_single_char_box": True,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Rec.rec_batch_num": 1,
    }
    for part in ("det", "rec"):
        params[f"{part.title()}.model_path"] = next(path for path in paths if f"_{part}_" in path)
    return import_module("rapidocr").RapidOCR(params=params)
