"""What every page shares: its frame, language, display preferences, errors, files, health."""
