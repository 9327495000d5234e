"""A service's JSON interface: a request in, a typed answer or an outcome out.

A 2xx is delivered only where the body is the service's own answer; anything else is taken for a captive portal and is
``Unknown``. Sentences quote the service's own words with every secret taken out.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from typing import Self, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from warroom.connectors.address import host_of, joined
from warroom.connectors.http import Answer, Request, exchange
from warroom.connectors.protocol import CannotTell, Checked, NotSent, Refused, Rejected, Unknown
from warroom.text import clean, one_line

__all__ = ["Answer", "Api", "Failed", "before", "retry_after_s", "segment"]

T = TypeVar("T")
Failed: TypeAlias = NotSent | Refused | Rejected | Unknown

LONGEST_WAIT_S = 3600.0
_PERHAPS = " The message may have arrived."
_NOTHING = " Nothing was sent."
_LEFT = " after the message had left. It may have arrived."
_WORDS = ("error", "message", "error_description", "detail", "msg", "title", "errors", "description")
_MEANING = {
    400: "does not accept the message",
    401: "does not take the secret of this target",
    403: "does not let this key do that",
    404: "knows nothing at this address",
    405: "does not take messages at this address",
    409: "says that this conflicts with what it holds",
    410: "says that this address is closed for good",
    413: "says that the message is too large",
    414: "says that the address is too long",
    415: "does not take this kind of message",
    422: "does not accept the message",
}


class Api:
    """One service at one address with one key. ``secrets`` are taken out of every sentence."""

    def __init__(
        self, label: str, base: str, headers: Mapping[str, str] | None = None, *, secrets: tuple[str, ...] = ()
    ) -> None:
        self.label = label
        self.base = base
        self._headers = dict(headers or {})
        self._secrets = sorted({form for text in secrets if text for form in (text, quote(text, safe=""))}, key=len)

    @classmethod
    def bearer(cls, label: str, base: str, key: str, headers: Mapping[str, str] | None = None) -> Self:
        """A service that takes its key as a bearer token."""
        return cls(label, base, {**(headers or {}), "Authorization": f"Bearer {key}"}, secrets=(key,))

    def write(self, method: str, path: str, body: object, answer: type[T], *, form: bool = False) -> T | Failed:
        """Send ``body`` as JSON (or as a form) and read the answer as ``answer``."""
        back = self.raw(method, path, body, form=form)
        return back if not isinstance(back, Answer) else self.typed(back, answer)

    def raw(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        form: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Failed:
        """The same, for services whose answer is no JSON. What comes back has a status of 2xx."""
        content, kind = _encoded(body, form)
        sent = {**self._headers, **({"Content-Type": kind} if content else {}), **(headers or {})}
        back = exchange(Request(method, joined(self.base, path), sent, content), self.label)
        if not isinstance(back, Answer):
            return back
        return back if back.good else self.failed(back)

    def typed(self, back: Answer, answer: type[T]) -> T | Unknown:
        """The body as ``answer``; ``Unknown`` where it is something else."""
        try:
            if back.whole:
                return msgspec.json.decode(back.body, type=answer)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            pass
        return self.strange(back)

    def read(self, path: str, answer: type[T], query: Mapping[str, str | int] | None = None) -> T | CannotTell:
        """Ask without changing anything: for reconciling."""
        back = self.write("GET", path + (f"?{urlencode(query)}" if query else ""), None, answer)
        return CannotTell(_bare(back.why)) if isinstance(back, NotSent | Refused | Rejected | Unknown) else back

    def check(self, path: str, answer: type[T], query: Mapping[str, str | int] | None = None) -> T | Checked:
        """Ask without changing anything: for the check of a target."""
        back = self.read(path, answer, query)
        return Checked(False, back.why) if isinstance(back, CannotTell) else back

    def failed(self, back: Answer) -> Refused | Rejected | Unknown:
        """What a status other than 2xx means."""
        status, words = back.status, self._words(back)
        tail = f" ({status}): {words}" if words else f" ({status})"
        wait = retry_after_s(back)
        if status in (420, 425, 429) or (status == 403 and _spent(back)):
            return Refused(f"{self.label} wants us to go slower{tail}.", wait)
        if status >= 500 or status in (408, 499) or status < 400:
            return Unknown(f"{self.label} has trouble of its own{tail}.{_PERHAPS}")
        return Rejected(f"{self.label} {_MEANING.get(status, 'does not take the message')}{tail}.")

    def strange(self, back: Answer) -> Unknown:
        """A 2xx that is not the service's answer."""
        kind = back.headers.get("content-type", "").partition(";")[0].strip() or "something without a type"
        return Unknown(
            f"{host_of(self.base)} answered {back.status} with {one_line(kind, 40)}, which is no answer of "
            f"{self.label}: perhaps a sign-in page of the network.{_PERHAPS}"
        )

    def scrubbed(self, text: str) -> str:
        """A service's words on one line, without a secret."""
        for secret in reversed(self._secrets):
            text = text.replace(secret, "(hidden)")
        return one_line(clean(text), 200).rstrip(".")

    def _words(self, back: Answer) -> str:
        try:
            tree = msgspec.json.decode(back.body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            plain = back.headers.get("content-type", "").startswith("text/plain") and len(back.body) < 500
            return self.scrubbed(back.body.decode(errors="replace")) if plain else ""
        return self.scrubbed(_first_words(tree, 3))


def before(failed: Failed) -> NotSent | Refused | Rejected:
    """What the failure of a request means that only prepares the message: the message itself never left."""
    return NotSent(_bare(failed.why) + _NOTHING) if isinstance(failed, Unknown) else failed


def _bare(why: str) -> str:
    """A sentence without its word about the message, for a request that carried none."""
    for tail in (_PERHAPS, _NOTHING):
        why = why.removesuffix(tail)
    return why.removesuffix(_LEFT) + "." if why.endswith(_LEFT) else why


def _encoded(body: object, form: bool) -> tuple[bytes, str]:
    if body is None:
        return b"", ""
    if form and isinstance(body, Mapping):
        return urlencode(body).encode(), "application/x-www-form-urlencoded"
    if isinstance(body, bytes):
        return body, "application/json"
    return msgspec.json.encode(body), "application/json"


def _first_words(tree: object, depth: int) -> str:
    """The first text in an error body that a person can read."""
    if isinstance(tree, str):
        return tree
    if depth and isinstance(tree, list):
        return "; ".join(filter(None, (_first_words(item, depth - 1) for item in tree[:3])))
    if depth and isinstance(tree, dict):
        for name in _WORDS:
            if name in tree and (found := _first_words(tree[name], depth - 1)):
                return found
        pairs = ((name, _first_words(item, depth - 1)) for name, item in list(tree.items())[:3])
        return "; ".join(f"{name} {words}" for name, words in pairs if words)
    return ""


def _spent(back: Answer) -> bool:
    """GitHub answers 403 when a limit is used up."""
    return "retry-after" in back.headers or back.headers.get("x-ratelimit-remaining") == "0"


def retry_after_s(back: Answer) -> float | None:
    """Seconds that the service asks us to wait: from its headers, else from its body; an hour at most."""
    header = back.headers.get("retry-after", "").strip()
    wait = _number(header)
    if wait is None and header:
        wait = _seconds_until(header, back.headers.get("date", ""))
    if wait is None:
        wait = _from_body(back)
    if wait is None and (reset := _number(back.headers.get("x-ratelimit-reset", ""))) is not None:
        served = _moment(back.headers.get("date", ""))
        wait = reset if reset < 1_000_000_000 else None if served is None else reset - served
    return None if wait is None else min(max(wait, 0.0), LONGEST_WAIT_S)


def _from_body(back: Answer) -> float | None:
    try:
        tree = msgspec.json.decode(back.body, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    millis = tree.get("retry_after_ms")
    if isinstance(millis, int | float):
        return millis / 1000
    found = tree.get("retry_after", tree.get("retry-after"))
    return float(found) if isinstance(found, int | float) else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _seconds_until(date: str, served: str) -> float | None:
    """By the service's own clock, so that ours may be wrong."""
    then, base = _moment(date), _moment(served)
    return None if then is None or base is None else then - base


def _moment(date: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None


def segment(text: str) -> str:
    """A value of the target as one piece of a path: no slash of it leads elsewhere."""
    return quote(text, safe="")
