"""A stock Django REST framework over the peers' statements: settings, address and view in one.

What its tutorial gives: a viewset's list by ModelSerializer, the links one reads select_related,
JSON, no authentication. Served beside Onrecord with as many processes, threads and connections.
"""

from __future__ import annotations

import os

from config.database import use_pool

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.serving_settings"
use_pool(os.environ)

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
