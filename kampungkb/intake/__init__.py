"""An uploaded file, read and checked: nothing here knows the store or the screen."""
