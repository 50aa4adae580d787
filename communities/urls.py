"""Pages of the register: the public's and the desk's."""

from django.urls import path

from communities import desk_views, public_views, publishing_views
from communities.companies import views as companies
from communities.contracts import views as contracts
from communities.dossiers.urls import urlpatterns as dossiers
from communities.handovers import views as handovers
from communities.premises.urls import urlpatterns as premises
from communities.publication.urls import urlpatterns as publication
from communities.transfers import issue_views as issues
from communities.transfers import views as transfers

app_name = "communities"
urlpatterns = [
    path("communities/", public_views.register, name="register"),
    path("communities/suggest/", public_views.suggest, name="suggest"),
    path("communities/<str:public_code>/", public_views.community, name="public"),
    path("desk/communities/", desk_views.CommunityList.as_view(), name="list"),
    path("desk/communities/placement/", desk_views.PlacementList.as_view(), name="placement"),
    path(
        "desk/communities/publish/",
        publishing_views.PublishMany.as_view(),
        name="publish_many",
    ),
    path("desk/communities/add/", desk_views.CommunityCreate.as_view(), name="add"),
    path("desk/communities/<int:pk>/", desk_views.CommunityDetail.as_view(), name="detail"),
    path("desk/communities/<int:pk>/change/", desk_views.CommunityUpdate.as_view(), name="change"),
    path("desk/communities/<int:pk>/publish/", desk_views.Publish.as_view(), name="publish"),
    path("desk/communities/<int:pk>/hide/", desk_views.Hide.as_view(), name="hide"),
    path("desk/communities/<int:pk>/place/", desk_views.Place.as_view(), name="place"),
    path("desk/communities/<int:pk>/kind/", desk_views.ChangeKind.as_view(), name="change_kind"),
    path("desk/communities/<int:pk>/merge/", desk_views.Merge.as_view(), name="merge"),
    path(
        "desk/communities/<int:pk>/contracts/add/",
        contracts.ContractCreate.as_view(),
        name="contract_add",
    ),
    path("desk/companies/", companies.CompanyList.as_view(), name="company_list"),
    path("desk/companies/add/", companies.CompanyCreate.as_view(), name="company_add"),
    path("desk/companies/<int:pk>/", companies.CompanyDetail.as_view(), name="company_detail"),
    path(
        "desk/companies/<int:pk>/change/", companies.CompanyUpdate.as_view(), name="company_change"
    ),
    path("desk/companies/<int:pk>/merge/", companies.CompanyMerge.as_view(), name="company_merge"),
    path("desk/contracts/", contracts.ContractList.as_view(), name="contract_list"),
    path("desk/contracts/expiry/", contracts.ExpiryList.as_view(), name="contract_expiry"),
    path("desk/contracts/<int:pk>/", contracts.ContractDetail.as_view(), name="contract_detail"),
    *(
        path(f"desk/contracts/<int:pk>/{slug}/", view.as_view(), name=f"contract_{slug}")
        for slug, view in contracts.VERBS.items()
    ),
    path(
        "desk/end-notices/<int:pk>/street/",
        contracts.TellStreet.as_view(),
        name="end_notice_tell_street",
    ),
    path(
        "desk/end-notices/<int:pk>/withdraw/",
        contracts.WithdrawNotice.as_view(),
        name="end_notice_withdraw",
    ),
    path(
        "desk/contracts/<int:pk>/handover/add/",
        handovers.Announce.as_view(),
        name="handover_add",
    ),
    path("desk/handovers/", handovers.HandoverList.as_view(), name="handover_list"),
    path("desk/handovers/<int:pk>/", handovers.HandoverDetail.as_view(), name="handover"),
    path(
        "desk/handovers/<int:pk>/paper/", handovers.HandoverPaper.as_view(), name="handover_paper"
    ),
    path(
        "desk/handovers/<int:pk>/items/add/",
        handovers.AddItem.as_view(),
        name="handover_item_add",
    ),
    *(
        path(f"desk/handovers/<int:pk>/{slug}/", view.as_view(), name=f"handover_{slug}")
        for slug, view in handovers.STEPS.items()
    ),
    path(
        "desk/handover-items/<int:pk>/settle/",
        handovers.SettleItem.as_view(),
        name="handover_item_settle",
    ),
    path(
        "desk/handover-items/<int:pk>/withdraw/",
        handovers.WithdrawItem.as_view(),
        name="handover_item_withdraw",
    ),
    path("desk/transfers/", transfers.Board.as_view(), name="transfer_board"),
    path(
        "desk/communities/<int:pk>/transfers/add/",
        transfers.Identify.as_view(),
        name="transfer_add",
    ),
    path("desk/transfers/<int:pk>/", transfers.TransferDetail.as_view(), name="transfer"),
    path(
        "desk/transfers/<int:pk>/withdraw/", transfers.Withdraw.as_view(), name="transfer_withdraw"
    ),
    path("desk/transfers/<int:pk>/change/", transfers.Describe.as_view(), name="transfer_change"),
    path("desk/transfers/<int:pk>/filing/", transfers.FileAssets.as_view(), name="transfer_file"),
    path("desk/transfers/<int:pk>/papers/", transfers.KeepPaper.as_view(), name="transfer_paper"),
    path("desk/transfers/<int:pk>/costs/add/", transfers.AddCost.as_view(), name="cost_add"),
    path("desk/transfers/<int:pk>/shares/", transfers.Fund.as_view(), name="transfer_fund"),
    path("desk/transfers/<int:pk>/issues/add/", transfers.LeaveIssue.as_view(), name="issue_add"),
    *(
        path(f"desk/transfers/<int:pk>/{slug}/", view.as_view(), name=f"transfer_{slug}")
        for slug, view in transfers.STEPS.items()
    ),
    path(
        "desk/transfer-costs/<int:pk>/withdraw/",
        transfers.WithdrawCost.as_view(),
        name="cost_withdraw",
    ),
    path(
        "desk/legacy-issues/<int:pk>/resolve/",
        issues.ResolveIssue.as_view(),
        name="issue_resolve",
    ),
    path("desk/legacy-issues/<int:pk>/change/", issues.ChangeIssue.as_view(), name="issue_change"),
    path(
        "desk/legacy-issues/<int:pk>/withdraw/",
        issues.WithdrawIssue.as_view(),
        name="issue_withdraw",
    ),
    *premises,
    *dossiers,
    *publication,
]
