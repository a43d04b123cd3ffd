"""Words, numbers and dates in Indonesian and English."""
