"""The servers, one of each for a whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import installing
from tests.servers.running import Process, free_ports
from tests.servers.tally import Tally


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of a server waits until it is installed."""
    for item in items:
        if "servers" in item.path.parts and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(installing.INSTALL_S))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the runs came to, server by server."""
    for tally in Tally.all.values():
        terminalreporter.write_line(str(tally))


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Process]]:
    """Slack and GitHub, emulated: by name, each at its port."""
    command = installing.emulator()
    port, folder = free_ports(2), tmp_path_factory.mktemp("emulator")
    services = [*command, "start", "--service", "slack,github", "--port", str(port)]
    with Process(services, port + 1, folder) as process:
        yield {"slack": Process([], port, folder), "github": process}
