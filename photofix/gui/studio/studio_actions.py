"""Everything the person can do in the studio, as a table like the editor's."""

from __future__ import annotations

from photofix.gui.actions import Action

MENUS = ("Sketch", "Edit", "Draw", "Result", "View")
TOOLS = (
    "pencil", "eraser", "fill", "line", "rectangle", None,
    "undo", "redo", None, "clear", None, "zoom_in", "zoom_out", "fit", "actual_size",
)  # fmt: skip

# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("new", "New…", "Sketch", "Begin with an empty sheet of the size that you want", "new", ("Ctrl+N",)),
    Action("open", "Open Sketch…", "Sketch", "Take a picture as it is as the sketch", "open", ("Ctrl+O",)),
    Action("photo", "From a Photo…", "Sketch", "Begin with a photo, or with its edges if the translator takes those",
           "photo", ("Ctrl+Shift+O",), line=True),
    Action("opened", "From the Open Photo", "Sketch", "Begin with the photo in the editor, or with its edges",
           "opened", ("Ctrl+E",), "", "opened"),
    Action("example", "Example", "Sketch", "Begin with what the studio shows at first",
           "example", ("Ctrl+Shift+E",)),
    Action("save_sketch", "Save Sketch…", "Sketch", "Save what you have drawn as a picture",
           "save_sketch", ("Ctrl+Shift+S",), line=True),
    Action("network", "Open a Translator…", "Sketch",
           "Use a network from a file: one of your own, or a published pix2pix or CycleGAN generator",
           "network", ("Ctrl+T",), line=True),
    Action("train", "Train Your Own…", "Sketch", "Let PhotoFix learn a translator from pairs of pictures",
           "train", ("Ctrl+Shift+T",)),
    Action("close", "Close", "Sketch", "Go back to the editor; the sketch stays as it is", "close", ("Ctrl+W",),
           line=True),

    Action("undo", "Undo", "Edit", "Take back the last stroke", "undo", ("Ctrl+Z",), "undo", "undo"),
    Action("redo", "Redo", "Edit", "Draw again what was taken back",
           "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo"),
    Action("clear", "Clear", "Edit", "Begin again on an empty sheet", "clear", ("Ctrl+Del",), "clear", line=True),

    Action("pencil", "Pencil", "Draw", "Draw; Shift goes straight on from the last stroke, Alt takes a colour",
           "pencil", ("B", "P"), "pencil", checkable=True),
    Action("eraser", "Eraser", "Draw", "Draw with the paper's colour", "eraser", ("E",), "eraser", checkable=True),
    Action("fill", "Fill", "Draw", "Give everything of one colour that hangs together another one",
           "fill", ("G",), "fill", checkable=True),
    Action("line", "Line", "Draw", "Draw a straight line; Shift makes it level, upright or slanting by 45°",
           "line", ("L",), "line", checkable=True),
    Action("rectangle", "Rectangle", "Draw", "Draw a rectangle from corner to corner; Shift makes it a square",
           "rectangle", ("R",), "box", checkable=True),
    Action("thinner", "Thinner", "Draw", "Make pencil and eraser thinner", "thinner", ("[",), line=True),
    Action("thicker", "Thicker", "Draw", "Make pencil and eraser thicker", "thicker", ("]",)),

    Action("open_result", "Open as Photo", "Result", "Go on with the result in the editor",
           "open_result", ("Ctrl+Return", "Ctrl+Enter"), "", "translated"),
    Action("save_result", "Save Result…", "Result", "Save the result as a picture",
           "save_result", ("Ctrl+S",), "", "translated"),
    Action("copy", "Copy Result", "Result", "Copy the result, for other programs to paste",
           "copy", ("Ctrl+Shift+C",), "", "translated"),
    Action("variation", "Another Variation", "Result", "Translate the same sketch in another way",
           "variation", ("V",), "variation", "varied", line=True),
    Action("plain", "No Variation", "Result", "Translate without chance", "plain", ("Shift+V",), "", "varied"),

    Action("zoom_in", "Zoom In", "View", "Show sketch and result larger", "zoom_in", ("Ctrl++", "Ctrl+="), "zoom-in"),
    Action("zoom_out", "Zoom Out", "View", "Show sketch and result smaller", "zoom_out", ("Ctrl+-",), "zoom-out"),
    Action("fit", "Fit in Window", "View", "Show all of sketch and result", "fit", ("Ctrl+0",), "fit"),
    Action("actual_size", "Actual Pixels", "View", "Show one pixel per screen pixel",
           "actual_size", ("Ctrl+1",), "actual-size"),
)
# fmt: on
