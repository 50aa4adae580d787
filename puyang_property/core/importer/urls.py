"""The desk's pages of imports, inside the namespace `desk`."""

from django.urls import path

from puyang_property.core.importer import decision_views, views

urlpatterns = [
    path("imports/", views.ImportList.as_view(), name="import_list"),
    path("imports/upload/", views.ImportUpload.as_view(), name="import_upload"),
    path("imports/<int:pk>/", views.ImportDetail.as_view(), name="import_detail"),
    path("imports/<int:pk>/columns/", views.ImportColumns.as_view(), name="import_columns"),
    path("imports/<int:pk>/begin/", views.ImportBegin.as_view(), name="import_begin"),
    path("imports/<int:pk>/undo/", views.ImportUndo.as_view(), name="import_undo"),
    path(
        "imports/<int:pk>/alike/",
        decision_views.ImportDecideAlike.as_view(),
        name="import_decide_alike",
    ),
    path("imports/<int:pk>/report/", views.ImportReport.as_view(), name="import_report"),
    path(
        "imports/<int:pk>/rows/<int:number>/",
        decision_views.ImportDecide.as_view(),
        name="import_decide",
    ),
]
