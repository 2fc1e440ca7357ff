"""Plots as inline SVG, without a script and without a network. Pure; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from uniconv_edge.evaluate.significance import Interval

WIDTH, HEIGHT = 460, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 40
_INNER_WIDTH, _INNER_HEIGHT = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
COLOURS = ("#3366cc", "#cc6633", "#339966", "#996699", "#888833")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a value between 0 and 1, its interval, and how many tasks it stands for."""

    label: str
    value: float
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of (x, y) points, both between 0 and 1."""

    label: str
    points: Sequence[tuple[float, float]]


def bars(title: str, shown: Sequence[Bar]) -> str:
    """Bars with whiskers, in percent."""
    step = _INNER_WIDTH / max(1, len(shown))
    parts = [_axes(title)]
    for place, bar in enumerate(shown):
        middle, top = _LEFT + step * (place + 0.5), _y(bar.value)
        parts.append(
            f'<rect x="{middle - step * 0.3:.1f}" y="{top:.1f}" width="{step * 0.6:.1f}" '
            f'height="{_y(0) - top:.1f}" fill="{COLOURS[0]}"/>'
        )
        if bar.interval is not None:
            low, high = (_y(value) for value in bar.interval)
            parts.append(f'<path d="M{middle:.1f} {low:.1f}V{high:.1f}" stroke="#222"/>')
        above = top if bar.interval is None else _y(bar.interval[1])
        parts.append(_text(middle, max(10.0, above - 4), f"{100 * bar.value:.0f}"))
        parts.append(_text(middle, HEIGHT - 24, bar.label))
        parts.append(_text(middle, HEIGHT - 10, f"n = {bar.n}", small=True))
    return _svg(parts)


def lines(title: str, shown: Sequence[Line], across: str, *, diagonal: bool = False) -> str:
    """Lines over a horizontal axis named `across`; with `diagonal` the line of equal values too."""
    parts = [_axes(title), _text(_LEFT + _INNER_WIDTH / 2, HEIGHT - 6, across)]
    parts += [_text(_x(tick / 4), HEIGHT - 24, f"{25 * tick}") for tick in range(5)]
    if diagonal:
        parts.append(f'<path d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}" stroke="#999" stroke-dasharray="4"/>')
    for number, line in enumerate(shown):
        colour = COLOURS[number % len(COLOURS)]
        path = "L".join(f"{_x(x):.1f} {_y(y):.1f}" for x, y in line.points)
        if path:
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="2.5" fill="{colour}"/>' for x, y in line.points[:40]]
        parts.append(_text(WIDTH - 16, _TOP + 14 * (number + 1), line.label, anchor="end", colour=colour))
    return _svg(parts)


def stages(title: str, shown: Sequence[tuple[str, float, float]]) -> str:
    """Horizontal bars of milliseconds: (name, median, ninth decile), the decile as a whisker."""
    longest = max((decile for _, _, decile in shown), default=0.0) or 1.0
    parts = [_text(WIDTH / 2, 14, title, bold=True)]
    for place, (name, median, decile) in enumerate(shown):
        y = 40 + 34 * place
        width, end = ((WIDTH - 190) * value / longest for value in (median, decile))
        parts.append(_text(100, y + 14, name, anchor="end"))
        parts.append(f'<rect x="106" y="{y}" width="{width:.1f}" height="20" fill="{COLOURS[place % len(COLOURS)]}"/>')
        parts.append(f'<path d="M{106 + width:.1f} {y + 10}H{106 + end:.1f}" stroke="#222"/>')
        parts.append(_text(110 + end, y + 14, f"{median:.0f} ms", anchor="start"))
    return _svg(parts, 50 + 34 * len(shown))


def _x(value: float) -> float:
    return _LEFT + _INNER_WIDTH * value


def _y(value: float) -> float:
    return _TOP + _INNER_HEIGHT * (1 - value)


def _axes(title: str) -> str:
    ticks = "".join(
        f'<path d="M{_LEFT} {_y(tick / 4):.1f}H{WIDTH - _RIGHT}" stroke="#ddd"/>'
        + _text(_LEFT - 6, _y(tick / 4) + 4, f"{25 * tick}", anchor="end", small=True)
        for tick in range(5)
    )
    return f"<title>{escape(title)}</title>{ticks}"


def _text(
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "middle",
    small: bool = False,
    bold: bool = False,
    colour: str = "#222",
) -> str:
    size, weight = (10 if small else 12), ("bold" if bold else "normal")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(said)}</text>'
    )


def _svg(parts: Sequence[str], height: int = HEIGHT) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif">{"".join(parts)}</svg>'
    )
