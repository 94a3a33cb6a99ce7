"""DRF's ModelSerializer as its tutorial has it: all columns, and the links beside them."""

from __future__ import annotations

from rest_framework import serializers

from bench.peers.models import SimpleHistory
from sources.models import Document, Source


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Source
        fields = ["id", "slug", "name"]


class DocumentSerializer(serializers.ModelSerializer):
    publisher = SourceSerializer()

    class Meta:
        model = Document
        fields = ["id", "title", "url", "publisher"]


class StatementSerializer(serializers.ModelSerializer):
    document = DocumentSerializer()
    attributed_to = SourceSerializer()
    via = SourceSerializer()

    class Meta:
        model = SimpleHistory
        fields = "__all__"
