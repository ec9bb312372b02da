"""The painters whose styles ship with PhotoFix."""

from __future__ import annotations

PAINTERS = (
    ("van-gogh", "Van Gogh: The Starry Night"),
    ("munch", "Munch: The Scream"),
    ("hokusai", "Hokusai: The Great Wave"),
    ("monet", "Monet: Poppy Field"),
    ("seurat", "Seurat: La Grande Jatte"),
    ("klimt", "Klimt: The Kiss"),
    ("picabia", "Picabia: Edtaonisl"),
    ("cezanne", "Cézanne: Apples and Oranges"),
    ("turner", "Turner: The Shipwreck"),
    ("renoir", "Renoir: Moulin de la Galette"),
    ("thomson", "Thomson: The Jack Pine"),
    ("pissarro", "Pissarro: Boulevard Montmartre"),
)  # name, title; in the order in which the weights have them
