"""Who gets what at the addresses of the register."""

from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.matrix.lines import (
    AUDITORS,
    CLERKS,
    ELSEWHERE,
    FIELD,
    NONE,
    OFFICERS,
    admin,
    public,
    staff,
)

READERS = OFFICERS | FIELD | AUDITORS
KEEPERS = OFFICERS | CLERKS
BOTH = ["GET", "POST"]


def kept(*urls):
    """Return the lines of pages that change something in 京东社区."""
    return staff(*urls, methods=BOTH, yes=KEEPERS - ELSEWHERE, hidden=ELSEWHERE)


LINES = [
    *public("communities:register", "communities:suggest", "communities:public"),
    *public("api:community-list", "api:community-detail"),
    *staff(
        "communities:list", "communities:company_list", "communities:contract_list", yes=READERS
    ),
    *staff("communities:detail", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *staff("communities:contract_detail", yes=READERS - ELSEWHERE, hidden=ELSEWHERE),
    *staff("communities:company_detail", yes=READERS),
    *staff("communities:placement", yes=KEEPERS),
    *staff("communities:add", "communities:company_add", methods=BOTH, yes=KEEPERS),
    *kept("communities:change", "communities:publish", "communities:hide", "communities:place"),
    *kept("communities:merge", "communities:contract_add", "communities:contract_change"),
    # every office reads every company; the one that entered it changes it
    *staff("communities:company_change", methods=BOTH, yes=KEEPERS - ELSEWHERE),
    *admin("communities.community", view=OFFICERS | AUDITORS, add=OFFICERS, change=OFFICERS),
    *admin(
        "communities.propertycompany",
        view=OFFICERS | AUDITORS,
        add=OFFICERS,
        change=OFFICERS - ELSEWHERE,
        hidden=NONE,
    ),
    *admin("communities.servicecontract", view=OFFICERS | AUDITORS, change=OFFICERS),
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


MAKERS = {"community": community, "company": company, "contract": contract}

SAMPLES = {
    "communities:public": lambda s: {"public_code": s.community.public_code},
    "api:community-detail": lambda s: {"reference": s.community.public_code},
    **dict.fromkeys(
        [
            f"communities:{page}"
            for page in ("detail", "change", "publish", "hide", "place", "merge", "contract_add")
        ],
        lambda s: {"pk": s.community.pk},
    ),
    "communities:company_detail": lambda s: {"pk": s.company.pk},
    "communities:company_change": lambda s: {"pk": s.company.pk},
    "communities:contract_detail": lambda s: {"pk": s.contract.pk},
    "communities:contract_change": lambda s: {"pk": s.contract.pk},
    "admin:communities_community": lambda s: s.community,
    "admin:communities_propertycompany": lambda s: s.company,
    "admin:communities_servicecontract": lambda s: s.contract,
}
