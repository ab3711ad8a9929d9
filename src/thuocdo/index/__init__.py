"""Measurements in, scorebook out; and the toolbox of composite indicators."""
