"""The web process: HTTP through Django, WebSockets and the event stream through Channels' routing and the hub."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # noqa: TID251 - Django's own entry point
http = get_asgi_application()

from render.consumers import websocket_urlpatterns  # noqa: E402 - needs the apps loaded
from render.server_sent import EventStreams  # noqa: E402

application = ProtocolTypeRouter({"http": EventStreams(http), "websocket": URLRouter(websocket_urlpatterns)})
