"""Django's PostgreSQL backend as `config.postgresql`; see `base`."""
