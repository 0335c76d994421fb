"""Changing: actions add and flush; whoever calls them commits, once, or not at all."""
