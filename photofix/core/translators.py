"""The translators that ship with PhotoFix, what they take, and what they give."""

from __future__ import annotations

TRANSLATORS = (
    ("edges-to-photo", "Edges to photo"),
    ("labels-to-facade", "Labels to façade"),
    ("grey-to-color", "Grey to colour"),
    ("dark-to-bright", "Dark to bright"),
)  # name, title
TAKES = {
    "edges-to-photo": "edges",
    "labels-to-facade": "labels",
    "grey-to-color": "grey",
    "dark-to-bright": "dark",
}
GIVES = {
    "edges-to-photo": "Photo",
    "labels-to-facade": "Façade",
    "grey-to-color": "Colour",
    "dark-to-bright": "Light",
}  # in a word, for people
COLOURED = ("edges-to-photo",)  # of those that take edges: between them flat colours, as a person fills them in
