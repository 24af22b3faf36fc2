"""Colours: how far apart two of them are.

Input: colours as `#rrggbb`. Output: ratios. Source: WCAG 2 (relative luminance, contrast ratio).
"""

from __future__ import annotations


def ratio(color: str, background: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = luminance(color), luminance(background)
    return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """The relative luminance, 0 for black to 1 for white."""
    parts = (channel / 255 for channel in channels(color))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
