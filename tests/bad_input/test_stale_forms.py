"""Two people change the same at once: both see both values, and nothing typed is lost."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from communities.models import Community, PropertyCompany
from disputes.models import Category, Party
from puyang_property.core import bases, history
from puyang_property.core.bases.admin_forms import CheckedAdmin
from puyang_property.core.bases.posting import PostOnce
from tests import house
from tests.cast import log_in
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory

# Forms of the desk that start with a value of the record, and the field that shows it.
WATCHED = {
    "AssignView": ("handler",),
    "SummaryView": ("summary",),
    "ConsentView": ("consent",),
    "LinkTransferView": ("about",),
}


def typed_in(page):
    """Return what a browser would send back of the page's own form, untouched."""
    form = page.context["form"] if "form" in page.context else page.context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False):
            sent[bound.html_name] = "on" if value is True else value
    text = page.content.decode()
    for name in ("once_key", "_version"):
        found = re.search(rf'name="{name}" value="([^"]+)"', text)
        if found:
            sent[name] = found[1]
    return sent


def test_every_change_form_is_watched():
    updating = {v for _path, v in house.doors() if v and issubclass(v, bases.ScopedUpdateView)}
    assert updating
    assert all(view.watched is None for view in updating)
    watched = {
        view.__name__: view.watched
        for _path, view in house.doors()
        if view and issubclass(view, bases.VerbView) and view.watched
    }
    assert watched == WATCHED
    assert all(isinstance(each, CheckedAdmin) for each in admin.site._registry.values())


def test_no_list_of_the_admin_is_edited_in_place():
    assert not [each for each in admin.site._registry.values() if each.list_editable]


def test_every_form_that_is_sent_once_is_shown_again_after_a_new_sign_in():
    views = {v for _path, v in house.doors() if v and issubclass(v, PostOnce)}
    silent = {view for view in views if not view.shows_again}
    assert views - silent
    assert all(issubclass(view, bases.PressView) for view in silent)


# ------------------------------------------------------------------ desk


@pytest.fixture
def compound(area):
    return CommunityFactory(
        area=area("hualong-zhongyuanlu-jingdong"), name="景观城", households=120
    )


def test_two_clerks_change_a_compound_and_the_second_chooses(
    compound, clerk_zhongyuan, officer_hualong
):
    url = reverse("communities:change", args=[compound.pk])
    clerk, officer = log_in(clerk_zhongyuan), log_in(officer_hualong)
    first, second = typed_in(clerk.get(url)), typed_in(officer.get(url))
    assert (
        clerk.post(url, {**first, "households": "130", "address": "中原路1号"}).status_code == 302
    )
    mine = {**second, "households": "140", "developer": "开发商甲"}

    page = officer.post(url, mine)

    assert page.status_code == 409
    text = page.content.decode()
    (conflict,) = page.context["comparison"].conflicts
    assert (conflict.theirs, conflict.mine) == ("130", "140")
    assert page.context["comparison"].kept == ["地址"]
    assert "王芳" in text  # who saved
    assert 'name="_take-households" value="theirs"' in text
    assert 'value="开发商甲"' in text
    assert Community.objects.get().households == 130

    again = {**typed_in(page), "_take-households": "theirs"}
    assert officer.post(url, again).status_code == 302
    saved = Community.objects.get()
    assert (saved.households, saved.address, saved.developer) == (130, "中原路1号", "开发商甲")


def test_further_names_of_both_are_compared_as_text(clerk_zhongyuan, officer_hualong, area):
    company = PropertyCompanyFactory(area=area("hualong"))
    url = reverse("communities:company_change", args=[company.pk])
    officer = log_in(officer_hualong)
    old = typed_in(officer.get(url))
    assert officer.post(url, {**old, "aliases": "安居、安居物业"}).status_code == 302
    late = officer.post(url, {**old, "aliases": "安家", "once_key": ""})
    assert late.status_code == 409
    (conflict,) = late.context["comparison"].conflicts
    assert (conflict.theirs, conflict.mine) == ("安居、安居物业", "安家")
    assert PropertyCompany.objects.get().aliases.count() == 2


def test_a_case_assigned_meanwhile_is_not_assigned_over_unseen(
    accepted,
    clerk_zhongyuan,
    officer_hualong,
    cast,
):
    mine = cast("third_clerk", "street_clerk", "hualong-zhongyuanlu", display_name="孙三")
    other = cast("other_clerk", "street_clerk", "hualong-zhongyuanlu", display_name="钱二")
    url = reverse("disputes:assign", args=[accepted.number])
    clerk, officer = log_in(clerk_zhongyuan), log_in(officer_hualong)
    first, second = typed_in(clerk.get(url)), typed_in(officer.get(url))
    assert clerk.post(url, {**first, "handler": other.pk}).status_code == 302

    page = officer.post(url, {**second, "handler": mine.pk})

    assert page.status_code == 409
    (conflict,) = page.context["comparison"].conflicts
    assert ("钱二" in conflict.theirs, "孙三" in conflict.mine) == (True, True)
    accepted.refresh_from_db()
    assert accepted.handler == other
    assert officer.post(url, typed_in(page)).status_code == 302
    accepted.refresh_from_db()
    assert accepted.handler == mine


def test_a_summary_released_meanwhile_is_shown_beside_the_own(case, clerk_zhongyuan):
    url = reverse("disputes:release_summary", args=[case.number])
    client = log_in(clerk_zhongyuan)
    old = typed_in(client.get(url))
    assert client.post(url, {**old, "summary": "电梯维修中"}).status_code == 302
    page = client.post(url, {**old, "summary": "电梯停运", "once_key": ""})
    assert page.status_code == 409
    assert "电梯维修中" in page.content.decode()
    case.refresh_from_db()
    assert case.summary == "电梯维修中"


def test_a_party_s_word_given_meanwhile_is_not_typed_over_unseen(living, mediator_zhongyuan):
    case = living.case("in_mediation")
    party = case.mediations.last().parties.first()
    url = reverse("disputes:consent", args=[case.number, party.pk])
    client = log_in(mediator_zhongyuan)
    old = typed_in(client.get(url))
    Party.objects.filter(pk=party.pk).update(consent="refused")
    page = client.post(url, {**old, "consent": "asked"})
    assert page.status_code == 409
    party.refresh_from_db()
    assert party.consent == "refused"


def test_a_reply_typed_while_a_colleague_replied_is_kept_on_the_page(
    accepted,
    clerk_zhongyuan,
    officer_hualong,
):
    url = reverse("disputes:reply", args=[accepted.number])
    clerk, officer = log_in(clerk_zhongyuan), log_in(officer_hualong)
    first, second = typed_in(clerk.get(url)), typed_in(officer.get(url))
    assert clerk.post(url, {**first, "text": "已修好", "result": "solved"}).status_code == 302
    page = officer.post(url, {**second, "text": "三页长的答复", "result": "solved"})
    assert page.status_code == 409
    assert "三页长的答复" in page.content.decode()


# ------------------------------------------------------------------ admin


def test_two_officials_change_a_category_in_the_admin(administrator, categories, cast):
    row = categories["lift"]
    url = reverse("admin:disputes_category_change", args=[row.pk])
    other = cast("second_administrator", "administrator", "puyang", display_name="冯二")
    one, two = log_in(administrator), log_in(other)
    first, second = typed_in(one.get(url)), typed_in(two.get(url))
    assert one.post(url, {**first, "name_zh": "电梯甲", "name_en": "Lift A"}).status_code == 302

    page = two.post(url, {**second, "name_zh": "电梯乙", "hint_zh": "提示"})

    assert page.status_code == 409
    (conflict,) = page.context["comparison"].conflicts
    assert (conflict.theirs, conflict.mine) == ("电梯甲", "电梯乙")
    assert "吴管理" in page.content.decode()
    for value in ("电梯甲", "电梯乙"):
        assert f'<span class="conflict__value">{value}</span>' in page.content.decode()
    assert 'name="_save"' in page.content.decode()
    row.refresh_from_db()
    assert row.name_zh == "电梯甲"
    assert two.post(url, {**typed_in(page), "_take-name_zh": "theirs"}).status_code == 302
    row.refresh_from_db()
    assert (row.name_zh, row.name_en, row.hint_zh) == ("电梯甲", "Lift A", "提示")
    assert history.of(row).count() == 2


def test_a_refusal_in_the_admin_loses_nothing_of_what_was_typed(administrator, clerk_zhongyuan):
    url = reverse("admin:accounts_user_add")
    sent = {"username": "clerk_zhongyuan2", "display_name": "很长的名字", "language": "zh-hans"}
    page = log_in(administrator).post(url, {**sent, "role": "street_clerk", "area": ""})
    assert page.status_code == 200
    assert "很长的名字" in page.content.decode()


def test_a_box_that_only_the_other_one_ticked_stays_as_it_is(administrator, db):
    category = Category.objects.create(slug="x", name_zh="甲", name_en="A")
    url = reverse("admin:disputes_category_change", args=[category.pk])
    client = log_in(administrator)
    old = typed_in(client.get(url))
    Category.objects.filter(pk=category.pk).update(is_active=False)
    assert client.post(url, {**old, "name_zh": "乙"}).status_code == 302
    category.refresh_from_db()
    assert (category.name_zh, category.is_active) == ("乙", False)
