"""What is public about a compound, for tests."""

from datetime import date

import factory
from django.utils import timezone

from communities.models import Contact, Publication, PublicNotice
from communities.publication.choices import ContactKind, Group, NoticeKind, NoticeState


class PublicationFactory(factory.django.DjangoModelFactory):
    """What was shown on a board; `taken_back=user` makes it one that no longer counts."""

    class Meta:
        model = Publication

    class Params:
        taken_back = None

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    group = Group.PROVIDER
    published_on = date(2026, 3, 2)
    valid_until = date(2027, 3, 2)
    site = "小区大门公示栏"
    text = "物业企业和投诉电话已公布。"
    withdrawn_by = factory.SelfAttribute("taken_back")
    withdrawn_at = factory.LazyAttribute(lambda o: timezone.now() if o.taken_back else None)


class PublicNoticeFactory(factory.django.DjangoModelFactory):
    """A notice on display; `draft=True` or `withdrawn=True` makes it another one."""

    class Meta:
        model = PublicNotice

    class Params:
        draft = factory.Trait(state=NoticeState.DRAFT, published_at=None)
        withdrawn = factory.Trait(
            state=NoticeState.WITHDRAWN, withdrawn_at=factory.LazyFunction(timezone.now)
        )

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    kind = NoticeKind.SAFETY
    title = factory.Sequence(lambda n: f"第{n}号公示")
    text = "请勿占用消防通道。"
    from_on = date(2026, 11, 1)
    to_on = date(2099, 12, 31)
    office = factory.SubFactory("tests.factories.accounts.PostFactory")
    state = NoticeState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    kind = ContactKind.REPAIR
    name = "物业报修值班室"
    phone = "0393-4411000"
    from_on = date(2026, 1, 1)
