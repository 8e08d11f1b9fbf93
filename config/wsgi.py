"""What the web server loads, once, before it forks its workers.

So that they share it: everything that requests need is imported here, not by the first request of each worker, and
is then taken out of the sight of Python's cycle collector, which would write into every page that it looks at. What
is left for it to look through is what requests leave behind.
"""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.bodies import whole_bodies
from implementation.http.described import folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = whole_bodies(get_wsgi_application(), limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
# Reading the table of URLs imports the views.
_ = get_resolver().url_patterns
# Which description of the API belongs to this code its files tell, as long as they are those that were loaded.
__ = folder()
gc.collect()
gc.freeze()
gc.collect()
