"""Source files to an area pack, the pack's reader, and the seeded illustrative data."""
