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

    zoom: device pixels per photo pixel. x, y: where the photo's corner lies, in device pixels of the widget; it is
    rounded for every use, so that at zoom 1 photo and screen pixels coincide. port_x, port_y: where the port begins
    in its widget. most_fit: the largest zoom at which the whole photo is shown to fit.
    """

    width: int
    height: int
    port_w: int
    port_h: int
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    port_x: int = 0
    port_y: int = 0
    most_fit: float = 1.0

    @property
    def port(self) -> Region:
        return Region(self.port_x, self.port_y, self.port_w, self.port_h)

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole photo is seen; small photos are not enlarged, unless `most_fit` says so."""
        return min(self.most_fit, max(1, self.port_w) / self.width, max(1, self.port_h) / self.height)

    @property
    def origin(self) -> tuple[int, int]:
        """The device pixel at which the photo's corner is drawn."""
        return round(self.x), round(self.y)

    @property
    def frame(self) -> Region:
        """The photo's place in device pixels; may reach beyond the port."""
        x, y = self.origin
        return Region(x, y, max(1, round(self.width * self.zoom)), max(1, round(self.height * self.zoom)))

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        """Device pixels to photo pixels."""
        left, top = self.origin
        return (x - left) / self.zoom, (y - top) / self.zoom

    def to_port(self, x: float, y: float) -> tuple[float, float]:
        """Photo pixels to device pixels."""
        left, top = self.origin
        return x * self.zoom + left, y * self.zoom + top

    def covered(self, device: Region) -> Region:
        """The photo pixels that a rectangle of device pixels shows, wholly or in part, inside the photo."""
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

    def centred_on(self, x: float, y: float) -> View:
        """With this photo point in the middle of the port, as far as `kept_in` lets it."""
        at_x, at_y = self.port_x + self.port_w / 2, self.port_y + self.port_h / 2
        return replace(self, x=at_x - x * self.zoom, y=at_y - y * self.zoom).kept_in()

    def in_port(self, port: Region) -> View:
        """In another port, whose middle shows what the middle showed."""
        dx = port.x + port.w / 2 - self.port_x - self.port_w / 2
        dy = port.y + port.h / 2 - self.port_y - self.port_h / 2
        return replace(
            self, port_x=port.x, port_y=port.y, port_w=port.w, port_h=port.h, x=self.x + dx, y=self.y + dy
        ).kept_in()

    def moved_to(self, port: Region) -> View:
        """The very same picture in a port of the same size elsewhere in the widget."""
        left, top = self.origin
        dx, dy = port.x - self.port_x, port.y - self.port_y
        return replace(self, x=left + dx, y=top + dy, port_x=port.x, port_y=port.y)

    def kept_in(self) -> View:
        """Centred along a side that fits; else moved so far that no edge comes beyond the middle of the port."""
        return replace(
            self,
            x=self.port_x + _kept(self.x - self.port_x, self.width * self.zoom, self.port_w),
            y=self.port_y + _kept(self.y - self.port_y, self.height * self.zoom, self.port_h),
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
