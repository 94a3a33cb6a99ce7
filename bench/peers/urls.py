"""One list, as a stock API gives it."""

from __future__ import annotations

from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination

from bench.peers.models import SimpleHistory
from bench.peers.serializers import StatementSerializer


class ByKey(CursorPagination):
    page_size = 50
    ordering = "id"


class StatementList(ListAPIView):
    queryset = SimpleHistory.objects.filter(is_void=False).select_related(
        "document__publisher", "attributed_to", "via"
    )
    serializer_class = StatementSerializer
    pagination_class = ByKey


urlpatterns = [path("revisions/", StatementList.as_view())]
