"""The site: a Django project, one app a feature. Nothing below this room imports Django."""
