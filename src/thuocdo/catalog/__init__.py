"""Reads and checks definitions and tables: "this framework, as in force in that period"."""
