"""Dashboard of Kampung Keluarga Berkualitas: villages, indicators, gaps, and the rollout."""

__version__ = "0.1.0"
