"""What is shipped is whole: the wheel and the frozen layout find their resources as the tree does."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from warroom import paths

ROOT = Path(__file__).parents[2]
PROBE = "from warroom.paths import resource; print(resource('playbook.toml'))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder with the built wheel's files, as an installer lays them."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_every_resource(installed):
    names = {str(p.relative_to(ROOT / "resources")) for p in (ROOT / "resources").rglob("*") if p.is_file()}
    shipped = installed / "warroom" / "_resources"
    assert sorted(names - {str(p.relative_to(shipped)) for p in shipped.rglob("*")}) == []


def test_an_installed_wheel_finds_its_own_resources(installed, tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(said.stdout.strip()) == installed / "warroom" / "_resources" / "playbook.toml"


def test_a_frozen_app_finds_the_resources_beside_its_code(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    paths.resources.cache_clear()
    try:
        assert paths.resource("playbook.toml") == tmp_path / "resources" / "playbook.toml"
    finally:
        monkeypatch.undo()
        paths.resources.cache_clear()
    assert paths.resource("playbook.toml").is_file()


def test_the_wheel_offers_the_command(installed):
    entry_points = next(installed.glob("*.dist-info")) / "entry_points.txt"
    assert "warroom = warroom.cli:main" in entry_points.read_text(encoding="utf-8")
