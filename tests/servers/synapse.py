"""Synapse, the Matrix homeserver: alone on this computer, with limits low enough to be met."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from pathlib import Path
from typing import Any

import httpx

from tests.servers import installing
from tests.servers.running import Process, free_ports

SERVER = "localhost"
LIMITS = """
federation_domain_whitelist: []
rc_message: {per_second: 0.25, burst_count: 8}
rc_login:
  address: {per_second: 100, burst_count: 100}
  account: {per_second: 100, burst_count: 100}
  failed_attempts: {per_second: 100, burst_count: 100}
"""
"""Eight messages of one account at once, then one in four seconds; logins as often as a test likes."""


class Login:
    """One access token and the device that it belongs to."""

    def __init__(self, user: str, tree: dict[str, Any]) -> None:
        self.user = user
        self.token: str = tree["access_token"]
        self.device: str = tree["device_id"]


class Synapse:
    """A homeserver with one account, ``reader``, which looks; each test writes with an account of its own."""

    def __init__(self, folder: Path) -> None:
        self._python = str(installing.synapse())
        self._folder = folder
        port = free_ports(1)
        self.process = Process([*self._program, "--config-path", "homeserver.yaml"], port, folder)
        self._words: dict[str, str] = {}
        self._configure(port)
        self.process.start()
        self.reader = self.account("reader")

    @property
    def url(self) -> str:
        return self.process.url

    def account(self, user: str = "") -> Login:
        """A new account, logged in."""
        user = user or f"warroom{len(self._words)}"
        self._words[user] = secrets.token_hex(16)
        self._register(user)
        return self.login(user)

    def login(self, user: str, device: str = "") -> Login:
        """One more login: on a device of its own, unless it is that of another."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": self._words[user],
            **({"device_id": device} if device else {}),
        }
        return Login(user, self._ask("POST", "/_matrix/client/v3/login", "", body))

    def room(self, login: Login) -> str:
        """A new room of both; the reader has joined."""
        body = {"preset": "private_chat", "invite": [f"@reader:{SERVER}"]}
        made: str = self._ask("POST", "/_matrix/client/v3/createRoom", login.token, body)["room_id"]
        self._ask("POST", f"/_matrix/client/v3/join/{made}", self.reader.token, {})
        return made

    def messages(self, room: str) -> list[dict[str, Any]]:
        """The content of each message as the reader sees it, oldest first."""
        where = f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=500"
        chunk = self._ask("GET", where, self.reader.token)["chunk"]
        return [one["content"] for one in reversed(chunk) if one["type"] == "m.room.message"]

    def stop(self) -> None:
        self.process.stop()

    @property
    def _program(self) -> list[str]:
        return [self._python, "-m", "synapse.app.homeserver"]

    def _configure(self, port: int) -> None:
        made = ["--server-name", SERVER, "--generate-config", "--report-stats=no"]
        self._run([*self._program, *made, "--config-path", "homeserver.yaml", "--data-directory", str(self._folder)])
        file = self._folder / "homeserver.yaml"
        text = file.read_text()
        text = re.sub(r"port: \d+", f"port: {port}", text).replace("    - ::1\n", "")
        text = re.sub(r"trusted_key_servers:\n(?:  .*\n)+", "trusted_key_servers: []\n", text)
        file.write_text(text + LIMITS)

    def _register(self, user: str) -> None:
        program = str(Path(self._python).parent / "register_new_matrix_user")
        self._run([program, "-u", user, "-p", self._words[user], "--no-admin", "-c", "homeserver.yaml", self.url])

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=self._folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-2000:]

    def _ask(self, method: str, path: str, token: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = None if body is None else json.dumps(body)
        back = httpx.request(method, self.url + path, headers=headers, content=content, trust_env=False, timeout=30)
        assert back.status_code == 200, back.text
        return back.json()
