"""Brushwork at full size: what the painting has beside what is as soft, the same in whatever tiles it is made."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.ops.brushwork import Brushwork


def canvas(height: int = 200, width: int = 240) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A weave on bright paint, and none on dark."""
    y, x = np.mgrid[:height, :width]
    light = np.where(x > width // 2, 0.8, 0.2)
    return (light + np.where(light > 0.5, 0.1 * ((x + y) % 2 - 0.5), 0)).astype(np.float32)


def test_the_weave_comes_where_the_picture_is_like_the_painting() -> None:
    brushwork = Brushwork(canvas(), 3.0, np.random.default_rng(0))
    soft = np.full((90, 120), 0.2, np.float32)
    soft[:, 60:] = 0.8
    added = brushwork.added(soft, 0, 0)
    assert added.shape == soft.shape
    assert added[:, 80:].std() > 0.01 > 5 * added[:, :40].std()
    assert abs(float(added[:, 80:].mean())) < 0.01


def test_a_tile_holds_what_the_whole_holds_there() -> None:
    brushwork = Brushwork(canvas(), 3.0, np.random.default_rng(0))
    light = cv2.GaussianBlur(np.random.default_rng(1).random((150, 170), np.float32), (0, 0), 6)
    whole = brushwork.added(light, 0, 0)
    x, y, side = 10 * brushwork.gap, 12 * brushwork.gap, brushwork.side
    tile = brushwork.added(np.ascontiguousarray(light[y : y + 80, x : x + 90]), x, y)
    inside = np.s_[side : 80 - side, side : 90 - side]
    np.testing.assert_allclose(tile[inside], whole[y : y + 80, x : x + 90][inside], atol=1e-6)


def test_a_picture_that_is_hardly_enlarged_needs_none() -> None:
    brushwork = Brushwork(canvas(), 1.1, np.random.default_rng(0))
    assert not brushwork.added(np.full((30, 40), 0.8, np.float32), 0, 0).any()
