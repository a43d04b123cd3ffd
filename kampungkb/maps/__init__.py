"""Frames to map figures."""
