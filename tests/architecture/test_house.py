"""The floor plan is a test: arrows, sizes, late imports, owners of libraries."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

MAX_LINES = 400
MAX_FUNCTION_LINES = 60
PACKAGES = ("bot", "summarizers")


def modules(root: Path) -> list[Path]:
    return [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]


def test_no_file_is_longer_than_the_house_allows(root: Path) -> None:
    files = [*modules(root), *sorted((root / "tests").rglob("*.py"))]
    long = {str(p.relative_to(root)): n for p in files if (n := len(p.read_text().splitlines())) > MAX_LINES}
    assert long == {}


def test_no_function_is_longer_than_the_house_allows(root: Path) -> None:
    long = {}
    for path in modules(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long[f"{path.relative_to(root)}:{node.name}"] = lines
    assert long == {}


def test_every_public_function_promises_something(root: Path) -> None:
    silent = []
    for path in modules(root):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                public = not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    silent.append(f"{path.relative_to(root)}:{node.name}")
    assert silent == []


@pytest.mark.parametrize(
    "code", ["import bot, bot.cli", "import summarizers, summarizers.registry", "import bot.app", "import bot.drawing"]
)
def test_importing_loads_no_model_library(code: str) -> None:
    probe = f"{code}; import sys; print([m for m in ('torch', 'transformers', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_import_linter_contracts_hold(root: Path) -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_committed_names_a_machine_path(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    needles = ("/" + "work/", "/" + "root/")
    found = []
    for name in listed.stdout.splitlines():
        path = root / name
        if path.suffix in {".py", ".md", ".yaml", ".toml"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            found += [f"{name}: {needle}" for needle in needles if needle in text]
    assert found == []
