"""What macOS reads of the application: the Info.plist with the kinds of files that it opens."""

from __future__ import annotations

from typing import Any

from about import NAME, UNIFORM_TYPES

from photofix.files.formats import FORMATS


def info(version: str) -> dict[str, Any]:
    """What goes into Info.plist beside what PyInstaller writes."""
    documents = [
        {
            "CFBundleTypeName": entry.title,
            "CFBundleTypeRole": "Editor" if entry.can_write else "Viewer",
            "LSHandlerRank": "Alternate",  # what opens a picture by a double click stays as the person has it
            "LSItemContentTypes": [UNIFORM_TYPES[entry.id]],
            "CFBundleTypeExtensions": [suffix[1:] for suffix in entry.suffixes],
        }
        for entry in FORMATS
    ]
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDocumentTypes": documents,
        "LSApplicationCategoryType": "public.app-category.photography",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,  # it has a dark theme
        "NSHumanReadableCopyright": "Apache License 2.0",
    }
