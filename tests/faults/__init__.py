"""What the record must survive, with the fault really happening: kills, failing disks, flipped bits.

``WARROOM_FAULTS=full`` runs the long forms (``make faults``).
"""

import os

FULL = os.environ.get("WARROOM_FAULTS") == "full"


def times(short: int, full: int) -> int:
    """How often a fault is tried."""
    return full if FULL else short
