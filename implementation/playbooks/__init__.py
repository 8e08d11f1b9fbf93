"""Playbooks as files: the shipped YAML, its JSON schema and the loader. No Django, no database."""
