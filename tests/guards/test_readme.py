"""What the README names exists, and what exists is named there."""

import re
from importlib import import_module

import click
import pytest

from tests.guards.places import ROOT
from tracker.cli import GROUPS, main
from tracker.scheduler.jobs import JOBS
from tracker.settings import VARIABLES


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def code(readme: str) -> str:
    """Its code blocks and code spans, one line each."""
    blocks = re.findall(r"```.*?\n(.*?)```", readme, re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", readme, flags=re.DOTALL))
    return "\n".join([*blocks, *spans])


def find_commands() -> dict[str, click.Command]:
    context = click.Context(main)
    return {name: command for name in main.list_commands(context) if (command := main.get_command(context, name))}


def test_the_commands_are_those_of_the_readme(code: str) -> None:
    named = set(re.findall(r"(?:^|[\s|]|/bin/)tracker (?:--\S+ \S+ )?([a-z]+)", code, re.MULTILINE))
    assert named == set(find_commands())


def test_every_command_is_found_under_its_name() -> None:
    files = [path.stem for path in (ROOT / "tracker" / "cli").glob("*.py") if "\nCOMMANDS = " in path.read_text()]
    assert set(files) == set(GROUPS)
    for file, names in GROUPS.items():
        assert tuple(command.name for command in import_module(f"tracker.cli.{file}").COMMANDS) == names


def test_options_named_after_a_command_are_its_own(code: str) -> None:
    commands = find_commands()
    for name, rest in re.findall(r"(?:^|[\s|]|/bin/)tracker ([a-z]+)([^\n|]*)", code, re.MULTILINE):
        command = commands[name]
        parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
        own = {option for part in parts for parameter in part.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= own, name


def test_the_settings_are_those_of_the_readme(readme: str) -> None:
    assert set(re.findall(r"TRACKER_[A-Z]+(?:_[A-Z]+)*", readme)) == set(VARIABLES)


def test_the_jobs_are_those_of_the_readme(readme: str) -> None:
    paragraph = next(part for part in readme.split("\n\n") if part.startswith("**Jobs.**"))
    named = {name for name in re.findall(r"`([^`]+)`", paragraph) if not name.startswith("TRACKER_")}
    assert named == {job.name for job in JOBS}


def test_scripts_and_folders_of_the_readme_exist(code: str) -> None:
    paths = set(re.findall(r"(?:^|\s)((?:script|tracker|reports|migrations|tests)/[\w./-]*)", code, re.MULTILINE))
    assert {path for path in paths if not (ROOT / path).exists()} == set()
    assert {"script/server", "script/test"} <= paths


def test_links_and_pictures_of_the_readme_exist(readme: str) -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", readme) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []
