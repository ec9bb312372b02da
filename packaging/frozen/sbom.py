"""What PhotoFix consists of, as a CycloneDX document: the libraries of this environment and the built-in models."""

from __future__ import annotations

import hashlib
import sys
import time
from importlib import metadata
from typing import Any

from about import HOME, NAME, ROOT, VERSION, epoch
from frozen.contents import libraries

from photofix.models.table import MODELS


def document() -> dict[str, Any]:
    """The same for the same commit and the same libraries."""
    parts = [_library(name) for name in libraries()]
    parts += [_python(), *(part for spec in MODELS for part in _model(spec))]
    top = {"type": "application", "bom-ref": "photofix", "name": NAME, "version": VERSION}
    top |= {"licenses": [{"license": {"id": "Apache-2.0"}}]}
    top |= {"externalReferences": [{"type": "vcs", "url": HOME}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch())), "component": top},
        "components": parts,
        "dependencies": [{"ref": "photofix", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _library(name: str) -> dict[str, Any]:
    found = metadata.metadata(name)
    version = metadata.version(name)
    address = f"pkg:pypi/{name}@{version.replace('+', '%2B')}"
    part = {"type": "library", "bom-ref": address, "purl": address, "name": name, "version": version}
    # An expression by SPDX's rules where the library gives one; else its words.
    expression = found.get("License-Expression")
    if expression:
        return {**part, "licenses": [{"expression": expression}]}
    words = (found.get("License") or "").strip().splitlines()
    classes = [
        line.rsplit(" :: ", 1)[-1] for line in found.get_all("Classifier") or () if line.startswith("License ::")
    ]
    text = words[0] if words and len(words[0]) < 80 else ", ".join(classes)
    return {**part, "licenses": [{"license": {"name": text}}]} if text else part


def _python() -> dict[str, Any]:
    version = ".".join(map(str, sys.version_info[:3]))
    licence = [{"license": {"id": "PSF-2.0"}}]
    return {"type": "platform", "bom-ref": "python", "name": "CPython", "version": version, "licenses": licence}


def _model(spec: Any) -> list[dict[str, Any]]:
    parts = []
    for file in spec.files:
        data = (ROOT / "resources/models" / file.name).read_bytes()
        parts.append({
            "type": "machine-learning-model",
            "bom-ref": f"model:{file.name}",
            "name": file.name,
            "version": VERSION,
            "description": f"{spec.title}; trained on: {spec.training_data}",
            "licenses": [{"license": {"id": spec.licence}}],
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}],
        })  # fmt: skip
    return parts
