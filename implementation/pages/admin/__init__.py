"""The admin site, to look at rows and at nothing else: repairs are commands and services, which leave events."""
