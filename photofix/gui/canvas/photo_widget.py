"""A widget that shows the document's photo and mask as they are now, alone or beside the photo before the edits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QColor, QColorSpace, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from photofix.core.document import Changes
from photofix.core.photo import Pixels
from photofix.core.pyramid import Pyramid
from photofix.core.region import Region
from photofix.gui.canvas.background import RunInBackground, ThreadPerTask
from photofix.gui.canvas.colour import SRGB, ToScreen, profile_space
from photofix.gui.canvas.frame import Frame
from photofix.gui.canvas.live import Live, at_level
from photofix.gui.canvas.outline import border_path
from photofix.gui.canvas.picture import Picture
from photofix.gui.canvas.scene import Scene
from photofix.gui.canvas.side_by_side import in_pane, mirrored
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View
from photofix.gui.canvas.zoom_widget import ZoomWidget

if TYPE_CHECKING:
    from photofix.gui.document_model import DocumentModel
    from photofix.gui.marking import Marking

MAKE_SECONDS = 0.006  # when a painting or step has taken so long, what is left of tiles and levels waits for the next
AT_ONCE = 2_000_000  # pixels of a photo whose pyramid is built without a thread
COMPARE_MODES = ("none", "before", "split", "side_by_side", "difference", "spots")


class PhotoWidget(ZoomWidget):
    """Reads the model, never writes it. `reload` is to be called once its owner is complete."""

    renewed = Signal(object)  # Region of the photo that looks different now; None: all of it

    def __init__(
        self, model: DocumentModel | Marking, parent: QWidget | None, run_in_background: RunInBackground | None
    ) -> None:
        """run_in_background: where pyramids are built; by default a thread for each."""
        super().__init__(parent)
        if run_in_background is None:
            threads = ThreadPerTask()
            self.destroyed.connect(lambda: threads.close())  # noqa: PLW0108  # the lambda keeps `threads` alive
            run_in_background = threads
        self._run = run_in_background
        self._model = model
        self._scene = Scene()
        self._frame = Frame()
        self._hint = self.tr("Open a photo, or drop one here")
        self._display_profile: bytes | None = None
        self._owed: list[Region] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._catch_up)
        model.replaced.connect(self.reload)
        model.changed.connect(self._follow)

    # The document

    def reload(self) -> None:
        """Another photo or base: start anew, fitted."""
        state = self._model.state
        self._owed.clear()
        self._scene.load(state, self._screen_space())
        if self._scene.picture is None:
            self.show_nothing()
        else:
            photo = self._scene.picture.photo
            self.show_size(photo.width, photo.height)
            self._build(self._scene.picture)
        self.update_all()
        self.renewed.emit(None)

    def _build(self, picture: Picture) -> None:
        pixels = picture.photo.pixels

        def done(pyramid: Pyramid) -> None:
            picture.adopt(pyramid)
            if isValid(self) and self._scene.picture is picture:
                self.update_all()
                self.renewed.emit(None)
                self._timer.start()

        if picture.photo.width * picture.photo.height <= AT_ONCE:
            done(Pyramid(pixels))
        else:
            self._run(lambda: Pyramid(pixels), done)

    def _follow(self, changes: Changes) -> None:
        """Take up what changed, and no more."""
        state = self._model.state
        if state is None or self._scene.picture is None or self._scene.picture.photo is not state.base:
            self.reload()
            return
        if changes.pixels:
            self._scene.follow(state, changes.pixels)
            self._renew(changes.pixels)
            self._catch_up()
        if changes.mask:
            self.mask_changed(changes.mask)

    def mask_changed(self, regions: Sequence[Region]) -> None:
        """The document's mask is another one in `regions`: show it."""
        self._scene.overlay.show(self._model.state.mask if self._model.state else None, regions)
        self.update_regions(regions)

    def _catch_up(self) -> None:
        """Do some of the work that is due: coarser levels of what changed, tiles that were not ready."""
        owed, self._owed = self._owed, []
        for device in owed:
            self.update_device(device)
        self._renew(self._scene.catch_up(time.perf_counter() + MAKE_SECONDS))
        if self._scene.picture is not None and self._scene.picture.pending:
            self._timer.start()

    def _renew(self, regions: Sequence[Region]) -> None:
        self.update_regions(regions)
        for region in regions:
            self.renewed.emit(region)

    def update_all(self) -> None:
        """Everything looks different: paint it anew."""
        self._frame.spoil()
        self.update()

    def update_device(self, device: Region) -> None:
        self._frame.spoil(device)
        super().update_device(device)

    @property
    def settled(self) -> bool:
        """Is everything shown as it will stay? False while tiles or levels are still being made."""
        picture = self._scene.picture
        if picture is None:
            return True
        return picture.ready and not picture.pending and not self._owed and self._frame.clean

    @property
    def tiles_made(self) -> int:
        """How many tiles of the photo have been made since it was opened."""
        return self._scene.layer.made if self._scene.layer else 0

    # Live results

    def visible_part(self) -> tuple[int, Region] | None:
        """The pyramid level that is shown, and what is seen of it (in its coordinates); None without a photo."""
        picture, view = self._scene.picture, self._view
        if picture is None or view is None:
            return None
        level = picture.level_for(view.zoom)
        return level, at_level(level, view.covered(view.port)).clip(*picture.size(level))

    def read_part(self, level: int, area: Region) -> Pixels | None:
        """The composite's pixels of an area of a level, clipped to it; None while they are being made."""
        picture = self._scene.picture
        if picture is None or (level and (not picture.ready or picture.pending)):
            return None
        return picture.composite(level, area.clip(*picture.size(level)))

    def show_live(self, live: Live | None) -> None:
        """Show a result that is no edit yet in the place of the composite; None: the composite again."""
        if self._scene.picture is not None:
            self._renew(self._scene.show_live(live))

    # What is shown

    def colour_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """What is shown of the photo at a place in photo pixels, 0..255, sRGB; None beside it, or while it is read."""
        part, picture = self.visible_part(), self._scene.picture
        if part is None or picture is None or not (0 <= x < picture.photo.width and 0 <= y < picture.photo.height):
            return None
        level = part[0] if picture.ready else 0
        pixel = Region(int(x) >> level, int(y) >> level, 1, 1).clip(*picture.size(level))
        shown = picture.read(level, pixel, before=False)
        colour = ToScreen(picture.photo, QColorSpace(SRGB))(shown).pixelColor(0, 0)
        return colour.red(), colour.green(), colour.blue()

    @property
    def mask_colour(self) -> QColor:
        return QColor(self._scene.overlay.colour)

    @mask_colour.setter
    def mask_colour(self, colour: QColor) -> None:
        """Alpha is how strong the overlay is; it never becomes opaque."""
        self._scene.overlay.colour = QColor(colour)
        self.update_all()

    @property
    def mask_visible(self) -> bool:
        return self._scene.mask_visible

    @mask_visible.setter
    def mask_visible(self, visible: bool) -> None:
        self._scene.mask_visible = visible
        self.update_all()

    @property
    def grid_visible(self) -> bool:
        """Are lines drawn between photo pixels when they are large?"""
        return self._scene.grid_visible

    @grid_visible.setter
    def grid_visible(self, visible: bool) -> None:
        self._scene.grid_visible = visible
        self.update_all()

    def set_grown(self, pieces: Sequence[tuple[Region, NDArray[Any]]] | None) -> None:
        """Outline the mask as the last repair grew it: regions with h×w boolean arrays; None for nothing."""
        self.set_grown_path(border_path(pieces) if pieces else QPainterPath())

    def set_grown_path(self, path: QPainterPath) -> None:
        """The same with a border that was followed already; in photo pixels."""
        if path.isEmpty() and self._scene.grown.isEmpty():
            return
        self._scene.grown = path
        self.update_all()

    @property
    def compare(self) -> str:
        return self._scene.compare

    def set_compare(self, mode: str) -> None:
        """One of COMPARE_MODES. Before is the base photo without edits and mask."""
        if mode not in COMPARE_MODES:
            raise ValueError(f"compare is one of {COMPARE_MODES}, not {mode!r}")
        self._scene.compare = mode
        self._arrange()

    def turn_comparison(self) -> None:
        """Before and after beside each other, or one above the other: the split's divider and the two sides."""
        self._scene.divider.rotate()
        self._arrange()

    def _arrange(self) -> None:
        self.take_port()
        self.update_all()
        self.view_moved()

    @property
    def difference_gain(self) -> int:
        """How many times the difference map amplifies."""
        return self._scene.difference.gain

    @difference_gain.setter
    def difference_gain(self, gain: int) -> None:
        self._scene.difference.gain = gain
        self.update_all()

    @property
    def spot_threshold(self) -> float:
        """How much a spot must differ from its surroundings to be seen in the view "spots", 0..1."""
        return self._scene.spots.threshold

    @spot_threshold.setter
    def spot_threshold(self, threshold: float) -> None:
        self._scene.spots.threshold = threshold
        if self.compare == "spots":
            self.update_all()

    @property
    def split_position(self) -> float:
        """The divider's place as a share of the canvas, 0..1 from the left or the top."""
        return self._scene.divider.position

    @split_position.setter
    def split_position(self, position: float) -> None:
        self._scene.divider.position = position
        self.update()

    @property
    def split_vertical(self) -> bool:
        return self._scene.divider.vertical

    @property
    def surround(self) -> QColor:
        """The colour around the photo."""
        return QColor(self._scene.surround)

    @surround.setter
    def surround(self, colour: QColor) -> None:
        self._scene.surround = QColor(colour)
        self.update_all()

    @property
    def hint(self) -> str:
        """What is said where there is no photo."""
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        self._hint = hint
        self.update()

    def set_display_profile(self, icc: bytes | None) -> None:
        """The screen's ICC profile; None for what the window system says, else sRGB."""
        self._display_profile = icc
        self._scene.manage_colours(self._screen_space())
        self.update_all()
        self.renewed.emit(None)

    def _screen_space(self) -> QColorSpace:
        if self._display_profile is not None:
            return profile_space(self._display_profile)
        window = self.window().windowHandle()
        space = window.format().colorSpace() if window is not None else QColorSpace()
        return space if space.isValid() else QColorSpace(SRGB)

    # Two panes

    def mirror(self, at: QPointF) -> QPointF | None:
        """Where before and after are side by side: the same place in the other pane (logical pixels)."""
        panes = self._scene.sides(self.device_area()) if self._view is not None else None
        return mirrored(at, panes, self.devicePixelRatioF()) if panes else None

    def home(self, port: Region) -> Region:
        return self._scene.home(port)

    def at_home(self, at: QPointF) -> QPointF:
        panes, ratio = self._scene.sides(self.device_area()), self.devicePixelRatioF()
        return mirrored(at, panes, ratio) if panes and in_pane(at, panes[0], ratio) else at

    # Painting

    def paint_photo(self, painter: QPainter) -> None:
        """Photo, mask and what divides and names the panes."""
        if self._view is None:
            self._scene.paint_hint(painter, QRectF(self.rect()), self._hint)
            return
        ratio = self.devicePixelRatioF()
        self._paint_frame(self._view)
        self._frame.blit(painter, ratio)
        self._scene.paint_marks(painter, QSizeF(self.size()), ratio)

    def paint_small(self, painting: Painting, view: View, clip: Region) -> list[Region]:
        """The photo alone, in another view, for others to show; returns the parts for which time was up."""
        return self._scene.paint_picture(painting, view, clip) if self._view is not None else []

    def _paint_frame(self, view: View) -> None:
        area, end = self.device_area(), time.perf_counter() + MAKE_SECONDS
        panes = self._scene.panes(area, view)
        self._frame.show(area, panes)
        owed = self._frame.paint(lambda painting, dirty: self._scene.paint(painting, panes, dirty), end)
        if owed:
            self._owed += owed
            self._timer.start()
