"""What gunicorn reads by itself when it is started in this folder; the command line wins over it."""

logger_class = "config.run.weblog.WebLog"
