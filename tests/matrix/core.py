"""Who gets what at the addresses of the kernel."""

from django.core.files.base import ContentFile

from puyang_property.core.models.imports import Outcome
from tests.factories.core_clock import (
    CalendarDayFactory,
    CalendarYearFactory,
    DeadlineFactory,
    RuleSettingFactory,
)
from tests.factories.core_files import StoredFileFactory
from tests.factories.core_notifications import (
    DeliveryFactory,
    InboxItemFactory,
    NotificationFactory,
)
from tests.factories.core_secrecy import ReadLogFactory
from tests.factories.imports import ImportJobFactory, ImportRowFactory
from tests.matrix.lines import (
    ANY,
    AUDITORS,
    CLERKS,
    ELSEWHERE,
    EVERYBODY,
    FIELD,
    NONE,
    OFFICERS,
    STAFF,
    USES_ADMIN,
    Line,
    admin,
    public,
    staff,
)

CITY = frozenset({"administrator"})  # keeps the settings of the whole city
IMPORTERS = OFFICERS | CLERKS
AWAY = ELSEWHERE
BOTH = ["GET", "POST"]

LINES = [
    *public("site:home", "site:help", "site:privacy", "site:accessibility", "site:preferences"),
    *public("site:preferences", methods=["POST"]),
    *public("api:schema", "api:docs"),
    *public("health", status=503),
    Line("files:serve", hidden=EVERYBODY, login=frozenset()),
    *staff("desk:home", "desk:gallery", "inbox:list"),
    *staff("desk:dates", yes=OFFICERS | FIELD | AUDITORS),
    *staff("inbox:read_all", methods=["POST"]),
    Line("inbox:detail", yes=frozenset({"clerk_zhongyuan"}), hidden=STAFF - {"clerk_zhongyuan"}),
    *staff("desk:import_list", yes=IMPORTERS | AUDITORS),
    *staff("desk:import_upload", methods=BOTH, yes=IMPORTERS),
    *staff("desk:import_detail", yes=(IMPORTERS | AUDITORS) - AWAY, hidden=AWAY),
    *staff("desk:import_report", yes=IMPORTERS - AWAY, hidden=AWAY),
    *staff(
        *("desk:import_columns", "desk:import_begin", "desk:import_undo", "desk:import_decide"),
        "desk:import_decide_alike",
        methods=BOTH,
        yes=IMPORTERS - AWAY,
        hidden=AWAY,
        status=ANY,
    ),
    Line("admin:index", yes=USES_ADMIN),
    Line("admin:index", "POST", yes=USES_ADMIN),
    Line("admin:login", login=EVERYBODY),
    Line("admin:logout", "POST", yes=STAFF),
    Line("admin:password_change", go=USES_ADMIN),
    Line("admin:password_change_done", yes=USES_ADMIN),
    Line("admin:jsi18n", yes=USES_ADMIN),
    Line("admin:app_list", yes=USES_ADMIN),
    Line("admin:autocomplete"),
    Line("admin:view_on_site", hidden=USES_ADMIN),
    *admin("core.notification", view=OFFICERS | AUDITORS),
    *admin("core.delivery", view=USES_ADMIN),
    *admin("core.readlog", view=AUDITORS),
    *admin("core.deadline", view=OFFICERS | AUDITORS),
    *admin("core.calendarday", view=USES_ADMIN, add=CITY, change=CITY, delete=CITY, hidden=NONE),
    *admin("core.calendaryear", view=USES_ADMIN, add=CITY, change=CITY, hidden=NONE),
    *admin("core.rulesetting", view=USES_ADMIN, change=CITY, hidden=NONE),
]


def inbox_item(s):
    """Something that was told to one clerk only."""
    return InboxItemFactory(user=s.clerk_zhongyuan)


def stored_file(s):
    """A file whose record says nothing about who may open it."""
    return StoredFileFactory(hangs_on=s.area("hualong-zhongyuanlu-jingdong"))


def notification(s):
    """Something told to a post of 京东社区."""
    return NotificationFactory(post=s.worker_jingdong.current_posts[0])


def delivery(s):
    """A message of it."""
    return DeliveryFactory(notification=s.notification, user=s.worker_jingdong)


def read_log(s):
    """Somebody looked at something in 京东社区."""
    path = s.area("hualong-zhongyuanlu-jingdong").path
    return ReadLogFactory(user=s.worker_jingdong, area_path=path)


def deadline(s):
    """Something falls due in 京东社区."""
    return DeadlineFactory(subject=s.area("hualong-zhongyuanlu-jingdong"))


def import_job(s):
    """A finished import of compounds into 中原路街道."""
    return ImportJobFactory(
        area=s.area("hualong-zhongyuanlu"), report=ContentFile(b"row", name="result.csv")
    )


def import_row(s):
    """A row of it that waits for a decision."""
    data = {"name": "景观城", "area": s.import_job.area_id}
    return ImportRowFactory(job=s.import_job, outcome=Outcome.OFFERED, data=data)


MAKERS = {
    "import_job": import_job,
    "import_row": import_row,
    "calendar_day": lambda s: CalendarDayFactory(),
    "calendar_year": lambda s: CalendarYearFactory(),
    "deadline": deadline,
    "rule_setting": lambda s: RuleSettingFactory(),
    "delivery": delivery,
    "notification": notification,
    "read_log": read_log,
    "inbox_item": inbox_item,
    "stored_file": stored_file,
}

SAMPLES = {
    **dict.fromkeys(
        [
            f"desk:import_{page}"
            for page in ("detail", "report", "columns", "begin", "undo", "decide_alike")
        ],
        lambda s: {"pk": s.import_job.pk},
    ),
    "desk:import_decide": lambda s: {"pk": s.import_job.pk, "number": s.import_row.number},
    "admin:core_calendarday": lambda s: s.calendar_day,
    "admin:core_calendaryear": lambda s: s.calendar_year,
    "admin:core_deadline": lambda s: s.deadline,
    "admin:core_rulesetting": lambda s: s.rule_setting,
    "admin:core_delivery": lambda s: s.delivery,
    "admin:core_notification": lambda s: s.notification,
    "admin:core_readlog": lambda s: s.read_log,
    "files:serve": lambda s: {"uuid": s.stored_file.uuid},
    "inbox:detail": lambda s: {"pk": s.inbox_item.pk},
    "admin:app_list": lambda s: {"app_label": "accounts"},
    "admin:view_on_site": lambda s: {"content_type_id": 1, "object_id": 1},
}
