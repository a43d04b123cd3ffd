"""The steps from one schema to the next, run by ``kampungkb.store.migrate``."""
