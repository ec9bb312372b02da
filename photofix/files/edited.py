"""An edited document as the photo that is saved."""

from __future__ import annotations

from dataclasses import replace

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.files.exif import without_thumbnail


def edited(state: State) -> Photo:
    """The base photo with the pixels as they are now, and all its facts.

    Once something is edited the EXIF thumbnail is left out: it would still show what was removed.
    """
    base = state.base
    if not any(edit.visible for edit in state.edits):
        return base
    metadata = replace(base.metadata, exif=without_thumbnail(base.metadata.exif))
    return replace(base, pixels=state.composite(), metadata=metadata)
