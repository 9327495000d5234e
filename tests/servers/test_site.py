"""cState on a bare git remote, made into pages by Hugo: what the connector commits is what readers see."""

from __future__ import annotations

import os
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.servers import installing
from tests.servers.tally import Tally
from tests.servers.test_emulated import Lane, message, now
from warroom.connectors.protocol import Component, ComponentState, PageStatus, TargetConfig

LAYOUT = """<title>{{ .Title }}</title>
<p>severity: {{ .Params.severity }}; resolved: {{ .Params.resolved }};
affected: {{ delimit .Params.affected "+" }}; section: {{ .Params.section }}</p>
{{ .Content }}
"""
TRACK = '<p class="faded">{{ dateFormat "02 Jan 2006 15:04" (.Get 0) }}</p>\n'
"""Like cState's own: it fails to build when the time is none."""
CONFIG = 'baseURL = "/"\ntitle = "Status"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\nbuildFuture = true\n'


class Site:
    """The remote, and the pages that are made of it."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "status.git"
        self._folder = folder
        self._git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        files = {
            "config.toml": CONFIG,
            "layouts/issues/single.html": LAYOUT,
            "layouts/_default/list.html": "{{ range .Pages }}{{ .Title }}{{ end }}",
            "layouts/index.html": "{{ range .Site.RegularPages }}{{ .Title }}{{ end }}",
            "layouts/shortcodes/track.html": TRACK,
            "content/issues/_index.md": "---\ntitle: Issues\n---\n",
        }
        self.push(files, "the site")

    def push(self, files: dict[str, str], why: str) -> None:
        clone = self._folder / f"clone-{len(list(self._folder.iterdir()))}"
        self._git("clone", "--quiet", str(self.bare), str(clone))
        for name, text in files.items():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_text(text)
        who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")
        self._git("-C", str(clone), "add", ".")
        self._git("-C", str(clone), *who, "commit", "--quiet", f"--message={why}")
        self._git("-C", str(clone), "push", "--quiet", "origin", "HEAD:main")

    def pages(self) -> list[str]:
        """The incidents' pages, as Hugo makes them of the remote's state."""
        clone = self._folder / f"build-{len(list(self._folder.iterdir()))}"
        self._git("clone", "--quiet", str(self.bare), str(clone))
        cache = {"HUGO_CACHEDIR": str(self._folder / "cache"), "HOME": str(self._folder)}
        done = subprocess.run([installing.hugo(), "--quiet"], cwd=clone, env=os.environ | cache, capture_output=True)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        return [unescape(file.read_text()) for file in sorted((clone / "public" / "issues").glob("*/index.html"))]

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_an_incident_on_the_page(site: Site) -> None:
    lane = Lane(TargetConfig("page", "cstate", {"remote": str(site.bare)}))
    down = (Component("Checkout", ComponentState.MAJOR_OUTAGE), Component("Web", ComponentState.OPERATIONAL))
    lane.send("We look into it.", markdown="**We** look into it.", status=PageStatus.INVESTIGATING, components=down)
    site.push({"content/about.md": "---\ntitle: About\n---\n"}, "something else, meanwhile")
    lane.send("It is the database: `a < b` & {{< c >}}", status=PageStatus.IDENTIFIED)
    lane.send("All is well.", status=PageStatus.RESOLVED)
    (page,) = site.pages()
    assert "<title>Checkout fails</title>" in page
    assert "severity: down; resolved: true;\naffected: Checkout; section: issue" in page
    assert "<strong>We</strong> look into it." in page
    assert page.index("All is well.") < page.index("It is the database") < page.index("look into it.")
    assert len(re.findall(r'<p class="faded">\d\d \w{3} \d{4}', page)) == 3
    assert "warroom " not in page
    text = re.sub(r"<[^>]+>", "", page)
    parts = ("We look into it.", "It is the database", "All is well.")
    Tally.of("cState (git and Hugo)").count(parts, [part for part in parts for _ in range(text.count(part))])


def test_many_updates_over_a_night_with_somebody_else_at_work(site: Site) -> None:
    lane = Lane(TargetConfig("page", "cstate", {"remote": str(site.bare)}))
    for n in range(12):
        if n % 4 == 1:
            site.push({f"content/notes-{n}.md": f"---\ntitle: Note {n}\n---\n"}, "by hand")
        lane.send(f"Update {n:02} of the night.", backdate_to=now().plus(-3600 * (12 - n)))
    again = message("Update 99 of the night.", thread=dict(lane.state))
    for _ in range(3):  # an outbox that was killed after each push would do this
        lane.connector.send(lane.target, again, now())
    (page,) = site.pages()
    shown = re.findall(r"Update \d\d of the night\.", page)
    Tally.of("cState (git and Hugo)").count([*lane.sent, again.plain], shown)
