"""The window's colours: neutral greys, so that they do not lie about the photo's, and one accent."""

from __future__ import annotations

import gc
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, as #rrggbb."""

    name: str
    surround: str  # around the photo
    window: str  # panels and bars
    raised: str  # what lies on panels: message bar, queue
    field: str  # what can be typed into
    line: str
    text: str
    quiet: str  # text that can wait
    off: str  # disabled
    accent: str  # the one thing to press, what is on, what is selected
    accent_over: str
    on_accent: str
    warning: str
    scroll: str


DARK = Theme(
    "dark", surround="#1b1b1b", window="#292929", raised="#353535", field="#1f1f1f", line="#3d3d3d", text="#dedede",
    quiet="#a0a0a0", off="#686868", accent="#e39b3f", accent_over="#f0ae58", on_accent="#1d1407", warning="#e8825a",
    scroll="#565656",
)  # fmt: skip
LIGHT = Theme(
    "light", surround="#b4b4b4", window="#ececec", raised="#fafafa", field="#ffffff", line="#cdcdcd", text="#222222",
    quiet="#5c5c5c", off="#9d9d9d", accent="#9c5a0c", accent_over="#b36a16", on_accent="#ffffff", warning="#b3401a",
    scroll="#b0b0b0",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
FONTS = {"small": 12, "normal": 13, "title": 14, "big": 22}  # pixels at a text size of 100 %

_STYLE = Template("""
QWidget { font-size: ${normal}px; }
QMenuBar, QToolBar, QStatusBar { background: $window; border: none; }
QMenuBar::item { padding: 5px 9px; background: transparent; }
QMenuBar::item:selected, QMenu::item:selected { background: $line; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px 0; }
QMenu::item { padding: 5px 26px 5px 22px; }
QMenu::item:disabled { color: $off; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QToolBar#tools { border-right: 1px solid $line; padding: 6px 4px; spacing: 2px; }
QToolBar#tools::separator { background: $line; height: 1px; margin: 6px 5px; }
QToolBar QToolButton { padding: 6px; border-radius: 5px; border: none; }
QToolBar QToolButton:hover { background: $line; }
QToolBar QToolButton:checked { background: $line; }
QToolBar QToolButton:focus { outline: none; border: 1px solid $accent; padding: 5px; }
QStatusBar { border-top: 1px solid $line; color: $quiet; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $quiet; padding: 3px 8px; font-size: ${small}px; }
QStatusBar QLabel#promise { color: $text; }
#side { background: $window; border: none; border-left: 1px solid $line; }
#side > QWidget > QWidget { background: $window; }
#section { border-bottom: 1px solid $line; }
#section > QToolButton {
    border: none; padding: 9px 12px; color: $text; font-weight: 600; text-align: left; background: transparent;
}
#section > QToolButton:hover { color: $accent; }
#section > QToolButton:focus { color: $accent; }
QToolButton#small { border: none; border-radius: 4px; padding: 4px; background: transparent; }
QToolButton#small:hover { background: $raised; }
QToolButton#small:focus { border: 1px solid $accent; padding: 3px; }
#bar { background: $window; border-bottom: 1px solid $line; }
#list QLineEdit {
    background: $field; border: 1px solid $accent; border-radius: 3px; padding: 2px 5px; color: $text;
    selection-background-color: $accent; selection-color: $on_accent;
}
#fold { border: none; padding: 3px 0; color: $quiet; background: transparent; }
#fold:hover, #fold:focus { color: $text; }
#fold:disabled { color: $off; }
QLabel#quiet { color: $quiet; font-size: ${small}px; }
QLabel#warning { color: $warning; }
QLabel#small { font-size: ${small}px; }
QLabel[step="now"] { color: $accent; }
QLabel[step="done"] { color: $quiet; }
QLabel#big { font-size: ${big}px; font-weight: 600; }
QPushButton {
    background: $raised; border: 1px solid $line; border-radius: 5px; padding: 5px 14px; min-height: 18px; color: $text;
}
QPushButton:hover { background: $line; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $off; }
QPushButton#mode { background: transparent; color: $quiet; padding: 3px 10px; }
QPushButton#mode:checked { background: $line; color: $text; border-color: $scroll; }
QPushButton#mode:hover { color: $text; }
QPushButton#mode:focus { border-color: $accent; }
QPushButton#primary {
    background: $accent; color: $on_accent; border: 2px solid $accent; font-weight: 600; padding: 7px 14px;
}
QPushButton#primary:hover { background: $accent_over; border-color: $accent_over; }
QPushButton#primary:focus { border-color: $text; }
QPushButton#primary:disabled { background: $raised; color: $off; border-color: $line; }
QPushButton#offer { background: $window; border-color: $off; }
QPushButton#offer:hover { background: $line; }
QPushButton#offer:focus { border-color: $accent; }
QPushButton#flat { background: transparent; border: none; padding: 3px 6px; color: $quiet; }
QPushButton#flat:hover { color: $text; }
QPushButton#flat:checked { color: $accent; }
QPushButton#flat:focus { border: 1px solid $accent; padding: 2px 5px; }
QPushButton#segment { border-radius: 0; padding: 3px 8px; background: $field; color: $quiet; min-width: 20px; }
QPushButton#segment[place="first"] {
    border-top-left-radius: 4px; border-bottom-left-radius: 4px; border-right: none;
}
QPushButton#segment[place="middle"] { border-right: none; }
QPushButton#segment[place="last"] { border-top-right-radius: 4px; border-bottom-right-radius: 4px; }
QPushButton#segment:hover { color: $text; }
QPushButton#segment:checked { background: $line; color: $text; }
QPushButton#segment:focus { color: $accent; }
QPushButton#chip { background: transparent; border: 1px solid transparent; padding: 3px 7px; color: $text; }
QPushButton#chip:hover { background: $raised; }
QPushButton#chip:checked { background: $line; border-color: $line; }
QPushButton#chip:focus { border-color: $accent; }
QLabel#task { color: $quiet; font-size: ${small}px; padding: 4px 0; min-height: 18px; }
#help { background: $raised; border: 1px solid $line; }
#card[mode="true"] { border-left: 4px solid $accent; }
#card[mode="true"] QPushButton { background: $line; border-color: $off; }
#card[mode="true"] QPushButton#primary { background: $accent; border: 1px solid $accent; padding: 5px 14px; }
#card[mode="true"] QPushButton#primary:focus { border-color: $text; }
QComboBox, QSpinBox, QLineEdit#entry, QDialog > QLineEdit {
    background: $field; border: 1px solid $line; border-radius: 3px; padding: 3px 7px; min-height: 18px; color: $text;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox:hover { border-color: $off; }
QComboBox:focus, QSpinBox:focus, QLineEdit#entry:focus, QDialog > QLineEdit:focus { border-color: $accent; }
QSpinBox { padding: 1px 0; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$icons/chevron-$name.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: none; padding: 2px; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 3px; background: $scroll; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $quiet; border-radius: 1px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; background: $text; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QSlider::handle:horizontal:disabled { background: $off; }
QListWidget, #list { background: transparent; border: none; outline: none; }
QListWidget::item, #list::item { padding: 4px 12px; border: none; color: $text; }
QListWidget::item:hover, #list::item:hover { background: $raised; }
QListWidget::item:selected, #list::item:selected { background: $line; color: $text; }
QListWidget::item:disabled { color: $off; }
QListWidget::indicator, QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $off; border-radius: 3px; background: $field;
}
QListWidget::indicator:checked, QCheckBox::indicator:checked {
    background: $quiet; border-color: $quiet; image: url("$icons/tick-$name.svg");
}
QListWidget:focus, #list:focus { border-left: 2px solid $accent; }
#card { background: $raised; border: 1px solid $line; border-radius: 8px; }
#card[warning="true"] { border-left: 4px solid $warning; }
QProgressBar { background: $field; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QScrollArea { border: none; }
#filmstrip { background: $window; border-top: 1px solid $line; padding: 0; }
#filmstrip:focus { border-top-color: $accent; }
QScrollBar:horizontal { background: transparent; height: 7px; }
QScrollBar::handle:horizontal { background: $scroll; border-radius: 3px; min-width: 24px; }
QScrollBar:vertical { background: transparent; width: 9px; }
QScrollBar::handle:vertical { background: $scroll; border-radius: 4px; min-height: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel#qt_msgbox_label { font-size: ${title}px; font-weight: 600; }
QTreeWidget { outline: none; show-decoration-selected: 1; }
QTreeWidget::item { padding: 4px 6px; border: none; }
QTreeWidget::item:hover { background: $raised; }
QTreeWidget::item:selected { background: $line; color: $text; }
QListWidget#pages { background: $window; border-right: 1px solid $line; padding: 8px 0; }
QListWidget#pages::item { padding: 7px 16px; }
QListWidget#pages:focus { border-left: none; }
QListWidget#pages::item:selected:focus { color: $accent; }
QLineEdit#find {
    background: transparent; border: none; border-bottom: 1px solid $line; padding: 11px 14px; color: $text;
    font-size: ${title}px; selection-background-color: $accent; selection-color: $on_accent;
}
QListView#found { background: transparent; border: none; outline: none; padding: 4px; }
QPushButton#key { padding: 4px 10px; min-width: 22px; }
QPushButton#key:checked { border: 1px solid $accent; color: $accent; }
QCheckBox { spacing: 7px; }
QCheckBox:focus { color: $accent; }
QPlainTextEdit, QTreeWidget#keys { background: $field; border: 1px solid $line; border-radius: 4px; color: $text; }
QHeaderView::section { background: $window; border: none; padding: 6px 10px; color: $quiet; }
QSplitter::handle { background: $window; }
""")


def chosen(name: str) -> Theme:
    """The theme of a name; for any other, such as "system", the one that the system windows have now."""
    system = QGuiApplication.styleHints().colorScheme()
    return THEMES.get(name, LIGHT if system == Qt.ColorScheme.Light else DARK)


def apply(app: QApplication, theme: Theme, icons: Path, *, text_size: int = 100) -> None:
    """Dress the whole application. icons: the folder of the pictures that the style sheet names; text_size: percent."""
    fonts = {name: round(pixels * text_size / 100) for name, pixels in FONTS.items()}
    # Qt walks over a list of all widgets and calls some of them: a collection of garbage then could delete others.
    collecting = gc.isenabled()
    gc.disable()
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_STYLE.substitute(asdict(theme), icons=icons.as_posix(), **fonts))
    for widget in app.allWidgets():
        widget.updateGeometry()  # layouts remember how large the text was
    if collecting:
        gc.enable()


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.field,
        role.AlternateBase: theme.raised, role.Text: theme.text, role.Button: theme.raised,
        role.ButtonText: theme.text, role.BrightText: theme.warning, role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text, role.Highlight: theme.accent, role.HighlightedText: theme.on_accent,
        role.Link: theme.accent, role.PlaceholderText: theme.quiet, role.Mid: theme.line, role.Dark: theme.line,
    }  # fmt: skip
    palette = QPalette(QColor(theme.window))
    for where, colour in colours.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.off))
    return palette
