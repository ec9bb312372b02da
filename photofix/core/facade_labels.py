"""The labels of facades: what each is called, and its colour in label pictures.

Classes, order and colours are those of the CMP Facade Database (Tyleček and Šára, "Spatial pattern templates for
recognition of objects with regular structure", GCPR 2013), from which the facades of pix2pix were made: twelve steps
of the colour map jet. Where the data set says facade, blind, deco, molding and pillar, wall, shutter, ornament,
moulding and column are meant.
"""

from __future__ import annotations

LABELS = (
    ("background", (0, 0, 170)),
    ("wall", (0, 0, 255)),
    ("window", (0, 85, 255)),
    ("door", (0, 170, 255)),
    ("cornice", (0, 255, 255)),
    ("sill", (85, 255, 170)),
    ("balcony", (170, 255, 85)),
    ("shutter", (255, 255, 0)),
    ("ornament", (255, 170, 0)),
    ("moulding", (255, 85, 0)),
    ("column", (255, 0, 0)),
    ("shop", (170, 0, 0)),
)
NAMES = tuple(name for name, _ in LABELS)
