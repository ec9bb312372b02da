"""The passport of a model file: what it says about itself, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass

SUPER_RESOLUTION = "super-resolution"
RESTORATION = "restoration"
INPAINTING = "inpainting"
COLORIZATION = "colorization"
FACE_RESTORATION = "face restoration"
STYLE_TRANSFER = "style transfer"
TRANSLATION = "translation"
PURPOSES = (
    SUPER_RESOLUTION,
    RESTORATION,
    INPAINTING,
    COLORIZATION,
    FACE_RESTORATION,
    STYLE_TRANSFER,
    TRANSLATION,
)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Passport:
    """A model file as data.

    name: of the file. purpose: one of PURPOSES. scale: pixels of the result per pixel, along a side. inputs, outputs:
    channels of what the network takes and gives. parameters: how many. bytes, sha256: of the file. multiple: what the
    sides of a picture are padded to a multiple of; smallest: what they are at least padded to. half, bfloat: may it be
    run with 16-bit floats of either kind? tiling: may a picture be cut, or does the network need the whole of it?
    licence, source: UNKNOWN and empty unless a catalogue knows the hash; commercial: may results be used commercially,
    None if that is not known. warning: what a person should know before it is used, a sentence or none.
    """

    name: str
    architecture: str
    purpose: str
    scale: int
    inputs: int
    outputs: int
    parameters: int
    bytes: int
    sha256: str
    multiple: int = 1
    smallest: int = 1
    half: bool = False
    bfloat: bool = False
    tiling: bool = True
    licence: str = UNKNOWN
    commercial: bool | None = None
    source: str = ""
    warning: str = ""
