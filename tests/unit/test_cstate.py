"""cState over git: what stands on the page afterwards, whoever pushes in between and however the push ends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from warroom import ids
from warroom.clock import Instant
from warroom.connectors.cstate import git, issue
from warroom.connectors.cstate.page import CState
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Component,
    ComponentState,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    PageStatus,
    Rejected,
    TargetConfig,
    Unknown,
    test_message,
)
from warroom.connectors.target import Secret

NOW = Instant.parse("2026-01-05T02:31:00Z")
LATER = NOW.plus(1800)
PAGE = CState()


def run(*arguments: str, cwd: Path) -> str:
    keys = {"GIT_AUTHOR_NAME": "Someone", "GIT_AUTHOR_EMAIL": "s@example.org"}
    keys |= {"GIT_COMMITTER_NAME": "Someone", "GIT_COMMITTER_EMAIL": "s@example.org"}
    done = subprocess.run(
        ["git", *arguments], cwd=cwd, env=os.environ | keys, check=True, capture_output=True, text=True
    )
    return done.stdout


class Site:
    """A bare repository that a page is built from, and the eyes of its readers."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "status.git"
        self.folder = folder

    def target(self, **values: str) -> TargetConfig:
        return TargetConfig("page", "cstate", {"remote": str(self.bare)} | values)

    def elsewhere(self, files: dict[str, str]) -> None:
        """Somebody else commits and pushes."""
        clone = self.folder / f"clone-{ids.new()}"
        run("clone", "--quiet", str(self.bare), str(clone), cwd=self.folder)
        for path, text in files.items():
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            (clone / path).write_text(text)
        run("add", ".", cwd=clone)
        run("commit", "--quiet", "--message=by hand", cwd=clone)
        run("push", "--quiet", "origin", "HEAD:main", cwd=clone)

    def issues(self) -> list[str]:
        names = run("ls-tree", "--name-only", "main", "content/issues/", cwd=self.bare).split()
        return [name for name in names if not name.endswith("old.md")]

    def text(self, path: str) -> str:
        return run("show", f"main:{path}", cwd=self.bare)

    def commits(self) -> int:
        return int(run("rev-list", "--count", "main", cwd=self.bare))

    def hook(self, name: str, script: str) -> None:
        file = self.bare / "hooks" / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with an old incident, to copy from."""
    folder = tmp_path_factory.mktemp("made")
    bare = folder / "status.git"
    run("init", "--quiet", "--bare", "--initial-branch=main", str(bare), cwd=folder)
    Site(folder).elsewhere({"content/issues/2020-01-01-old.md": "---\ntitle: Old\nresolved: true\n---\n\nDone.\n"})
    return bare


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Site:
    shutil.copytree(made, tmp_path / made.name)
    return Site(tmp_path)


def message(text: str = "Checkout fails for some.", **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": "0199-incident",
        "ref": "INC-0042",
        "title": "Checkout: fails, says “Möller”",
        "template": "page-investigating",
        "plain": text,
        "markdown": text,
        "status": PageStatus.INVESTIGATING,
        "severity": 1,
        "written_at": NOW,
    }
    return msgspec.convert(whole | fields, Outgoing)


def sent(site: Site, outgoing: Outgoing, now: Instant = NOW, **values: str) -> Delivered:
    outcome = PAGE.send(site.target(**values), outgoing, now)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def test_a_new_incident_gets_a_file_that_cstate_reads(site: Site) -> None:
    outcome = sent(site, message(components=(Component("Checkout", ComponentState.PARTIAL_OUTAGE),)))
    (path,) = site.issues()
    assert path == "content/issues/2026-01-05-checkout-fails-says-moller.md"
    assert outcome.remote_id.startswith(f"{path}@")
    head = site.text(path).split("---\n")[1]
    assert 'title: "Checkout: fails, says “Möller”"\n' in head
    assert "date: 2026-01-05T02:31:00.000Z\n" in head
    assert "resolved: false\n" in head
    assert 'severity: "disrupted"\n' in head
    assert 'affected: ["Checkout"]\n' in head
    assert "section: issue\n" in head
    assert '{{< track "2026-01-05T02:31:00.000Z" >}}' in site.text(path)


def test_updates_stand_in_one_file_with_the_newest_on_top(site: Site) -> None:
    first = sent(site, message("We look into it."))
    done = message("It works again.", status=PageStatus.RESOLVED, thread=first.state)
    sent(site, done, LATER)
    (path,) = site.issues()
    text = site.text(path)
    assert text.index("It works again.") < text.index("We look into it.")
    assert "resolved: true\n" in text
    assert "resolvedWhen: 2026-01-05T03:01:00.000Z\n" in text
    assert site.commits() == 3


def test_an_incident_that_comes_back_is_open_again(site: Site) -> None:
    state = sent(site, message(status=PageStatus.RESOLVED)).state
    sent(site, message("It is back.", status=PageStatus.INVESTIGATING, thread=state), LATER)
    text = site.text(site.issues()[0])
    assert "resolved: false" in text
    assert "resolvedWhen" not in text


def test_an_update_that_tells_no_severity_keeps_the_one_that_is_shown(site: Site) -> None:
    state = sent(site, message(components=(Component("Checkout", ComponentState.MAJOR_OUTAGE),))).state
    sent(site, message("Two.", severity=0, thread=state), LATER)
    assert 'severity: "down"' in site.text(site.issues()[0])


def test_the_same_message_twice_stands_there_once(site: Site) -> None:
    outgoing = message()
    first, again = sent(site, outgoing), sent(site, outgoing, LATER)
    assert site.commits() == 2
    assert first.remote_id == again.remote_id
    assert isinstance(PAGE.reconcile(site.target(), outgoing, NOW), Found)
    assert isinstance(PAGE.reconcile(site.target(), message(), NOW), Absent)


def test_the_incident_is_found_by_its_key_when_the_thread_is_lost(site: Site) -> None:
    sent(site, message("One."))
    sent(site, message("Two.", title="Another title"))
    assert len(site.issues()) == 1


def test_two_incidents_of_one_day_and_title_keep_to_themselves(site: Site) -> None:
    sent(site, message("One.", incident="0199-a"))
    sent(site, message("Two.", incident="0199-b"))
    assert len(site.issues()) == 2


def test_what_others_wrote_into_the_file_stays(site: Site) -> None:
    state = sent(site, message()).state
    path = site.issues()[0]
    by_hand = site.text(path).replace("section: issue\n", "section: issue\npin: true\naffected:\n  - Web\n  - API\n")
    site.elsewhere({path: by_hand + "\nA postmortem by hand.\n"})
    components = (Component("API", ComponentState.MAJOR_OUTAGE),)
    sent(site, message("Down.", thread=state, components=components), components="api=Public API")
    text = site.text(path)
    assert "pin: true" in text
    assert "A postmortem by hand." in text
    assert text.count("affected:") == 1
    assert 'affected: ["Public API"]' in text
    assert 'severity: "down"' in text


def test_a_push_of_somebody_else_in_between_costs_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    state = sent(site, message("One.")).state
    path, plain, raced = site.issues()[0], issue.updated, []

    def racing(*arguments: object) -> str:
        if not raced:
            raced.append(path)
            site.elsewhere({path: site.text(path) + "\nBy hand, at the same moment.\n", "other.md": "x"})
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(issue, "updated", racing)
    sent(site, message("Two.", thread=state))
    text = site.text(path)
    assert raced
    assert all(part in text for part in ("One.", "Two.", "By hand, at the same moment."))
    assert "<<<<" not in text


def test_a_push_that_is_taken_and_then_breaks_off_is_found_afterwards(site: Site) -> None:
    site.hook("post-receive", "kill -s KILL 0")  # the whole of git, here and there
    outgoing = message()
    outcome = PAGE.send(site.target(), outgoing, NOW)
    assert isinstance(outcome, Unknown), outcome
    found = PAGE.reconcile(site.target(), outgoing, LATER)
    assert isinstance(found, Found)
    assert found.state["path"] == site.issues()[0]


def test_a_push_that_is_never_answered_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(site.bare / "never")
    site.hook("pre-receive", "exec cat never")
    plain = git.Git.__call__

    def short(self: git.Git, *arguments: str, **more: str) -> git.Ran:
        monkeypatch.setattr(git, "LONGEST_S", 0.5 if arguments[0] == "push" else 60.0)
        return plain(self, *arguments, **more)

    monkeypatch.setattr(git.Git, "__call__", short)
    outgoing = message()
    outcome = PAGE.send(site.target(), outgoing, NOW)
    assert isinstance(outcome, Unknown), outcome
    assert "in time" in outcome.why
    assert isinstance(PAGE.reconcile(site.target(), outgoing, LATER), Absent)


def test_a_remote_that_refuses_says_why(site: Site) -> None:
    site.hook("pre-receive", "echo 'error: main is guarded' >&2; exit 1")
    outgoing = message()
    outcome = PAGE.send(site.target(), outgoing, NOW)
    assert isinstance(outcome, Rejected), outcome
    assert "guarded" in outcome.why or "declined" in outcome.why
    assert isinstance(PAGE.reconcile(site.target(), outgoing, NOW), Absent)


def test_a_remote_that_is_not_there(site: Site, tmp_path: Path) -> None:
    gone = TargetConfig("page", "cstate", {"remote": str(tmp_path / "gone.git")})
    assert isinstance(PAGE.send(gone, message(), NOW), Rejected)
    assert isinstance(PAGE.reconcile(gone, message(), NOW), CannotTell)
    assert PAGE.check(gone).ok is False
    assert PAGE.check(site.target()).ok is True
    assert PAGE.check(site.target(folder="elsewhere")).ok is False


def test_a_host_that_does_not_answer_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = TargetConfig("page", "cstate", {"remote": "http://127.0.0.1:9/status.git"})
    outcome = PAGE.send(closed, message(), NOW)
    assert isinstance(outcome, NotSent), outcome


@pytest.mark.parametrize(
    "remote",
    [
        "--upload-pack=touch /tmp/x",
        "ext::sh -c touch% /tmp/x",
        "git://example.org/status.git",
        "http://example.org/status.git",
        "https://me:pw-1234@example.org/status.git",
        "ssh://me:pw-1234@example.org/status.git",
        "status.git",
        "",
        "a\nb",
    ],
)
def test_addresses_that_git_is_never_given(remote: str) -> None:
    target = TargetConfig("page", "cstate", {"remote": remote})
    assert PAGE.problem(target).endswith(".")
    assert "pw-1234" not in PAGE.problem(target)
    assert isinstance(PAGE.send(target, message(), NOW), Rejected)


@pytest.mark.parametrize(
    "remote", ["https://example.org/a.git", "ssh://git@example.org/a.git", "git@example.org:a/b.git", "/srv/a.git"]
)
def test_addresses_that_are_fine(remote: str) -> None:
    assert PAGE.problem(TargetConfig("page", "cstate", {"remote": remote})) == ""


@pytest.mark.parametrize("values", [{"branch": "--force"}, {"branch": "a..b"}, {"folder": "../x"}, {"folder": "/etc"}])
def test_values_that_lead_elsewhere(site: Site, values: dict[str, str]) -> None:
    assert PAGE.problem(site.target(**values))


def test_a_link_in_the_repository_leads_nowhere(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    clone = tmp_path / "linker"
    run("clone", "--quiet", str(site.bare), str(clone), cwd=tmp_path)
    run("rm", "--quiet", "-r", "content/issues", cwd=clone)
    (clone / "content").mkdir(exist_ok=True)
    (clone / "content" / "issues").symlink_to(outside)
    run("add", ".", cwd=clone)
    run("commit", "--quiet", "--message=link", cwd=clone)
    run("push", "--quiet", "origin", "HEAD:main", cwd=clone)
    assert isinstance(PAGE.send(site.target(), message(), NOW), Rejected)
    assert not list(outside.iterdir())


def test_nothing_in_a_text_runs_on_the_page(site: Site) -> None:
    sent(site, message('{{< readfile "/etc/passwd" >}} {{% x %}}'))
    text = site.text(site.issues()[0])
    assert "{{< readfile" not in text
    assert "{{%" not in text
    sent(site, test_message(site.target(), NOW))


def test_the_token_stands_in_no_argument_and_no_word(tmp_path: Path) -> None:
    secret = Secret("s3cr3t-token")
    program = git.Git(tmp_path, "https://example.org/a.git", "me", secret)
    settings = [name for name, text in program._environment.items() if "Authorization" in text]
    assert settings
    assert "s3cr3t" not in program.words(git.Ran(1, err="fatal: s3cr3t-token at https://example.org/a.git"))


def test_traces_and_detours_of_the_shell_do_not_reach_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_TRACE_CURL", "GIT_SSL_NO_VERIFY", "GIT_DIR", "GIT_CONFIG_PARAMETERS"):
        monkeypatch.setenv(name, "1")
    environment = git.Git(tmp_path, "/srv/a.git")._environment
    assert not {"GIT_TRACE_CURL", "GIT_SSL_NO_VERIFY", "GIT_DIR", "GIT_CONFIG_PARAMETERS"} & set(environment)


def test_without_git_the_person_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git.shutil, "which", lambda name: None)
    outcome = PAGE.send(site.target(), message(), NOW)
    assert isinstance(outcome, Rejected)
    assert "Install git" in outcome.why
