"""The embedded media store, mounted under /media-store/; never inside a database transaction."""

from __future__ import annotations

from django.db import transaction
from django.urls import path

from projects.api.store_views import StoredObject

urlpatterns = [path("<path:key>", transaction.non_atomic_requests(StoredObject.as_view()))]
