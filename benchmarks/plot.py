"""Plots as SVG that needs nothing else.

Input: names and figures. Output: SVG. Law: the axes are logarithmic, because what is drawn spans powers of ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

_COLORS = ("#b3261e", "#1f5f8b", "#4d7c32", "#8a5a00")
_GREY = "#6b6b6b"
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#ffffff"/>'
)


def bars(title: str, values: Mapping[str, float]) -> str:
    """A bar for each value, with its figure; the first is coloured."""
    left, wide, step = 330, 420, 28
    low = floor(log10(min(values.values())))
    scale = wide / (ceil(log10(max(values.values()))) - low)
    parts = [_HEAD.format(width=left + wide + 90, height=60 + step * len(values)), _text(16, 24, title, 15)]
    for number, (name, value) in enumerate(values.items()):
        y, long = 44 + step * number, max((log10(value) - low) * scale, 1)
        parts.append(_text(left - 10, y + 14, name, anchor="end"))
        color = _GREY if number else _COLORS[0]
        parts.append(f'<rect x="{left}" y="{y}" width="{long:.0f}" height="18" fill="{color}"/>')
        parts.append(_text(left + long + 8, y + 14, f"{figure(value)}×"))
    return "".join([*parts, "</svg>\n"])


def lines(title: str, across: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """A line for each series of points (x, y), both from 1 up."""
    left, top, wide, high = 60, 50, 420, 240
    most = max(x for points in series.values() for x, _ in points)
    tall = 10 ** ceil(log10(max(y for points in series.values() for _, y in points)) - 0.1)
    parts = [_HEAD.format(width=left + wide + 260, height=top + high + 60), _text(16, 24, title, 15)]

    def place(x: float, y: float) -> tuple[float, float]:
        down = log10(max(y, 1)) / log10(tall)
        return round(left + wide * log10(x) / log10(most), 1), round(top + high * (1 - down), 1)

    for power in range(round(log10(tall)) + 1):
        _, y = place(1, 10**power)
        parts.append(f'<path d="M{left} {y}H{left + wide}" stroke="#d9d9d9"/>')
        parts.append(_text(left - 8, y + 5, f"{10**power}×", anchor="end"))
    for power in range(round(log10(most)) + 1):
        parts.append(_text(place(10**power, 1)[0], top + high + 22, f"{10**power}×", anchor="middle"))
    parts.append(_text(left + wide / 2, top + high + 46, across, anchor="middle"))
    for color, (name, points) in zip(_COLORS, series.items(), strict=False):
        drawn = [place(x, y) for x, y in points]
        path = "L".join(f"{x} {y}" for x, y in drawn)
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{color}"/>' for x, y in drawn]
        x, y = drawn[-1]
        parts.append(_text(x + 10, y - 6, f"{name}: {figure(points[-1][1])}×", color=color))
    return "".join([*parts, "</svg>\n"])


def figure(value: float) -> str:
    """With two or three digits that count."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def _text(
    x: float, y: float, words: str, size: int = 13, anchor: str = "start", color: str = "#222222"
) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}" fill="{color}">{escape(words)}</text>'
