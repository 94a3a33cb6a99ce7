from django.urls import path

from history.views import ledger

urlpatterns = [
    path("ledger/", ledger.LedgerHead.as_view()),
    path("ledger/checkpoint/", ledger.LedgerCheckpoint.as_view()),
    path("ledger/consistency/", ledger.LedgerConsistency.as_view()),
    path("ledger/<int:position>/", ledger.LedgerEntry.as_view()),
]
