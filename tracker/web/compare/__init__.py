"""Bodies side by side: what the address asks for, the picture over their periods, their groups, the same as files."""
