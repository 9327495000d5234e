"""Tell whether both locks still answer what `pyproject.toml` asks for.

Each lock is compiled again with its own pins preferred, so a version published since changes nothing; what counts is
the set of pins and their markers. With no registry in reach, the direct requirements alone are compared.
Exit 0: current, 1: not, and which lines differ.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = {
    "requirements.lock": ["--group", "build"],
    "requirements-tools.lock": ["--group", "tools", "-c", "requirements.lock"],
}
COMPILE = [
    "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--python-version", "3.11", "pyproject.toml",
]  # fmt: skip


def pins(text: str) -> set[str]:
    """The `name==version ; marker` lines, without hashes: a wheel added to a release later is no change of ours."""
    return {line.rstrip(" \\") for line in text.splitlines() if re.match(r"[a-z0-9][^ ]*==", line)}


def recompiled(uv: str, lock: str) -> str | None:
    """The lock as uv would write it today, or None if uv could not tell."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / lock
        shutil.copy(ROOT / lock, copy)
        done = subprocess.run(
            [uv, *COMPILE, *LOCKS[lock], "-o", str(copy)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode == 0:
            return copy.read_text(encoding="utf-8")
    print(f"{lock}: could not be compiled again, so only the direct requirements are compared:\n{done.stderr.strip()}")
    return None


def unmet(lock: str) -> list[str]:
    """Direct requirements that the lock does not hold in a version that they allow."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = list(project["project"]["dependencies"])
    for name in ["build"] if lock == "requirements.lock" else groups:
        wanted += [entry for entry in groups[name] if isinstance(entry, str)]
    locked = dict(re.findall(r"^([a-z0-9][^ =]*)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    requirements = [Requirement(text) for text in wanted]
    return [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"), prereleases=True)
        or canonicalize_name(requirement.name) not in locked
    ]


def differences(uv: str | None, lock: str) -> list[str]:
    """What stands in the lock and should not, and the reverse; empty if it is current."""
    today = recompiled(uv, lock) if uv else None
    if today is None:
        return [f"+ {requirement}" for requirement in unmet(lock)]
    have, want = pins((ROOT / lock).read_text(encoding="utf-8")), pins(today)
    return [f"- {line}" for line in sorted(have - want)] + [f"+ {line}" for line in sorted(want - have)]


def main() -> int:
    """Compare both locks and print what differs."""
    beside = Path(sys.executable).parent / "uv"
    uv = str(beside) if beside.exists() else shutil.which("uv")
    stale = {lock: found for lock in LOCKS if (found := differences(uv, lock))}
    for lock, found in stale.items():
        print(f"{lock} is not current; `make lock` writes it anew:", *found, sep="\n  ")
    if not stale:
        print("The locks are current.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
