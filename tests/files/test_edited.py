"""What is saved of an edited document."""

from __future__ import annotations

import numpy as np
from tiny_pictures import exif_block

from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Metadata, Photo
from photofix.core.region import Region
from photofix.files.edited import edited
from photofix.files.exif import without_thumbnail


def test_an_edit_takes_the_thumbnail_with_it() -> None:
    photo = Photo(np.zeros((8, 8, 3), np.uint8), metadata=Metadata(exif=exif_block(), xmp=b"<x/>"))
    patch = Patch(Region(1, 1, 2, 2), np.full((2, 2, 3), 9, np.uint8), np.full((2, 2), 255, np.uint8))
    state = State.of(photo)
    assert edited(state) is photo
    changed = edited(state.with_edit(Edit("Repair", (patch,), Record("inpaint", {}))))
    assert changed.pixels[1, 1, 0] == 9 and changed.pixels[0, 0, 0] == 0
    assert changed.metadata.exif == without_thumbnail(exif_block()) != exif_block()
    assert changed.metadata.xmp == b"<x/>"
