"""The least that Django needs to answer: no middleware, no app, no database of its own."""

SECRET_KEY = "nothing is signed"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.benchmarks.floor.views"
USE_TZ = True
