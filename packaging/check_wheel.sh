#!/usr/bin/env bash
# Installs a wheel into a fresh environment and tries it from another folder: check_wheel.sh WHEEL [PIP OPTION...]
# PYTHON may name the Python to use.
set -euo pipefail
wheel=$(realpath "$1")
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check "$@" "$wheel"
mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere"
unset PYTHONPATH
export PHOTOFIX_HOME=$scratch/home
"$scratch/venv/bin/photofix" --version
"$scratch/venv/bin/photofix" --self-test --strict --device cpu
