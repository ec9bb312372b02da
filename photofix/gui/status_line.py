"""The line at the bottom: zoom, size, depth, profile, place, device, and the promise."""

from __future__ import annotations

from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QLabel, QStatusBar

from photofix.core.photo import Photo


class StatusLine(QStatusBar):
    """Labels, each empty until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.promise, self.place, self.dimensions, self.channels = (QLabel() for _ in range(4))
        self.profile, self.device, self.zoom = (QLabel() for _ in range(3))
        self.promise.setObjectName("promise")
        names = (
            (self.promise, self.tr("Pixels changed outside the mask")), (self.place, self.tr("Place of the cursor")),
            (self.dimensions, self.tr("Size of the photo")), (self.channels, self.tr("Channels and bits")),
            (self.profile, self.tr("Colour profile")), (self.device, self.tr("Device that computes")),
            (self.zoom, self.tr("Zoom")),
        )  # fmt: skip
        for label, name in names:
            label.setAccessibleName(name)
            label.setToolTip(name)
        self.addWidget(self.promise)
        for label, _ in names[1:]:
            self.addPermanentWidget(label)

    def show_photo(self, photo: Photo | None) -> None:
        self.promise.clear()
        if photo is None:
            for label in (self.dimensions, self.channels, self.profile, self.zoom, self.place):
                label.clear()
            return
        megapixels = photo.width * photo.height / 1e6
        self.dimensions.setText(self.tr("{0} × {1}  ({2} MP)").format(photo.width, photo.height, f"{megapixels:.1f}"))
        kind = self.tr("Grey") if photo.grey else self.tr("RGB")
        kind += self.tr(" + alpha") if photo.has_alpha else ""
        self.channels.setText(self.tr("{0}, {1} bit").format(kind, photo.depth))
        self.profile.setText(self.tr("No profile") if photo.grey and not photo.icc else profile_name(photo))

    def show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom:.0%}" if zoom >= 0.1 else f"{zoom:.1%}")

    def show_cursor(self, x: int, y: int) -> None:
        self.place.setText("" if x < 0 else f"{x}, {y}")

    def show_device(self, device: str) -> None:
        self.device.setText(device.split(":", maxsplit=1)[0].upper())

    def show_outside(self, pixels: int | None) -> None:
        """What the last repair changed where it had no right to: always 0. None: nothing was repaired yet."""
        said = self.tr("{0} pixels changed outside the mask")
        self.promise.setText("" if pixels is None else said.format(pixels))


def profile_name(photo: Photo) -> str:
    """The name that the photo's profile gives itself; sRGB where it has none; "ICC" if it cannot be read."""
    if photo.icc is None:
        return "sRGB"
    return QColorSpace.fromIccProfile(photo.icc).description() or "ICC"
