"""Pages of what is public about a compound, inside the namespace `communities`."""

from django.urls import path

from communities.publication import (
    contact_views,
    notice_views,
    poster_views,
    public_views,
    views,
)

COMPOUND = "desk/communities/<int:pk>"
urlpatterns = [
    path("notices/", public_views.notices, name="notices"),
    path("notices/<str:public_code>/", public_views.notice, name="notice_public"),
    path("c/<str:public_code>/", public_views.short, name="short"),
    path("communities/<str:public_code>/poster/", public_views.one_poster, name="poster"),
    path("desk/communities/posters/", poster_views.Posters.as_view(), name="posters"),
    path("desk/publications/", views.GapBoard.as_view(), name="publication_board"),
    path("desk/publications/<int:pk>/", views.PublicationDetail.as_view(), name="publication"),
    path(
        "desk/publications/<int:pk>/withdraw/",
        views.Withdraw.as_view(),
        name="publication_withdraw",
    ),
    path(
        f"{COMPOUND}/publications/",
        views.CommunityPublications.as_view(),
        name="community_publications",
    ),
    path(f"{COMPOUND}/publications/add/", views.Record.as_view(), name="publication_add"),
    path("desk/notices/", notice_views.NoticeList.as_view(), name="notice_list"),
    path("desk/notices/add/", notice_views.NoticeCreate.as_view(), name="notice_add"),
    path(
        f"{COMPOUND}/notices/add/",
        notice_views.NoticeCreateHere.as_view(),
        name="community_notice_add",
    ),
    path("desk/notices/<int:pk>/", notice_views.NoticeDetail.as_view(), name="notice"),
    path(
        "desk/notices/<int:pk>/change/", notice_views.NoticeUpdate.as_view(), name="notice_change"
    ),
    path("desk/notices/<int:pk>/publish/", notice_views.Publish.as_view(), name="notice_publish"),
    path(
        "desk/notices/<int:pk>/withdraw/", notice_views.Withdraw.as_view(), name="notice_withdraw"
    ),
    path("desk/contacts/", contact_views.ContactList.as_view(), name="contact_list"),
    path("desk/contacts/add/", contact_views.ContactCreate.as_view(), name="contact_add"),
    path(
        f"{COMPOUND}/contacts/add/",
        contact_views.ContactCreateHere.as_view(),
        name="community_contact_add",
    ),
    path("desk/contacts/<int:pk>/", contact_views.ContactDetail.as_view(), name="contact"),
    path(
        "desk/contacts/<int:pk>/change/",
        contact_views.ContactUpdate.as_view(),
        name="contact_change",
    ),
    path("desk/contacts/<int:pk>/end/", contact_views.End.as_view(), name="contact_end"),
]
