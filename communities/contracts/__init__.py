"""The verbs on companies and on their service contracts, for whoever calls them."""

from communities.companies.actions import (
    Companies,
    create_company,
    find_company,
    merge_company,
    update_company,
    withdraw_company,
)
from communities.contracts.actions import (
    CONTRACT_FACTS,
    change_contract,
    conclude,
    end_contract,
    first_facts,
    need_no_handover,
    withdraw_contract,
)
from communities.contracts.clocks import set_clocks
from communities.contracts.notices import (
    confirm_continuing,
    give_notice,
    tell_street,
    withdraw_notice,
)

__all__ = [
    "CONTRACT_FACTS",
    "Companies",
    "change_contract",
    "conclude",
    "confirm_continuing",
    "create_company",
    "end_contract",
    "find_company",
    "first_facts",
    "give_notice",
    "merge_company",
    "need_no_handover",
    "set_clocks",
    "tell_street",
    "update_company",
    "withdraw_company",
    "withdraw_contract",
    "withdraw_notice",
]
