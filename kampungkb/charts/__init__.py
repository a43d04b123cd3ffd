"""Frames to plotly figures; no sums, filters or sorting."""
