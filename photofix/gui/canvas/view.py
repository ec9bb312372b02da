"""Where the photo lies on the screen: zoom, pan and the way between photo and device pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from photofix.core.region import Region

LARGEST = 64.0
STEPS = (
    1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3,
    1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0,
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """A photo of width×height pixels in a port of port_w×port_h device pixels.

    zoom: device pixels per photo pixel. x, y: where the photo's corner lies in the port, in device pixels; it is
    rounded for every use, so that at zoom 1 photo and screen pixels coincide.
    """

    width: int
    height: int
    port_w: int
    port_h: int
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole photo is seen; small photos are not enlarged."""
        return min(1.0, max(1, self.port_w) / self.width, max(1, self.port_h) / self.height)

    @property
    def origin(self) -> tuple[int, int]:
        """The device pixel at which the photo's corner is drawn."""
        return round(self.x), round(self.y)

    @property
    def frame(self) -> Region:
        """The photo's place in the port, in device pixels; may reach beyond it."""
        x, y = self.origin
        return Region(x, y, max(1, round(self.width * self.zoom)), max(1, round(self.height * self.zoom)))

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        """Device pixels of the port to photo pixels."""
        left, top = self.origin
        return (x - left) / self.zoom, (y - top) / self.zoom

    def to_port(self, x: float, y: float) -> tuple[float, float]:
        """Photo pixels to device pixels of the port."""
        left, top = self.origin
        return x * self.zoom + left, y * self.zoom + top

    def covered(self, device: Region) -> Region:
        """The photo pixels that a rectangle of the port shows, wholly or in part, inside the photo."""
        x0, y0 = self.to_photo(device.x, device.y)
        x1, y1 = self.to_photo(device.right, device.bottom)
        left, top = int(x0 // 1), int(y0 // 1)
        return Region(left, top, int(-(-x1 // 1)) - left, int(-(-y1 // 1)) - top).clip(self.width, self.height)

    def shown(self, photo: Region) -> Region:
        """The device pixels that a region of the photo touches."""
        x0, y0 = self.to_port(photo.x, photo.y)
        x1, y1 = self.to_port(photo.right, photo.bottom)
        left, top = int(x0 // 1), int(y0 // 1)
        return Region(left, top, int(-(-x1 // 1)) - left, int(-(-y1 // 1)) - top)

    def zoomed(self, zoom: float, at_x: float, at_y: float) -> View:
        """Another zoom, with the photo point under (at_x, at_y) staying there as far as `kept_in` lets it."""
        zoom = min(LARGEST, max(min(self.fit_zoom / 4, 1 / 64), zoom))
        ratio = zoom / self.zoom
        return replace(
            self, zoom=zoom, x=at_x - (at_x - self.x) * ratio, y=at_y - (at_y - self.y) * ratio
        ).kept_in()  # fmt: skip

    def panned(self, dx: float, dy: float) -> View:
        """Moved by device pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy).kept_in()

    def fitted(self) -> View:
        return replace(self, zoom=self.fit_zoom).kept_in()

    def resized(self, port_w: int, port_h: int) -> View:
        """Another port; its middle shows what the middle showed."""
        dx, dy = (port_w - self.port_w) / 2, (port_h - self.port_h) / 2
        return replace(self, port_w=port_w, port_h=port_h, x=self.x + dx, y=self.y + dy).kept_in()

    def kept_in(self) -> View:
        """Centred along a side that fits; else moved so far that no edge comes beyond the middle of the port."""
        return replace(
            self,
            x=_kept(self.x, self.width * self.zoom, self.port_w),
            y=_kept(self.y, self.height * self.zoom, self.port_h),
        )

    def next_step(self, direction: int) -> float:
        """The next larger (+1) or smaller (-1) of the usual zooms."""
        if direction > 0:
            return next((step for step in STEPS if step > self.zoom * 1.001), STEPS[-1])
        return next((step for step in reversed(STEPS) if step < self.zoom * 0.999), STEPS[0])


def _kept(position: float, length: float, port: int) -> float:
    spare = port - length
    if spare >= 0:
        return spare / 2
    beyond = min(port / 2, -spare)  # grows from 0, so that zooming past the fit does not jump
    return min(beyond, max(spare - beyond, position))
