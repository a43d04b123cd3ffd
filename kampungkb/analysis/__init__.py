"""Frames in, frames or a result out; no file, clock, network or SQL."""
