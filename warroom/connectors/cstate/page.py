"""cState through its git remote: clone, write the update into the incident's file, commit, push.

Each attempt works on a fresh shallow clone in a folder of its own and looks for its own mark first, so an update that
arrived unnoticed is found instead of written twice. When somebody else pushes in between, the update is written anew
on top of theirs: no text conflict can arise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from warroom.clock import Instant
from warroom.connectors import forms
from warroom.connectors.cstate import git, issue
from warroom.connectors.protocol import (
    Absent,
    Audience,
    CannotTell,
    Capabilities,
    Checked,
    Connector,
    Delivered,
    Field,
    Found,
    NotSent,
    Outcome,
    Outgoing,
    Reconciled,
    Rejected,
    TargetConfig,
    Text,
    Tier,
    Unknown,
)

LABEL = "cState"
FOLDER = "content/issues"
TRIES = 4
"""How often an update is written anew because others pushed in between."""
_NO_GIT = "cState needs git, and this computer has none. Install git, then send again."
_CLOSED = (
    "authentication failed",
    "could not read username",
    "could not read password",
    "permission denied",
    "publickey",
    "returned error: 40",
    "not found",
    "does not appear to be a git repository",
    "does not exist",
)
"""Words of git after which trying again changes nothing."""
_UNREACHED = (
    "could not resolve",
    "failed to connect",
    "couldn't connect",
    "connection refused",
    "connection timed out",
    "network is unreachable",
    "no route to host",
    "certificate",
    "proxy",
)
_BEHIND = ("fetch first", "non-fast-forward", "stale info", "cannot lock ref", "failed to update ref")


class CState(Connector):
    kind = "cstate"
    label = LABEL
    fields = (
        Field("remote", "Git remote", hint="https://…, git@host:path, or a folder of this computer."),
        Field("branch", "Branch", required=False, hint="Empty: the remote's own main branch."),
        Field("folder", "Folder of the incidents", required=False, default=FOLDER),
        Field("author", "Author of the commits", required=False, default="Warroom <warroom@localhost>"),
        Field(
            "components",
            "Components",
            required=False,
            hint="Where the page uses other names than you: Checkout=Checkout API, Web=Website.",
        ),
        Field("user", "Name for https", required=False, hint="With a token; most hosts take any name."),
        Field("token", "Token for https", secret=True, required=False, hint="Empty: git's own keys and helpers serve."),
    )
    capabilities = Capabilities(
        tier=Tier.MARKER,
        formats=(Text.MARKDOWN, Text.PLAIN),
        audience=Audience.EXTERNAL,
        backdates=True,
        components=True,
        states=True,
        titled=True,
    )

    def problem(self, target: TargetConfig) -> str:
        if fault := git.problem(target.get("remote")):
            return fault
        branch, folder = target.get("branch"), Path(target.get("folder", FOLDER))
        if branch and not git.valid_branch(branch):
            return f'"{branch}" is not the name of a branch.'
        if folder.is_absolute() or ".." in folder.parts:
            return "The folder of the incidents is inside the repository, such as content/issues."
        return ""

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if fault := self.problem(target):
            return Rejected(fault)
        if not git.there():
            return Rejected(_NO_GIT)
        with tempfile.TemporaryDirectory(prefix="warroom-", ignore_cleanup_errors=True) as folder:
            copy = Copy.of(target, Path(folder))
            return copy if isinstance(copy, NotSent | Rejected) else _publish(copy, outgoing, now)

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        if (fault := self.problem(target)) or not git.there():
            return CannotTell(fault or _NO_GIT)
        with tempfile.TemporaryDirectory(prefix="warroom-", ignore_cleanup_errors=True) as folder:
            copy = Copy.of(target, Path(folder))
            if isinstance(copy, NotSent | Rejected):
                return CannotTell(copy.why)
            path = copy.holding(outgoing.id)
            return Absent() if path is None else Found(copy.remote_id(path), None, {"path": path})

    def check(self, target: TargetConfig) -> Checked:
        if (fault := self.problem(target)) or not git.there():
            return Checked(False, fault or _NO_GIT)
        with tempfile.TemporaryDirectory(prefix="warroom-", ignore_cleanup_errors=True) as folder:
            copy = Copy.of(target, Path(folder))
            if isinstance(copy, NotSent | Rejected):
                return Checked(False, copy.why)
            if not copy.issues.is_dir():
                return Checked(False, f"The repository has no folder {copy.where}. Correct the target's folder.")
            return Checked(True, "The repository can be read. Whether it takes a push shows with the first message.")


class Copy(msgspec.Struct, frozen=True):
    """A fresh clone of the page."""

    git: git.Git
    root: Path
    where: str
    branch: str
    author: str
    names: Mapping[str, str]

    @classmethod
    def of(cls, target: TargetConfig, folder: Path) -> Copy | NotSent | Rejected:
        """Clone the newest state of the target's branch."""
        remote, branch = target.get("remote"), target.get("branch")
        outside = git.Git(folder, remote, target.get("user"), target.secret)
        chosen = ["--branch", branch] if branch else []
        ran = outside("clone", "--quiet", "--depth=1", "--single-branch", "--no-tags", *chosen, "--", remote, "page")
        if not ran.ok:
            return _unread(outside, ran)
        inside = git.Git(folder / "page", remote, target.get("user"), target.secret)
        head = inside("symbolic-ref", "--short", "HEAD").out.strip()
        where = target.get("folder", FOLDER).strip("/")
        author = target.get("author", "Warroom <warroom@localhost>")
        names = {name.casefold(): own for name, own in forms.pairs(target.get("components")).items()}
        return cls(inside, folder / "page", where, branch or head, author, names)

    @property
    def issues(self) -> Path:
        return self.root / self.where

    def holding(self, id: str) -> str | None:
        """The path of the file that has this message."""
        return next((path for path, text in self._files() if issue.mark(id) in text), None)

    def path_for(self, outgoing: Outgoing) -> str:
        """The incident's own file: where it was put before, where its key stands, or a new name."""
        known = outgoing.thread.get("path", "")
        if known and self.inside(known) and (self.root / known).is_file():
            return known
        for path, text in self._files():
            if issue.is_of(text, outgoing.incident):
                return path
        names = (f"{self.where}/{issue.filename(outgoing, n)}" for n in range(1, 1000))
        return next(name for name in names if not (self.root / name).exists())

    def remote_id(self, path: str) -> str:
        """Where it stands: the path, and the commit of this copy."""
        return f"{path}@{self.git('rev-parse', '--short=12', 'HEAD').out.strip()}"

    def renew(self) -> bool:
        """Take what others pushed meanwhile, and drop what we wrote on the older state."""
        fetched = self.git("fetch", "--quiet", "--depth=1", "origin", self.branch)
        return fetched.ok and self.git("reset", "--quiet", "--hard", "FETCH_HEAD").ok

    def _files(self) -> list[tuple[str, str]]:
        found = sorted(self.issues.glob("*.md")) if self.inside(self.where) else []
        return [
            (path.relative_to(self.root).as_posix(), path.read_text("utf-8", "replace"))
            for path in found
            if path.is_file() and not path.is_symlink()
        ]

    def inside(self, path: str) -> bool:
        """A link in the repository could lead to the person's own files."""
        return (self.root / path).resolve().is_relative_to(self.root.resolve())


def _publish(copy: Copy, outgoing: Outgoing, now: Instant) -> Outcome:
    for _ in range(TRIES):
        if (path := copy.holding(outgoing.id)) is not None:
            return Delivered(copy.remote_id(path), None, {"path": path})
        path = copy.path_for(outgoing)
        if (fault := _commit(copy, path, outgoing, outgoing.backdate_to or now)) is not None:
            return fault
        ran = copy.git("push", "--porcelain", "--quiet", "origin", f"HEAD:refs/heads/{copy.branch}")
        if ran.ok:
            return Delivered(copy.remote_id(path), now, {"path": path})
        said = f"{ran.out}\n{ran.err}".casefold()
        if ran.late or not any(word in said for word in _BEHIND):
            return _unpushed(copy.git, ran, said)
        if not copy.renew():
            return NotSent("Somebody else changed the page at the same moment, and their change could not be fetched.")
    return NotSent("Others keep changing the page at the same moment. The update was not published yet.")


def _commit(copy: Copy, path: str, outgoing: Outgoing, at: Instant) -> Rejected | None:
    file = copy.root / path
    try:
        text = file.read_text("utf-8") if file.exists() else issue.fresh(outgoing, at)
        changed = issue.updated(text, outgoing, at, copy.names)
        if not copy.inside(path):
            raise OSError("it leads out of the repository")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(changed, "utf-8", newline="\n")
    except (issue.Malformed, UnicodeDecodeError):
        return Rejected(f"{path} on the page has no front matter that can be read. Mend it there, then send again.")
    except OSError as error:
        return Rejected(f"{path} could not be written: {error.strerror or error}. Nothing was published.")
    status = outgoing.status.value.capitalize() if outgoing.status else "Update"
    title = " ".join(outgoing.title.split())
    message = f"{status}: {title}\n\nWarroom-Message: {outgoing.id}"
    for step in (("add", "--", path), ("commit", "--quiet", "--no-verify", f"--message={message}")):
        ran = copy.git(*step, author=copy.author, at=at.text)
        if not ran.ok:
            return Rejected(f"The update could not be committed: {copy.git.words(ran)}. Nothing was published.")
    return None


def _unread(program: git.Git, ran: git.Ran) -> NotSent | Rejected:
    """Why there is no clone. Nothing was sent, whatever it was."""
    if ran.late:
        return NotSent("The git remote did not answer in time. Nothing was sent.")
    said, words = ran.err.casefold(), program.words(ran)
    if any(word in said for word in _UNREACHED):
        return NotSent(f"The git remote could not be reached ({words}). Nothing was sent.")
    if any(word in said for word in _CLOSED):
        return Rejected(f"The git remote does not let us in, or is not there ({words}). Check the target.")
    return NotSent(f"The git remote could not be read ({words}). Nothing was sent.")


def _unpushed(program: git.Git, ran: git.Ran, said: str) -> NotSent | Rejected | Unknown:
    if ran.late:
        return Unknown("The git remote did not answer the push in time. The update may be there.")
    words = program.words(ran)
    if "[remote rejected]" in said or "[rejected]" in said or "hook declined" in said or "protected" in said:
        return Rejected(f"The git remote refuses the push ({words}). Give the account the right to push.")
    if any(word in said for word in _UNREACHED):
        return NotSent(f"The git remote could not be reached ({words}). Nothing was published.")
    if any(word in said for word in _CLOSED):
        return Rejected(f"The git remote does not let us push ({words}). Check the account of the target.")
    return Unknown(f"The push ended badly ({words}). The update may be there.")
