"""The command line, python -m kampungkb."""
