"""Who gets what at the addresses of the register."""

from tests.factories.communities import (
    CommunityFactory,
    EndNoticeFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.dossiers import (
    DossierEntryFactory,
    DossierFactory,
    DossierRequestFactory,
)
from tests.factories.publication import (
    ContactFactory,
    PublicationFactory,
    PublicNoticeFactory,
)
from tests.factories.transfers import (
    LegacyIssueFactory,
    TransferCostFactory,
    UtilityTransferFactory,
)
from tests.matrix import premises
from tests.matrix.lines import (
    AUDITORS,
    CLERKS,
    ELSEWHERE,
    EVERYBODY,
    FIELD,
    NONE,
    OFFICERS,
    WORKERS,
    Line,
    admin,
    public,
    staff,
)

CONTRACT_VERBS = (*("change", "notice", "continue", "end", "no_handover", "document", "withdraw"),)
READERS = OFFICERS | FIELD | AUDITORS
KEEPERS = OFFICERS | CLERKS
BOTH = ["GET", "POST"]
CARRIED = (
    *("survey", "sign_intent", "sign_agreement", "transfer_function", "transfer_assets"),
    *("rebuild", "accept", "suspend", "resume", "take_back", "withdraw"),
)


def kept(*urls):
    """Return the lines of pages that change something in 京东社区."""
    return staff(*urls, methods=BOTH, yes=KEEPERS - ELSEWHERE, hidden=ELSEWHERE)


INFORMING = KEEPERS | WORKERS


def informed(*urls):
    """Return the lines of pages that enter what is public in 京东社区."""
    return staff(*urls, methods=BOTH, yes=INFORMING - ELSEWHERE, hidden=ELSEWHERE)


LINES = [
    *public("communities:register", "communities:suggest", "communities:public"),
    *public("api:community-list", "api:community-detail"),
    *staff(
        *("communities:list", "communities:company_list", "communities:contract_list"),
        "communities:contract_expiry",
        yes=READERS,
    ),
    *staff("communities:detail", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *staff("communities:contract_detail", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *staff("communities:company_detail", yes=READERS),
    *staff("communities:placement", "communities:publish_many", yes=KEEPERS),
    *staff("communities:publish_many", methods=["POST"], yes=KEEPERS, status=422),
    *staff("communities:add", "communities:company_add", methods=BOTH, yes=KEEPERS),
    *kept("communities:change", "communities:publish", "communities:hide", "communities:place"),
    *kept("communities:merge", "communities:contract_add", "communities:end_notice_withdraw"),
    *kept("communities:change_kind", "communities:end_notice_tell_street"),
    *kept(*(f"communities:contract_{verb}" for verb in CONTRACT_VERBS)),
    # every office reads every company; the one that entered it changes it
    *staff("communities:company_change", methods=BOTH, yes=KEEPERS - ELSEWHERE),
    *staff("communities:company_merge", methods=BOTH, yes=OFFICERS - ELSEWHERE),
    *staff("communities:transfer_board", yes=READERS),
    *staff("communities:transfer", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *kept("communities:transfer_add", "communities:transfer_change", "communities:transfer_fund"),
    *kept("communities:transfer_file", "communities:transfer_paper"),
    *kept("communities:cost_add", "communities:cost_withdraw"),
    *kept(*(f"communities:issue_{verb}" for verb in ("add", "resolve", "change", "withdraw"))),
    *kept(*(f"communities:transfer_{step}" for step in CARRIED)),
    *staff(
        *(f"communities:transfer_{step}" for step in ("settle", "close", "cancel")),
        methods=BOTH,
        yes=OFFICERS - ELSEWHERE,
        hidden=OFFICERS & ELSEWHERE,
    ),
    *public("communities:notices", "communities:notice_public", "communities:poster"),
    Line("communities:short", go=EVERYBODY, login=NONE),
    *staff("communities:publication_board", "communities:posters", yes=READERS),
    *staff("communities:notice_list", "communities:contact_list", yes=READERS),
    *staff(
        *("communities:community_publications", "communities:publication"),
        *("communities:notice", "communities:contact"),
        yes=READERS - ELSEWHERE,
        hidden=ELSEWHERE,
    ),
    *informed("communities:publication_add", "communities:publication_withdraw"),
    *informed("communities:community_notice_add", "communities:notice_change"),
    *informed("communities:community_contact_add", "communities:contact_change"),
    *informed("communities:contact_end"),
    *staff("communities:notice_add", "communities:contact_add", methods=BOTH, yes=INFORMING),
    *kept("communities:notice_publish", "communities:notice_withdraw"),
    *admin("communities.publication", view=OFFICERS | AUDITORS),
    *admin("communities.publicnotice", view=OFFICERS | AUDITORS),
    *admin("communities.contact", view=OFFICERS | AUDITORS),
    *staff("communities:dossier_list", yes=READERS),
    *staff("communities:dossier", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *kept("communities:dossier_record", "communities:dossier_ask"),
    *kept("communities:dossier_withdraw", "communities:dossier_request_drop"),
    *admin("communities.dossier", view=OFFICERS | AUDITORS),
    *admin("communities.dossierentry", view=OFFICERS | AUDITORS),
    *admin("communities.dossierrequest", view=OFFICERS | AUDITORS),
    *admin("communities.utilitytransfer", view=OFFICERS | AUDITORS),
    *admin("communities.community", view=OFFICERS | AUDITORS, add=OFFICERS, change=OFFICERS),
    *admin(
        "communities.propertycompany",
        view=OFFICERS | AUDITORS,
        add=OFFICERS,
        change=OFFICERS - ELSEWHERE,
        hidden=NONE,
    ),
    *admin("communities.servicecontract", view=OFFICERS | AUDITORS, change=OFFICERS),
    *premises.LINES,
]


def community(s):
    """A published compound in 京东社区."""
    return CommunityFactory(area=s.area("hualong-zhongyuanlu-jingdong"))


def company(s):
    """A company that an office of 京东社区 entered."""
    return PropertyCompanyFactory(area=s.area("hualong-zhongyuanlu-jingdong"))


def contract(s):
    """What both agreed."""
    return ServiceContractFactory(community=s.community, company=s.company)


def end_notice(s):
    """The notice that ends it."""
    return EndNoticeFactory(contract=s.contract)


def transfer(s):
    """The water of the compound, on its way from its enterprise."""
    return UtilityTransferFactory(community=s.community)


def cost(s):
    """What was spent on it."""
    return TransferCostFactory(transfer=s.transfer)


def issue(s):
    """What it left behind."""
    return LegacyIssueFactory(transfer=s.transfer)


def publication(s):
    """What the company showed at the gate of the compound."""
    return PublicationFactory(community=s.community)


def notice(s):
    """A notice that is still a draft, so that it can be changed and published."""
    return PublicNoticeFactory(community=s.community, draft=True)


def shown_notice(s):
    """A notice that everybody reads."""
    return PublicNoticeFactory(community=s.community)


def contact(s):
    """Whom the residents call."""
    return ContactFactory(community=s.community)


def dossier(s):
    """The copy of the dossier of the compound."""
    return DossierFactory(community=s.community)


def entry(s):
    """A paper of the compound."""
    return DossierEntryFactory(community=s.community)


def request(s):
    """A paper that was asked for."""
    return DossierRequestFactory(community=s.community)


MAKERS = {
    "publication": publication,
    "notice": notice,
    "shown_notice": shown_notice,
    "contact": contact,
    "dossier": dossier,
    "dossier_entry": entry,
    "dossier_request": request,
    "community": community,
    "company": company,
    "contract": contract,
    "end_notice": end_notice,
    "transfer": transfer,
    "cost": cost,
    "issue": issue,
    **premises.MAKERS,
}


def pages(record, *names):
    """Return the sample arguments of pages that are addressed by the key of one record."""
    return dict.fromkeys(
        [f"communities:{name}" for name in names], lambda s: {"pk": getattr(s, record).pk}
    )


SAMPLES = {
    **premises.SAMPLES,
    "communities:public": lambda s: {"public_code": s.community.public_code},
    "communities:poster": lambda s: {"public_code": s.community.public_code},
    "communities:short": lambda s: {"public_code": s.community.public_code},
    "communities:notice_public": lambda s: {"public_code": s.shown_notice.public_code},
    **dict.fromkeys(
        [
            f"communities:{page}"
            for page in (
                *("community_publications", "publication_add"),
                *("community_notice_add", "community_contact_add"),
            )
        ],
        lambda s: {"pk": s.community.pk},
    ),
    **dict.fromkeys(
        ["communities:publication", "communities:publication_withdraw"],
        lambda s: {"pk": s.publication.pk},
    ),
    **pages("notice", *(f"notice{page}" for page in ("", "_change", "_publish", "_withdraw"))),
    **pages("contact", *(f"contact{page}" for page in ("", "_change", "_end"))),
    "admin:communities_publication": lambda s: s.publication,
    "admin:communities_publicnotice": lambda s: s.notice,
    "admin:communities_contact": lambda s: s.contact,
    "api:community-detail": lambda s: {"reference": s.community.public_code},
    **dict.fromkeys(
        [
            f"communities:{page}"
            for page in (
                *("detail", "change", "publish", "hide", "place", "merge", "contract_add"),
                *("change_kind", "dossier", "transfer_add"),
            )
        ],
        lambda s: {"pk": s.community.pk},
    ),
    "communities:dossier_record": lambda s: {"pk": s.community.pk, "item": "meters"},
    "communities:dossier_ask": lambda s: {"pk": s.community.pk, "item": "meters"},
    "communities:dossier_withdraw": lambda s: {"pk": s.dossier_entry.pk},
    "communities:dossier_request_drop": lambda s: {"pk": s.dossier_request.pk},
    "admin:communities_dossier": lambda s: s.dossier,
    "admin:communities_dossierentry": lambda s: s.dossier_entry,
    "admin:communities_dossierrequest": lambda s: s.dossier_request,
    "communities:transfer": lambda s: {"pk": s.transfer.pk},
    **pages("transfer", "cost_add", "issue_add"),
    "communities:cost_withdraw": lambda s: {"pk": s.cost.pk},
    **pages("issue", *(f"issue_{verb}" for verb in ("resolve", "change", "withdraw"))),
    "admin:communities_utilitytransfer": lambda s: s.transfer,
    **dict.fromkeys(
        [
            f"communities:transfer_{page}"
            for page in (*CARRIED, "settle", "close", "cancel", "change", "fund", "file", "paper")
        ],
        lambda s: {"pk": s.transfer.pk},
    ),
    **pages("company", *(f"company_{page}" for page in ("detail", "change", "merge"))),
    **pages("end_notice", *(f"end_notice_{verb}" for verb in ("tell_street", "withdraw"))),
    **pages("contract", *(f"contract_{verb}" for verb in (*CONTRACT_VERBS, "detail"))),
    "admin:communities_community": lambda s: s.community,
    "admin:communities_propertycompany": lambda s: s.company,
    "admin:communities_servicecontract": lambda s: s.contract,
}
