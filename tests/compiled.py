"""What every application of a process would compile anew, compiled once: tests make some two thousand of them."""

from collections.abc import Callable

from jinja2.bccache import Bucket, BytecodeCache
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
