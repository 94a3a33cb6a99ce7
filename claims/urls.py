from django.urls import path

from claims.views import agreement, catalogue, figure, history, revisions, timeline, wording

urlpatterns = [
    path("topics/", catalogue.TopicList.as_view()),
    path("topics/<str:reference>/", catalogue.TopicDetail.as_view()),
    path("topics/<str:reference>/retire/", catalogue.TopicRetire.as_view()),
    path("topics/<str:reference>/restore/", catalogue.TopicRetire.as_view(restores=True)),
    path("topics/<str:reference>/sheet/", agreement.SheetView.as_view()),
    path("entities/", catalogue.EntityList.as_view()),
    path("entities/<str:reference>/", catalogue.EntityDetail.as_view()),
    path("entities/<str:reference>/retire/", catalogue.EntityRetire.as_view()),
    path("entities/<str:reference>/restore/", catalogue.EntityRetire.as_view(restores=True)),
    path("claims/", catalogue.ClaimList.as_view()),
    path("claims/<str:reference>/", catalogue.ClaimDetail.as_view()),
    path("claims/<str:reference>/retire/", catalogue.ClaimRetire.as_view()),
    path("claims/<str:reference>/restore/", catalogue.ClaimRetire.as_view(restores=True)),
    path("claims/<str:reference>/timeline/", timeline.TimelineView.as_view()),
    path("claims/<str:reference>/provenance/", timeline.ProvenanceView.as_view()),
    path("claims/<str:reference>/agreement/", agreement.AgreementView.as_view()),
    path("claims/<str:reference>/figure/", figure.FigureView.as_view()),
    path("claims/<str:reference>/adopt/", figure.AdoptView.as_view()),
    path("claims/<str:reference>/history/", history.ClaimHistory.as_view()),
    path("revisions/", revisions.RevisionList.as_view()),
    path("revisions/<str:reference>/", revisions.RevisionDetail.as_view()),
    path("revisions/<str:reference>/void/", revisions.RevisionVoid.as_view()),
    path("revisions/<str:reference>/history/", history.RevisionHistory.as_view()),
    path("wording/", wording.WordingView.as_view()),
]
