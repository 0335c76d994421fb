"""A tracker of one version later, for tests of upgrades: every body's source is marked by its migration."""

import shutil
from pathlib import Path

import pytest

import migrations
from tracker.db import schema

SECOND = '''
"""The second version"""
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002_test", "{first}", None, None
def upgrade(): op.execute("UPDATE body SET source = 'upgraded'")
def downgrade(): pass
'''


def add_second_migration(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on the head is `0002_test`."""
    first = schema.head_revision()
    copied = shutil.copytree(Path(migrations.__file__).parent, folder / "migrations")
    (copied / "versions" / "0002_test.py").write_text(SECOND.format(first=first))
    make_config = schema._config

    def make_other_config(connection: object = None) -> object:
        config = make_config(connection)  # type: ignore[arg-type]
        config.set_main_option("script_location", str(copied))
        return config

    monkeypatch.setattr(schema, "_config", make_other_config)
