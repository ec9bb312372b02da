"""Facades that are drawn by chance, with their labels: pairs to learn label to facade from.

There are no openly licensed photographs of facades with labels that could be used, so they are made: six styles of
houses, each with its own materials and parts, as a relief that is lit and photographed. What each label stands for is
as in the CMP Facade Database: cornices lie above windows, sills below, mouldings run across the facade, columns up.
Each style has parts that tell it, so that materials can be foretold from labels.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.facade_labels import LABELS
from photofix.training.facade_light import photographed
from photofix.training.facade_relief import Box, Colour, Floats, Relief, clouds, courses, grain
from photofix.training.facade_styles import PANES, PARTS, SHUTTERS, SIGNS, STYLES
from photofix.training.pairs import Pair

Values = NDArray[np.uint8]

OVER = 2  # drawn so many times larger, for smooth edges
COLOURS = np.array([colour for _, colour in LABELS], np.uint8)


def facade(rng: np.random.Generator, size: int) -> Pair:
    """One facade: its labels and its photograph, size×size×3 uint8 each."""
    photo, label = photographed(rng, *House(rng, size * OVER).built(), size)
    return Pair(COLOURS[label], photo)


class House:
    """One house while it is built."""

    def __init__(self, rng: np.random.Generator, side: int) -> None:
        self.rng, self.side = rng, side
        self.relief = Relief(side)
        self.style = STYLES[int(rng.integers(len(STYLES)))]
        self.wall = self._tinted(self._one(self.style.walls), 0.12)
        self.trim = self._tinted(self._one(self.style.trims), 0.06)
        self.frame = self._tinted(self._one(self.style.frames), 0.05)
        self.door = self._tinted(self._one(self.style.doors), 0.1)
        self.paint = self._tinted(self._one(SHUTTERS), 0.1)
        self.sign = self._tinted(self._one(SIGNS), 0.1)
        self.awnings = rng.random() < 0.35
        self.unit = side / 100  # lengths are shares of the picture
        pitch = max(3.0, 0.85 * self.unit)
        slat = np.arange(side)[:, None] % pitch / pitch
        self.slats = np.asarray(np.tile(0.72 + 0.5 * slat, (1, side)), np.float32)
        self.worn = 1 + 0.06 * clouds(rng, side, side / 3, 4) + 0.05 * cv2.GaussianBlur(grain(rng, side), (0, 0), 0.8)

    def built(self) -> tuple[Relief, Floats]:
        """The relief, and what its glass mirrors."""
        rng, unit, side = self.rng, self.unit, self.side
        sky = self._surroundings()
        box = Box(
            rng.choice((0, rng.uniform(1, 8))) * unit, rng.choice((0, rng.uniform(2, 14))) * unit,
            side - rng.choice((0, rng.uniform(1, 8))) * unit, side - rng.choice((0, rng.uniform(2, 5))) * unit,
        )  # fmt: skip
        self._wall(box)
        storeys = int(rng.integers(self.style.storeys[0], self.style.storeys[1] + 1))
        bays = int(rng.integers(self.style.bays[0], self.style.bays[1] + 1))
        top = box.top + (rng.uniform(3, 6) if box.top else rng.uniform(0, 3)) * unit
        ground = (box.bottom - top) / (storeys + 0.2) * rng.uniform(1.05, 1.35)
        storey = (box.bottom - ground - top) / (storeys - 1)
        edges = np.linspace(box.left + 1.5 * unit, box.right - 1.5 * unit, bays + 1)
        has = {name: bool(rng.random() < getattr(self.style, name)) for name in PARTS}
        share = rng.uniform(*self.style.wide), rng.uniform(*self.style.high)
        panes = str(rng.choice(self.style.panes))
        if has["columns"]:
            self._columns(edges, Box(box.left, top, box.right, box.bottom - ground))
        rows = [Box(box.left, top + n * storey, box.right, top + (n + 1) * storey) for n in range(storeys - 1)]
        served = self._served(len(rows), bays) if has["balconies"] else set()
        for number, row in enumerate(rows):
            for bay, (left, right) in enumerate(pairwise(edges)):
                self._bay(Box(left, row.top, right, row.bottom), share, panes, has, (number, bay) in served)
            if has["mouldings"] and number:
                self._moulding(Box(box.left, row.top - 0.7 * unit, box.right, row.top + 0.8 * unit), 5.0)
        if has["mouldings"] or rng.random() < 0.4:
            self._moulding(Box(box.left, box.bottom - ground - unit, box.right, box.bottom - ground + unit), 6.0)
        if box.top:
            self._moulding(Box(box.left - unit, box.top - unit, box.right + unit, box.top + 2.6 * unit), 11.0)
        self._ground(Box(box.left, box.bottom - ground + unit, box.right, box.bottom), edges, share, panes, has)
        return self.relief, sky

    # --- what a house is made of ---

    def _one(self, colours: tuple[tuple[int, int, int], ...]) -> tuple[int, int, int]:
        return colours[int(self.rng.integers(len(colours)))]

    def _tinted(self, colour: tuple[int, int, int], vary: float) -> Colour:
        linear = (np.array(colour) / 255) ** 2.2 * (1 + vary * self.rng.standard_normal())
        red, green, blue = np.clip(linear * (1 + vary / 3 * self.rng.standard_normal(3)), 0.01, 0.95)
        return float(red), float(green), float(blue)

    def _surroundings(self) -> Floats:
        """Sky, street and neighbours behind; returns what glass mirrors: sky above, houses across the street below."""
        rng, side = self.rng, self.side
        ys = np.linspace(0, 1, side, dtype=np.float32)[:, None]
        blue = np.array([0.24, 0.44, 0.85]) if rng.random() < 0.7 else np.array([0.62, 0.68, 0.74])
        fade = ys[..., None] ** 0.7 * 0.55
        open_sky = blue * (1 - fade) + np.array([0.85, 0.9, 0.95]) * fade
        soft = np.clip(clouds(rng, side, side / 2.2, 4) * 0.5 - 0.1, 0, 1)[..., None]
        open_sky = np.asarray(open_sky * (1 - soft) + soft * 0.95, np.float32)
        relief, unit = self.relief, self.unit
        relief.colour[:] = open_sky * 1.1
        relief.depth[:] = -60
        roofs = side * rng.uniform(0.3, 0.7) + np.repeat(rng.uniform(-0.12, 0.12, 8) * side, side // 8 + 1)[:side]
        sharp = (np.arange(side)[:, None] > roofs[None]).astype(np.float32)
        houses = np.asarray(cv2.GaussianBlur(sharp, (0, 0), side * 0.006), np.float32)[..., None]
        neighbour = self._tinted((170, 150, 130), 0.3)
        texture = 1 + 0.1 * clouds(rng, side, side / 8)
        for left in (0, side - 12 * unit):
            beside = Box(left, rng.uniform(5, 30) * unit, left + 12 * unit, side)
            relief.lay(beside, neighbour, -14, texture=np.asarray(texture, np.float32))
        pavement = np.asarray(1 + 0.12 * clouds(rng, side, side / 10, 4, 0.3) + 0.05 * grain(rng, side), np.float32)
        relief.lay(Box(0, side - 6 * unit, side, side), self._tinted((142, 138, 132), 0.15), -4, texture=pavement)
        mirrored = open_sky * (1 - houses) + houses * np.array([0.10, 0.09, 0.08], np.float32)
        return np.asarray(mirrored * (0.3 * rng.uniform(0.6, 1.15)), np.float32)

    def _wall(self, box: Box) -> None:
        rng, unit, side = self.rng, self.unit, self.side
        texture, joints = self.worn.astype(np.float32), None
        if self.style.material == "brick":
            laid, joints = courses(rng, side, (7.0, 3.0), 0.9, 1.25, 0.13)
            texture = texture * laid
        elif self.style.material == "stone":
            high = storey_like = float(rng.uniform(3.5, 5.5)) * unit
            laid, joints = courses(rng, side, (storey_like * 2.2, high), 1.2, 0.72, 0.04)
            texture = texture * laid
        elif self.style.material == "boards":
            pitch = float(rng.uniform(1.3, 1.9)) * unit
            ys = (np.arange(side) % pitch / pitch).astype(np.float32)[:, None]
            texture = texture * (1.04 - 0.1 * ys) * np.where(ys > 0.86, 0.6, 1.0).astype(np.float32)
        elif self.style.material == "concrete" and rng.random() < 0.5:
            laid, joints = courses(rng, side, (24 * unit, 14 * unit), 1.2, 0.8, 0.02)
            texture = texture * laid
        worn = float(rng.uniform(0.3, 1.6))
        streaks = np.clip(clouds(rng, side, side / 40, 2, 0.1) - 0.5, 0, 2) * 0.07 * worn
        stain = np.clip((np.arange(side)[:, None] - box.bottom + 12 * unit) / (12 * unit), 0, 1) * 0.25 * worn
        stain = stain * (0.7 + 0.3 * np.clip(clouds(rng, side, side / 12, 3), -1, 2))
        patches = np.clip(clouds(rng, side, side / 6, 4) - 0.7, 0, 1) * 0.1 * worn
        texture = texture * (1 - patches)
        texture = np.asarray(texture * (1 - streaks) * (1 - stain), np.float32)
        self.relief.lay(box, self.wall, 0, "wall", texture=texture)
        if joints is not None and self.style.material == "stone":
            rows, columns = self.relief.at(box)
            self.relief.depth[rows, columns] -= joints[rows, columns]

    def _bay(
        self, bay: Box, share: tuple[float, float], panes: str, has: dict[str, bool], balcony: bool
    ) -> None:  # fmt: skip
        unit = self.unit
        width, height = bay.width * share[0], bay.height * share[1]
        middle = (bay.left + bay.right) / 2
        bottom = bay.bottom - bay.height * (0.09 if self.style.railing == "iron" and balcony else 0.17)
        window = Box(middle - width / 2, bottom - height, middle + width / 2, bottom)
        if has["surround"]:
            self.relief.lay(window.inset(-0.9 * unit), self.trim, 2.5, texture=self._flat())
        self.window(window, panes, arched=has["arched"])
        if has["head"]:
            self._head(window, has["ornaments"])
        if has["sill"]:
            sill = Box(window.left - 0.8 * unit, window.bottom, window.right + 0.8 * unit, window.bottom + 1.4 * unit)
            self.relief.lay(sill, self.trim, 5, "sill", texture=self._flat())
        if has["shutters"]:
            self._shutters(window, bay)
        if balcony:
            self._balcony(Box(
                max(bay.left + 0.3 * unit, window.left - 1.6 * unit), window.bottom - bay.height * 0.26,
                min(bay.right - 0.3 * unit, window.right + 1.6 * unit), window.bottom + 1.2 * unit,
            ))  # fmt: skip

    def _flat(self) -> Floats:
        return np.asarray(self.worn, np.float32)

    def window(self, box: Box, panes: str, *, arched: bool = False) -> None:
        """Frame and panes, set back in the wall."""
        rng, unit, relief = self.rng, self.unit, self.relief
        within = self._arch(box) if arched else None
        relief.lay(box, self.frame, -7, "window", within=within)
        line = max(1.5, 0.42 * unit)
        inner = box.inset(line)
        across, downwards = PANES[panes]
        inside = np.array([0.05, 0.045, 0.04]) * rng.uniform(0.4, 1.6)
        hung = rng.random()
        drawn = rng.uniform(0.25, 0.75) if hung < 0.3 else 0.0
        for left, right in pairwise(across):
            for top, bottom in pairwise(downwards):
                gap = line / 2
                pane = Box(
                    inner.left + left * inner.width + (gap if left else 0),
                    inner.top + top * inner.height + (gap if top else 0),
                    inner.left + right * inner.width - (gap if right < 1 else 0),
                    inner.top + bottom * inner.height - (gap if bottom < 1 else 0),
                )  # fmt: skip
                mirrors = float(rng.uniform(0.55, 1.1))
                relief.lay(pane, tuple(inside), -10, glass=mirrors, within=within)
                if drawn:  # a blind or curtain from above
                    cloth = Box(pane.left, pane.top, pane.right, min(pane.bottom, box.top + drawn * box.height))
                    relief.lay(cloth, (0.55, 0.52, 0.45), -10, glass=mirrors * 0.7, within=within)
                elif hung < 0.6 and len(across) > 2:  # curtains at both sides
                    cloth = Box(pane.left, pane.top, pane.left + 0.4 * pane.width, pane.bottom)
                    if left:
                        cloth = Box(pane.right - 0.4 * pane.width, pane.top, pane.right, pane.bottom)
                    relief.lay(cloth, (0.45, 0.43, 0.4), -10, glass=mirrors * 0.8, within=within)

    def _arch(self, box: Box) -> NDArray[np.bool_]:
        ys, xs = np.arange(self.side)[:, None], np.arange(self.side)[None]
        rise = min(box.width / 2, box.height * 0.4)
        across = (xs + 0.5 - (box.left + box.right) / 2) / (box.width / 2)
        up = (box.top + rise - ys - 0.5) / rise
        return np.asarray((up <= 0) | (across**2 + np.maximum(up, 0) ** 2 <= 1))

    def _head(self, window: Box, ornament: bool) -> None:
        unit, relief = self.unit, self.relief
        high = 1.7 * unit
        head = Box(window.left - 1.0 * unit, window.top - high, window.right + 1.0 * unit, window.top - 0.1 * unit)
        relief.lay(head, self.trim, 4, "cornice", texture=self._flat())
        if self.style.material == "brick":
            return
        top = Box(head.left - 0.4 * unit, head.top, head.right + 0.4 * unit, head.top + 0.6 * unit)
        relief.lay(top, self.trim, 8, "cornice")
        if ornament and window.width > 5 * unit:
            middle = (window.left + window.right) / 2
            self._ornament(Box(middle - 1.4 * unit, head.top - 2.2 * unit, middle + 1.4 * unit, head.top))

    def _ornament(self, box: Box) -> None:
        """A piece of carving: rings and leaves."""
        relief, rng = self.relief, self.rng
        relief.lay(box, self.trim, 3, "ornament", texture=self._flat())
        rows, columns = relief.at(box)
        bumps = clouds(rng, self.side, self.unit * 1.1, 2)[rows, columns]
        relief.depth[rows, columns] += 2.5 * np.abs(bumps)

    def _shutters(self, window: Box, bay: Box) -> None:
        rng, unit, relief = self.rng, self.unit, self.relief
        wide = min(window.width * 0.5, (bay.width - window.width) / 2 - 0.3 * unit)
        shut = rng.random() < 0.1
        for leaf in (
            (Box(window.left, window.top, (window.left + window.right) / 2, window.bottom),
             Box((window.left + window.right) / 2, window.top, window.right, window.bottom)) if shut else
            (Box(window.left - wide, window.top, window.left - 0.2 * unit, window.bottom),
             Box(window.right + 0.2 * unit, window.top, window.right + wide, window.bottom))
        ):  # fmt: skip
            relief.lay(leaf, self.paint, 2.5, "shutter")
            inner = leaf.inset(0.5 * unit)
            middle = (inner.top + inner.bottom) / 2
            for top, bottom in ((inner.top, middle - 0.3 * unit), (middle + 0.3 * unit, inner.bottom)):
                relief.lay(Box(inner.left, top, inner.right, bottom), self.paint, 1.5, texture=self.slats)

    def _served(self, rows: int, bays: int) -> set[tuple[int, int]]:
        """Which windows have balconies: whole storeys or columns of them."""
        rng = self.rng
        if rng.random() < 0.5:
            chosen_rows = rng.choice(rows, max(1, rows // 2), replace=False)
            return {(int(row), bay) for row in chosen_rows for bay in range(bays)}
        middle = bays // 2
        chosen = {middle} if bays % 2 else {middle - 1, middle}
        if rng.random() < 0.5:
            chosen = {0, bays - 1}
        return {(row, bay) for row in range(rows) for bay in chosen}

    def _balcony(self, box: Box) -> None:
        unit, relief = self.unit, self.relief
        slab = Box(box.left - 0.4 * unit, box.bottom - 1.3 * unit, box.right + 0.4 * unit, box.bottom)
        if self.style.railing == "solid":
            relief.lay(Box(box.left, box.top, box.right, slab.top), self.trim, 13, "balcony", texture=self._flat())
            relief.lay(Box(box.left, box.top, box.right, box.top + 0.5 * unit), (0.12, 0.12, 0.13), 14)
        else:
            iron: Colour = (0.025, 0.025, 0.03)
            pitch, line = max(4, round(0.85 * unit)), max(1, round(0.24 * unit))
            for left in range(round(box.left), round(box.right), pitch):
                relief.lay(Box(left, box.top, left + line, slab.top), iron, 9)
            for top in (box.top, box.top + 0.22 * box.height, slab.top - line):
                relief.lay(Box(box.left, top, box.right, top + line + 0.4), iron, 10)
        relief.lay(slab, self.trim, 12, texture=self._flat())
        relief.mark(Box(box.left, box.top, box.right, box.bottom), "balcony")

    def _moulding(self, box: Box, out: float) -> None:
        """A band with a profile: each step stands out farther, the upper ones most."""
        relief = self.relief
        relief.lay(box, self.trim, out * 0.4, "moulding", texture=self._flat())
        for share, depth in ((0.75, 0.65), (0.4, 1.0)):
            part = Box(box.left, box.top, box.right, box.top + share * box.height)
            relief.lay(part, self.trim, out * depth, texture=self._flat())
        if out > 8:  # teeth below the eaves
            pitch = 1.5 * self.unit
            for left in np.arange(box.left, box.right, pitch):
                tooth = Box(left, box.top + 0.72 * box.height, left + pitch / 2, box.bottom)
                relief.lay(tooth, self.trim, out * 0.7, texture=self._flat())

    def _columns(self, edges: NDArray[np.float64], box: Box) -> None:
        """Pilasters between some bays, with bases and capitals."""
        rng, unit, relief = self.rng, self.unit, self.relief
        chosen = [edges[0], edges[-1]]
        if self.style.material != "boards" and rng.random() < 0.7:
            chosen = list(edges)
        wide = float(rng.uniform(1.2, 1.7)) * unit
        for middle in chosen:
            shaft = Box(middle - wide / 2, box.top, middle + wide / 2, box.bottom)
            relief.lay(shaft, self.trim, 4, "column", texture=self._flat())
            if self.style.material != "boards":
                relief.lay(shaft.inset(0.3 * wide, 2 * unit), self.trim, 3, texture=self._flat())
            for top in (box.top, box.bottom - 1.6 * unit):
                cap = Box(shaft.left - 0.35 * unit, top, shaft.right + 0.35 * unit, top + 1.6 * unit)
                relief.lay(cap, self.trim, 6, "column", texture=self._flat())

    def _ground(
        self, box: Box, edges: NDArray[np.float64], share: tuple[float, float], panes: str, has: dict[str, bool]
    ) -> None:  # fmt: skip
        rng, unit = self.rng, self.unit
        bays = len(edges) - 1
        plinth = Box(box.left, box.bottom - 2.2 * unit, box.right, box.bottom)
        dull: Colour = tuple(float(value) * 0.55 for value in self.wall)  # type: ignore[assignment]
        self.relief.lay(plinth, dull, 2, texture=self._flat())
        if rng.random() < 0.5 and self.style.material in ("plaster", "stone"):  # rusticated
            laid, joints = courses(rng, self.side, (12 * unit, 3.6 * unit), 2.0, 0.7, 0.03)
            whole = Box(box.left, box.top, box.right, plinth.top)
            self.relief.lay(whole, self.wall, 1.5, texture=np.asarray(laid * self.worn, np.float32))
            rows, columns = self.relief.at(whole)
            self.relief.depth[rows, columns] -= 2.0 * joints[rows, columns]
        doors = {bays // 2 if rng.random() < 0.5 else int(rng.integers(bays))}
        for bay, (left, right) in enumerate(pairwise(edges)):
            place = Box(left, box.top, right, box.bottom)
            if bay in doors:
                self._door(place)
            elif has["shops"]:
                self._shop(Box(left + 0.6 * unit, box.top + 0.4 * unit, right - 0.6 * unit, box.bottom - 0.2 * unit))
            else:
                self._bay(
                    Box(left, box.top, right, box.bottom - 1.2 * unit), share, panes, {**has, "ornaments": False}, False
                )

    def _door(self, place: Box) -> None:
        unit, relief = self.unit, self.relief
        wide = min(place.width * 0.72, place.height * 0.55)
        middle, top = (place.left + place.right) / 2, place.top + place.height * 0.2
        box = Box(middle - wide / 2, top, middle + wide / 2, place.bottom)
        if self.style.material != "concrete":
            relief.lay(box.inset(-1.0 * unit, 0), self.trim, 3, texture=self._flat())
            over = Box(box.left - unit, box.top - unit, box.right + unit, box.top)
            relief.lay(over, self.trim, 5, texture=self._flat())
        relief.lay(box, self.door, -7, "door", texture=self._flat())
        light = Box(box.left + 0.5 * unit, box.top + 0.5 * unit, box.right - 0.5 * unit, box.top + 0.2 * box.height)
        relief.lay(light, (0.04, 0.04, 0.04), -9, glass=0.8)
        leaf = Box(box.left, light.bottom + 0.5 * unit, box.right, box.bottom - 0.8 * unit)
        leaves = 2 if wide > 7 * unit else 1
        for number in range(leaves):
            left = leaf.left + number * leaf.width / leaves
            one = Box(left, leaf.top, left + leaf.width / leaves, leaf.bottom).inset(0.7 * unit)
            for start, end in ((0.0, 0.46), (0.56, 1.0)):
                panel = Box(one.left, one.top + start * one.height, one.right, one.top + end * one.height)
                relief.lay(panel, self.door, -9, texture=self._flat())
                relief.lay(panel.inset(0.5 * unit), self.door, -7.5, texture=self._flat())
        if leaves == 2:
            seam = (leaf.left + leaf.right) / 2
            relief.lay(Box(seam - 0.15 * unit, leaf.top, seam + 0.15 * unit, leaf.bottom), (0.01, 0.01, 0.01), -9)
        relief.lay(Box(box.left - unit, box.bottom - 0.9 * unit, box.right + unit, box.bottom), (0.35, 0.34, 0.32), 4)

    def _shop(self, box: Box) -> None:
        """A wide window with goods, below a sign or an awning."""
        rng, unit, relief = self.rng, self.unit, self.relief
        relief.lay(box, self.sign, 1.5, "shop", texture=self._flat())
        sign = Box(box.left, box.top, box.right, box.top + 0.2 * box.height)
        bottom = box.bottom - 0.12 * box.height
        pane = Box(box.left + 0.7 * unit, sign.bottom + 0.4 * unit, box.right - 0.7 * unit, bottom)
        relief.lay(pane, (0.05, 0.045, 0.04), -4, glass=0.75)
        for _ in range(7):  # goods, dim behind the glass
            left, high = rng.uniform(pane.left, pane.right - 2 * unit), rng.uniform(0.1, 0.4) * pane.height
            goods = Box(left, pane.bottom - high, left + rng.uniform(1, 3) * unit, pane.bottom)
            goods = Box(max(goods.left, pane.left), goods.top, min(goods.right, pane.right), goods.bottom)
            relief.lay(goods, self._tinted((150, 130, 110), 0.5), -4, glass=0.5)
        if self.awnings:
            awning = Box(box.left, sign.top + 0.5 * unit, box.right, sign.bottom + 0.12 * box.height)
            stripes = np.where((np.arange(self.side) // (1.6 * unit)).astype(int) % 2 == 0, 1.0, 0.0)[None, :, None]
            shade = np.linspace(0.75, 1.0, self.side)[:, None, None]
            cloth = (stripes * np.array([0.8, 0.78, 0.72]) + (1 - stripes) * np.array(self.sign)) * shade
            relief.lay(awning, np.asarray(cloth, np.float32), 13)
            return
        relief.lay(sign.inset(0.3 * unit), self.sign, 4, texture=self._flat())
        bright: Colour = (0.75, 0.7, 0.55)
        left = sign.left + 2 * unit
        while left < sign.right - 2.5 * unit:  # letters, too small to be read
            if rng.random() < 0.85:
                letter = Box(left, sign.top, left + 0.7 * unit, sign.bottom).inset(0, 0.3 * sign.height)
                relief.lay(letter, bright, 4.5)
            left += 1.1 * unit
