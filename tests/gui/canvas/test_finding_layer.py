"""Outlines over the photo: of many at once the small ones are circles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from photofix.core.finding import Finding, Kind, Shape
from photofix.core.mask import Mask
from photofix.gui.canvas.finding_layer import MANY, FindingLayer, Shown
from photofix.gui.canvas.lines import Placing
from photofix.gui.review.review import Review

SIDE = 800
HAIR = (400, 400)


def hair(x: float, y: float, long: float = 8) -> Finding:
    return Finding(Kind.DUST, Shape.LINE, np.array([[x - long, y], [x + long, y]]), 2.0, 0.8)


def painted(findings: list[Finding]) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 90, 90))
    layer = FindingLayer()
    layer.shown = Shown(Review(Mask(SIDE, SIDE)).with_found(findings, 0.5))
    painter = QPainter(image)
    layer.paint(painter, Placing(QPointF(0, 0), 1.0, QRectF(0, 0, SIDE, SIDE), QColor()))
    painter.end()
    return image


def yellow(image: QImage, x: int, y: int) -> bool:
    """Is there an outline at or just beside a place?"""
    near = [image.pixelColor(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return any(colour.red() > 180 and colour.blue() < 90 for colour in near)


@pytest.mark.parametrize("many", [False, True])
def test_a_small_hair_among_many_has_a_circle(qapp: Any, many: bool) -> None:
    others = [hair(20.0 + 25 * (n % 25), 10.0 + 14 * (n // 25)) for n in range(MANY if many else 0)]
    image = painted([hair(*HAIR), *others])
    above = [yellow(image, HAIR[0], HAIR[1] - away) for away in (4, 12)]  # a band around the line, or a circle
    assert above == ([False, True] if many else [True, False])


def test_a_long_one_keeps_its_shape_among_many(qapp: Any) -> None:
    others = [hair(20.0 + 25 * (n % 25), 10.0 + 14 * (n // 25)) for n in range(MANY)]
    image = painted([hair(400, 500, 200), *others])
    assert yellow(image, 250, 496) and yellow(image, 550, 504) and not yellow(image, 400, 600)
