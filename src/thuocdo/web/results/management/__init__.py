"""Management commands of the published results."""
