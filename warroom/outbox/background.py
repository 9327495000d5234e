"""Delivery beside the window: a thread with a record of its own, which never keeps the GUI thread waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from warroom.errors import WarroomError
from warroom.outbox.delivering import GRACE_S, Deliverer, Post, Step, where

_log = logging.getLogger(__name__)
AGAIN_S = 5.0
"""How long a loop rests that the record refused, before it opens the record anew."""


class DeliveryThread:
    """Delivers from ``start`` to ``stop``. ``tell`` and ``failed`` are called on this thread, never on the caller's."""

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Post]],
        *,
        tell: Callable[[Step], None] | None = None,
        failed: Callable[[WarroomError], None] | None = None,
    ) -> None:
        self._opened = opened
        self._tell = tell
        self._failed = failed
        self._deliverer: Deliverer | None = None
        self._said = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="delivery", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look now: something was queued or approved. Without it the loop notices within a second."""
        if (deliverer := self._deliverer) is not None:
            deliverer.wake()

    def stop(self) -> None:
        """Begin nothing more and wait for what is in flight, a few seconds at most: the next start asks after it."""
        self._ended.set()
        if (deliverer := self._deliverer) is not None:
            deliverer.stop()
        if self._thread.ident is not None:
            self._thread.join(2 * GRACE_S)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                with self._opened() as post, Deliverer(post, tell=self._tell) as deliverer:
                    self._deliverer = deliverer
                    if self._ended.is_set():
                        return
                    deliverer.run()
            except WarroomError as fault:
                self._say(fault)
                self._ended.wait(AGAIN_S)
            except Exception as fault:  # noqa: BLE001 - the outer door of this thread: messages go on being delivered
                _log.error("delivery ended badly: %s in %s", type(fault).__name__, where(fault))
                self._say(
                    WarroomError(
                        "Warroom made a mistake while it was delivering. No message is lost; it begins again.",
                        code="delivery_failed",
                    )
                )
                self._ended.wait(AGAIN_S)
            finally:
                self._deliverer = None

    def _say(self, fault: WarroomError) -> None:
        """Tell a fault once, however often the same one comes back."""
        if self._failed is not None and fault.sentence != self._said:
            self._failed(fault)
        self._said = fault.sentence
