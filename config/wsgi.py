"""The WSGI application, as gunicorn serves it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from api.chunked import reading_chunks
from config.database import use_pool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
use_pool(os.environ)

application = reading_chunks(get_wsgi_application(), settings.LARGEST_BODY)
