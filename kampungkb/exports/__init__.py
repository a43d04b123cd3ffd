"""Frames to files: XLSX, CSV, GeoJSON."""
