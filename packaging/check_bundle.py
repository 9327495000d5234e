"""Run the bundled app as a stranger would: no environment of ours, a fresh home, no display.

Exit 0 if it keeps an incident and replays the demo through its windows; otherwise what it said is shown.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

APP = Path(__file__).parent.parent / "dist" / "warroom" / ("warroom.exe" if sys.platform == "win32" else "warroom")
KEPT = ("SYSTEMROOT", "TEMP", "LANG", "FONTCONFIG_PATH")
DEMO_LIMIT_S = 600


def run(home: Path, *argv: str, limit_s: int = 60) -> str:
    """What the app prints. Ends this check if it fails."""
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    env |= {"HOME": str(home), "WARROOM_HOME": str(home / "warroom"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(APP), *argv],
        cwd=home,
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=limit_s,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"warroom {' '.join(argv)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """A short incident on the command line, then the demo."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        print(run(home, "--version").strip())
        run(home, "declare", "Checkout fails", "-s", "2", "--as", "asha")
        run(home, "log", "--as", "asha", "first look: the payment queue grows")
        shown = json.loads(run(home, "show", "--json"))
        if not any("payment queue" in entry["text"] for entry in shown["entries"]):
            sys.exit("The logged line is not in the record.")
        run(home, "verify")
        print(run(home, "demo", limit_s=DEMO_LIMIT_S).strip())
    print(f"The bundle works: {APP.parent}")


if __name__ == "__main__":
    main()
