"""The git program as a connector uses it: no prompt, no hook, no command from an address, bounded in time.

Its settings come through the environment alone, so a token stands in no argument list and in no file. The person's own
keys and credential helpers serve as they do in a shell.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from warroom.connectors import address
from warroom.connectors.target import Secret
from warroom.text import clean, one_line

LONGEST_S = 120.0
"""For one call of git."""
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL")
"""Of the person's own settings for git. The others could send us elsewhere or write secrets into a trace."""
_SCP = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+:(?!//)[^\s:]\S*")
"""``git@host:path``."""
_DRIVE = re.compile(r"[A-Za-z]:[\\/].*")
_NAMES = re.compile(r"[A-Za-z0-9._-]+")


class Ran(msgspec.Struct, frozen=True):
    """What a call came to. ``late``: it was ended because it took too long."""

    code: int
    out: str = ""
    err: str = ""
    late: bool = False

    @property
    def ok(self) -> bool:
        return self.code == 0


class Git:
    """Git in one folder, speaking to one remote."""

    def __init__(self, folder: Path, remote: str, user: str = "", secret: Secret | None = None) -> None:
        self._folder = folder
        self._remote = remote
        self._secret = secret or Secret()
        self._environment = _environment(remote, user, self._secret)

    def __call__(self, *arguments: str, author: str = "", at: str = "") -> Ran:
        """Run it. ``author`` and ``at`` (ISO 8601) sign a commit."""
        names = _signature(author, at) if author else {}
        try:
            process = subprocess.Popen(
                ["git", *arguments],
                cwd=self._folder,
                env={**self._environment, **names},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            return Ran(127, err=f"fatal: git could not be started: {error.strerror}")
        try:
            out, err = process.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            _end(process)
            return Ran(-1, late=True)
        return Ran(process.returncode, out, err)

    def words(self, ran: Ran) -> str:
        """Git's own last words on one line, without the remote's address and without the secret."""
        lines = [line.strip() for line in f"{ran.out}\n{ran.err}".splitlines()]
        told = [line for line in lines if line.startswith(("fatal:", "error:", "remote: error", "! [", "ssh:"))]
        text = told[0] if told else next((line for line in reversed(lines) if line), "git gave no reason")
        for hidden in filter(None, (self._secret.reveal(), _basic("", self._secret), self._remote)):
            text = text.replace(hidden, "(hidden)")
        return one_line(clean(text.partition(": ")[2] if told else text), 160).rstrip(".")


def there() -> bool:
    """Whether git is installed."""
    return shutil.which("git") is not None


def problem(remote: str) -> str:
    """What is wrong with the address of a remote, as a sentence; empty when git may speak to it."""
    if not remote or remote.startswith("-") or any(sign in remote for sign in "\n\r\0"):
        return "That is not the address of a git remote. It looks like https://example.org/status.git."
    scheme = remote.partition("://")[0] if "://" in remote else ""
    if scheme in ("https", "http"):
        return address.problem(remote)
    if scheme in ("ssh", "file"):
        parts = urlsplit(remote)
        return "An address holds no password. Use a key of ssh." if parts.password else ""
    if scheme or "::" in remote:
        return "Git speaks to this target by https, by ssh or on this computer's own disk, and by nothing else."
    if _SCP.fullmatch(remote) or _DRIVE.fullmatch(remote) or Path(remote).is_absolute():
        return ""
    return "Give the whole address of the git remote: https://…, git@host:path, or a folder that begins with /."


def valid_branch(name: str) -> bool:
    """A name of a branch that is no option and no odd reference."""
    parts = name.split("/")
    return all(_NAMES.fullmatch(part) and not part.startswith(("-", ".")) for part in parts) and ".." not in name


def _environment(remote: str, user: str, secret: Secret) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    if getattr(sys, "frozen", False):  # git shall load the system's libraries, not those of the bundle
        kept["LD_LIBRARY_PATH"] = kept.pop("LD_LIBRARY_PATH_ORIG", "")
    kept.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oConnectTimeout=15")
    settings = {
        "core.hooksPath": os.devnull,
        "core.autocrlf": "false",
        "core.fsmonitor": "false",
        "commit.gpgSign": "false",
        "gc.auto": "0",
        "credential.interactive": "false",
        "http.followRedirects": "false",
        "http.sslVerify": "true",
        "http.lowSpeedLimit": "100",
        "http.lowSpeedTime": "20",
    }
    if secret and remote.startswith(("https://", "http://")):
        parts = urlsplit(remote)
        settings[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = f"Authorization: Basic {_basic(user, secret)}"
    numbered = {
        name: text
        for n, (key, value) in enumerate(settings.items())
        for name, text in ((f"GIT_CONFIG_KEY_{n}", key), (f"GIT_CONFIG_VALUE_{n}", value))
    }
    return {
        **kept,
        **numbered,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_ALLOW_PROTOCOL": "file:http:https:ssh",
        "GCM_INTERACTIVE": "never",
        "LC_ALL": "C",
    }


def _basic(user: str, secret: Secret) -> str:
    return base64.b64encode(f"{user or 'git'}:{secret.reveal()}".encode()).decode() if secret else ""


def _signature(author: str, at: str) -> dict[str, str]:
    name, _, mail = author.partition("<")
    who = {"NAME": name.strip() or "Warroom", "EMAIL": mail.rstrip("> ") or "warroom@localhost", "DATE": at}
    return {f"GIT_{role}_{part}": text for role in ("AUTHOR", "COMMITTER") for part, text in who.items() if text}


def _end(process: subprocess.Popen[str]) -> None:
    """End git and what it started (its own helpers hold the pipes)."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
