"""The public API: the same published numbers as the pages, for programs."""
