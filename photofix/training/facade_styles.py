"""What houses of six kinds are like, as tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """What houses of a kind are like. Colours are sRGB 0..255, ranges of shares, chances 0..1."""

    walls: tuple[tuple[int, int, int], ...]
    material: str  # brick, plaster, stone, boards, concrete
    trims: tuple[tuple[int, int, int], ...]  # of sills, cornices, mouldings, columns
    frames: tuple[tuple[int, int, int], ...]
    doors: tuple[tuple[int, int, int], ...]
    wide: tuple[float, float]  # windows, of a bay
    high: tuple[float, float]  # and of a storey
    panes: tuple[str, ...]  # sash, cross, tee, single, thirds
    storeys: tuple[int, int] = (3, 6)
    bays: tuple[int, int] = (3, 7)
    sill: float = 0.0
    head: float = 0.0
    shutters: float = 0.0
    balconies: float = 0.0
    railing: str = "iron"
    mouldings: float = 0.0
    columns: float = 0.0
    ornaments: float = 0.0
    shops: float = 0.0
    arched: float = 0.0
    surround: float = 0.0


# Where bars divide a window, as shares of its width and height.
PANES = {
    "single": ((0.0, 1.0), (0.0, 1.0)),
    "sash": ((0.0, 1.0), (0.0, 0.5, 1.0)),
    "cross": ((0.0, 0.5, 1.0), (0.0, 0.33, 0.66, 1.0)),
    "tee": ((0.0, 0.5, 1.0), (0.0, 0.3, 1.0)),
    "thirds": ((0.0, 0.5, 1.0), (0.0, 1.0)),
}
SHUTTERS = ((62, 96, 74), (84, 112, 120), (110, 74, 48), (70, 88, 118), (126, 52, 44))
SIGNS = ((28, 52, 44), (96, 22, 26), (30, 40, 70), (40, 36, 34), (170, 130, 60))
# Parts that a house of a style has or has not, by chance: fields of Style.
PARTS = ("sill", "head", "shutters", "balconies", "mouldings", "columns", "ornaments", "shops", "arched", "surround")
WHITE, CREAM = (236, 234, 228), (228, 218, 196)
STYLES = (
    Style(  # southern: warm plaster with shutters
        walls=((222, 178, 110), (214, 150, 106), (226, 196, 150), (204, 122, 92), (232, 206, 122)), material="plaster",
        trims=(WHITE, CREAM), frames=(WHITE, (120, 84, 56)), doors=((96, 62, 40), (50, 80, 64)), wide=(0.3, 0.42),
        high=(0.5, 0.62), panes=("sash", "cross"), sill=1.0, shutters=1.0, balconies=0.3, storeys=(3, 5), bays=(3, 6),
        shops=0.2,
    ),
    Style(  # Paris: limestone, tall windows, iron rails
        walls=((214, 202, 176), (222, 212, 190), (206, 192, 164)), material="stone", trims=((224, 214, 192),),
        frames=(WHITE,), doors=((40, 56, 84), (84, 28, 30), (40, 60, 48)), wide=(0.36, 0.48), high=(0.66, 0.78),
        panes=("cross", "thirds"), head=1.0, balconies=0.9, mouldings=1.0, columns=0.25, shops=0.55, storeys=(4, 6),
        bays=(3, 6), surround=0.6,
    ),
    Style(  # brick terraces and warehouses
        walls=((146, 74, 56), (164, 92, 66), (122, 62, 52), (150, 104, 76)), material="brick",
        trims=((206, 198, 182), (186, 178, 166)), frames=(WHITE, (40, 44, 46), (58, 74, 60)),
        doors=((30, 34, 38), (112, 24, 28), (34, 70, 60)), wide=(0.4, 0.56), high=(0.52, 0.66), panes=("sash", "tee"),
        sill=1.0, head=1.0, shops=0.3, arched=0.2, storeys=(3, 5), bays=(3, 6),
    ),
    Style(  # modern: render or concrete, wide windows, nothing else
        walls=((228, 228, 224), (198, 198, 194), (178, 172, 164), (236, 226, 206)), material="concrete",
        trims=((210, 210, 206),), frames=((52, 54, 58), (90, 92, 94), WHITE), doors=((60, 64, 70), (120, 120, 120)),
        wide=(0.58, 0.82), high=(0.46, 0.62), panes=("single", "thirds", "tee"), balconies=0.35, railing="solid",
        storeys=(3, 7), bays=(2, 5), shops=0.15,
    ),
    Style(  # historicism: pastel plaster, columns, ornaments, mouldings
        walls=((214, 196, 152), (186, 202, 186), (216, 184, 170), (190, 198, 214), (226, 214, 184)), material="plaster",
        trims=(WHITE, (240, 232, 214)), frames=(WHITE, (108, 80, 58)), doors=((88, 58, 40), (58, 44, 36)),
        wide=(0.36, 0.5), high=(0.54, 0.68), panes=("tee", "cross"), sill=1.0, head=1.0, mouldings=1.0, columns=1.0,
        ornaments=0.8, shops=0.3, arched=0.2, surround=0.8, storeys=(3, 5), bays=(3, 6),
    ),
    Style(  # painted boards
        walls=((112, 140, 160), (236, 232, 220), (150, 164, 130), (172, 60, 50), (198, 186, 140)), material="boards",
        trims=((244, 242, 236),), frames=(WHITE,), doors=((132, 36, 34), (36, 60, 84), (60, 84, 60)), wide=(0.34, 0.46),
        high=(0.5, 0.6), panes=("sash", "cross"), sill=1.0, columns=1.0, storeys=(2, 3), bays=(3, 5), surround=1.0,
    ),
)  # fmt: skip
