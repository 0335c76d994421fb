"""Every problem that a register can have has its sentence, and every sentence a problem."""

import ast
from pathlib import Path

import tracker
from tracker.wording import SENTENCES as EVERY_SENTENCE
from tracker.wording import sentences
from tracker.wording.register_sentences import SENTENCES

ROOT = Path(tracker.__file__).parent
FILES = [
    *sorted((ROOT / "register").glob("*.py")),
    *sorted((ROOT / "actions").glob("importing*.py")),
    ROOT / "queries" / "registers.py",
]


def texts_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def raised_in(path: Path) -> set[str]:
    """The codes given straight to what makes a problem."""
    makers = {"Problem", "CellProblem", "refuse"}
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in makers and call.args]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def test_every_problem_has_a_sentence() -> None:
    raised = set().union(*map(raised_in, FILES))
    assert len(raised) > 50
    assert raised - EVERY_SENTENCE.keys() == set()


def test_every_sentence_has_a_problem_and_is_said_once() -> None:
    assert SENTENCES.keys() - set().union(*map(texts_in, FILES)) == set()
    assert SENTENCES.keys() & sentences.SENTENCES.keys() == set()
