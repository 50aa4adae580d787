"""Pages of dossiers, inside the namespace `communities`."""

from django.urls import path

from communities.dossiers import views

urlpatterns = [
    path("desk/dossiers/", views.DossierList.as_view(), name="dossier_list"),
    path("desk/communities/<int:pk>/dossier/", views.DossierPage.as_view(), name="dossier"),
    path(
        "desk/communities/<int:pk>/dossier/<slug:item>/record/",
        views.Record.as_view(),
        name="dossier_record",
    ),
    path(
        "desk/communities/<int:pk>/dossier/<slug:item>/ask/",
        views.Ask.as_view(),
        name="dossier_ask",
    ),
    path(
        "desk/dossier-entries/<int:pk>/withdraw/",
        views.Withdraw.as_view(),
        name="dossier_withdraw",
    ),
    path(
        "desk/dossier-requests/<int:pk>/drop/",
        views.DropRequest.as_view(),
        name="dossier_request_drop",
    ),
]
