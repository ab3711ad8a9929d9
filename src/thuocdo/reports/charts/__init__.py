"""Charts: data in, a string of SVG out. One file a chart."""
