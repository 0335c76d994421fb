"""What every application and engine of a process would compile anew, compiled once: tests make thousands of them."""

from collections.abc import Callable
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class CompiledTemplates(BytecodeCache):
    """Templates, by the digest of their source."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()


def compile_rules_once() -> None:
    """Werkzeug writes and compiles two functions for each route, which know nothing of the application."""
    compile_builder: Callable[[Rule, bool], Builder] = Rule._compile_builder
    compiled: dict[tuple[str, str, bool], Builder] = {}

    def get(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = get  # type: ignore[method-assign,assignment]


def compile_statements_once() -> None:
    """An engine keeps what it compiled by its dialect, of which each has its own: here all of a kind are one."""
    caches: dict[type, LRUCache[Any, Any]] = {}
    make = Engine.__init__

    def make_with_shared_cache(self: Engine, *args: Any, **named: Any) -> None:
        make(self, *args, **named)
        self._compiled_cache = caches.setdefault(type(self.dialect), LRUCache(10_000))

    Engine.__init__ = make_with_shared_cache  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
