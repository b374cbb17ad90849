"""The web application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from pastoral import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.settings")

application = get_wsgi_application()
memory.settle()
