"""The language of message templates: text, fields and conditions, and nothing that could run long.

Jinja2 with a short list of what is allowed, checked before anything is compiled. There are no loops, calls,
attributes, assignments, imports or arithmetic, so the work of a template is bounded by its own length and an imported
one can do no harm (RELIABILITY, "sandboxed Jinja2"). A list field needs no loop: ``- {{ tried }}`` makes one item of
each of its entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from jinja2 import TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.environment import Template as Compiled
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from warroom.errors import TemplateError

SOURCE_LIMIT = 32_000
"""Characters of one template."""
VALUES_LIMIT = 300_000
"""Characters of all the values that one rendering writes."""
FILTERS_LIMIT = 200
"""Filters in one template: each goes over its whole value."""
DEPTH_LIMIT = 24
"""Conditions within conditions."""
OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Stand around the number of a value in what a template gives; noncharacters, which no text can hold."""
SLOTS = "_slots"
"""Where a rendering keeps its values; names of fields cannot begin like this."""

Value = str | tuple[str, ...]
R = TypeVar("R")


class Missing(Undefined):
    """A field without a value: false in a condition, and its place is marked where it is written."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return self._undefined_name or ""


class TooMuch(Exception):
    """A rendering writes more than ``VALUES_LIMIT``: it ends there and then."""


class Slots:
    """The values that one rendering has written, in order; a missing field is kept by name."""

    def __init__(self) -> None:
        self.values: list[Value | Missing] = []
        self._room = VALUES_LIMIT

    def put(self, value: Value | Missing) -> str:
        """Raises ``TooMuch`` before the value that goes over the limit is kept."""
        if not isinstance(value, Missing):
            self._room -= len(value) if isinstance(value, str) else sum(map(len, value))
            if self._room < 0:
                raise TooMuch
        self.values.append(value)
        return f"{OPEN}{len(self.values) - 1}{CLOSE}"


@pass_context
def _protect(context: Context, value: object) -> str:
    """Whatever a template writes becomes a numbered slot: a value can never be read as structure."""
    slots: Slots = context[SLOTS]
    if isinstance(value, Missing):
        return slots.put(value)
    return slots.put(value if isinstance(value, tuple) else str(value))


def _unless_missing(work: Callable[[Any], R]) -> Callable[[Any], R | Missing]:
    """A filter that leaves a missing field missing."""

    @wraps(work)
    def filtered(value: Any) -> R | Missing:
        return value if isinstance(value, Missing) else work(value)

    return filtered


def _each(work: Callable[[str], str]) -> Callable[[Value], Value]:
    def on_all(value: Value) -> Value:
        return tuple(work(item) for item in value) if isinstance(value, tuple) else work(str(value))

    return on_all


def _joined(value: Value) -> str:
    return "; ".join(value) if isinstance(value, tuple) else value


def _sentence(text: str) -> str:
    """First letter large, and a full stop unless the text has an end of its own."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".!?…:)" else text + "."


FILTERS: dict[str, Callable[[Any], Any]] = {
    "upper": _unless_missing(_each(str.upper)),
    "lower": _unless_missing(_each(str.lower)),
    "sentence": _unless_missing(_each(_sentence)),
    "joined": _unless_missing(_joined),
}

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=Missing,
        finalize=_protect,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
        extensions=(),
        cache_size=0,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


_ENVIRONMENT = _environment()


class Body(NamedTuple):
    """A body ready to render, and the names that it reads."""

    compiled: Compiled
    names: frozenset[str]


def compile_body(body: str, fields: Collection[str], *, template: str, line_offset: int = 0) -> Body:
    """Check and compile. Raises ``TemplateError`` with the line (of the file) and the word that is wrong."""

    def wrong(line: int, reason: str) -> TemplateError:
        at = line + line_offset
        return TemplateError(f'Template "{template}" has a mistake on line {at}: {reason}', template=template, line=at)

    if len(body) > SOURCE_LIMIT:
        raise wrong(1, f"it is longer than {SOURCE_LIMIT} characters")
    for mark in (OPEN, CLOSE):
        if mark in body:
            raise wrong(body[: body.index(mark)].count("\n") + 1, f"U+{ord(mark):04X} is no character")
    try:
        tree = _ENVIRONMENT.parse(body)
        for node, line, reason in _mistakes(tree, fields):
            raise wrong(getattr(node, "lineno", 0) or line, reason)
        if len(filters := list(tree.find_all(nodes.Filter))) > FILTERS_LIMIT:
            raise wrong(filters[FILTERS_LIMIT].lineno, f"it has more than {FILTERS_LIMIT} filters")
        names = frozenset(name.name for name in tree.find_all(nodes.Name))
        return Body(_ENVIRONMENT.from_string(tree), names)
    except TemplateSyntaxError as fault:
        raise wrong(fault.lineno, fault.message or "it cannot be read") from None
    except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError):
        raise wrong(1, "it is nested too deep or holds a number too large") from None


def _mistakes(tree: nodes.Template, fields: Collection[str]) -> list[tuple[nodes.Node, int, str]]:
    """What is not allowed in a body, first in the text first. Walks without recursion."""
    found: list[tuple[nodes.Node, int, str]] = []
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 1, 0)]
    while waiting:
        node, depth_line, depth = waiting.pop()
        line = getattr(node, "lineno", 0) or depth_line
        reason = _reason(node, fields) or ("conditions or filters are nested too deep" if depth > DEPTH_LIMIT else "")
        if reason:
            found.append((node, line, reason))
            continue
        deeper = depth + isinstance(node, (nodes.If, nodes.CondExpr, nodes.Filter))
        waiting.extend((child, line, deeper) for child in node.iter_child_nodes())
    return sorted(found, key=lambda item: item[1])


def _reason(node: nodes.Node, fields: Collection[str]) -> str:
    """Why a node is not allowed; '' when it is."""
    if not isinstance(node, _ALLOWED):
        return f'"{type(node).__name__.lower()}" is not part of the template language'
    if isinstance(node, nodes.Name):
        return "" if node.name in fields else node.name
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            return f"no filter is called {node.name}"
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            return f"the filter {node.name} stands alone"
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | bool | int | type(None)):
        return "only words and numbers can stand here"
    return ""
