"""Joint Committee Tracker: projects that joint committees agree, their rates, their period reports."""

__version__ = "0.4.0"
