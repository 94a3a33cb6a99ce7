from django.urls import path

from sources import views

urlpatterns = [
    path("sources/", views.SourceList.as_view()),
    path("sources/<str:reference>/", views.SourceDetail.as_view()),
    path("sources/<str:reference>/retire/", views.SourceRetire.as_view()),
    path("sources/<str:reference>/restore/", views.SourceRetire.as_view(restores=True)),
    path("sources/<str:reference>/merge/", views.SourceMerge.as_view()),
    path("sources/<str:reference>/unmerge/", views.SourceMerge.as_view(undoes=True)),
    path("documents/", views.DocumentList.as_view()),
    path("documents/<str:reference>/", views.DocumentDetail.as_view()),
    path("documents/<str:reference>/versions/", views.VersionList.as_view()),
    path("documents/<str:reference>/versions/<str:version>/", views.VersionDetail.as_view()),
    path("documents/<str:reference>/retire/", views.DocumentRetire.as_view()),
    path("documents/<str:reference>/restore/", views.DocumentRetire.as_view(restores=True)),
]
