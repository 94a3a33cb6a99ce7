"""The WSGI application, as gunicorn serves it."""

import os

from django.core.wsgi import get_wsgi_application

from config.database import use_pool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
use_pool(os.environ)

application = get_wsgi_application()
