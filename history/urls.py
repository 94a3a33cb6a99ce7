from django.urls import path

from history.feed import views as feed
from history.views import ledger

urlpatterns = [
    path("changes/", feed.ChangesView.as_view()),
    path("changes.ndjson", feed.ChangesView.as_view(only="ndjson")),
    path("changes.csv", feed.ChangesView.as_view(only="csv")),
    path("changes/<int:position>/", feed.EntryView.as_view()),
    path("ledger/", ledger.LedgerHead.as_view()),
    path("ledger/checkpoint/", ledger.LedgerCheckpoint.as_view()),
    path("ledger/consistency/", ledger.LedgerConsistency.as_view()),
    path("ledger/<int:position>/", ledger.LedgerEntry.as_view()),
]
