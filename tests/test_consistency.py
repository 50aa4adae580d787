"""House rules as tests: what would otherwise be prose that nobody reads."""

import ast
import re

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db.models import CheckConstraint, ForeignKey, OneToOneField
from django.db.models.deletion import PROTECT
from django.utils.translation import override
from django.views.generic.list import MultipleObjectMixin
from rest_framework.viewsets import ViewSetMixin

from puyang_property.celery import TIMETABLE, app
from puyang_property.core.bases import (
    KeysetPagination,
    ScopedListView,
    ScopedModelAdmin,
    ScopedViewSet,
)
from puyang_property.core.templatetags.portal import TONES
from tests import house
from tests.source import APPS, ROOT, calls, modules, root_of

MODELS = house.models()
MOVING = house.moving_models()
named = {"ids": lambda model: model._meta.label}
steps = pytest.mark.parametrize(
    "step",
    [step for model in MOVING for step in model.workflow.transitions],
    ids=lambda step: step.slug,
)

# The kernel's own machinery has states that no person moves.
MACHINES = {"core.StoredFile", "core.Delivery", "core.ImportJob", "core.ImportRow"}


# ------------------------------------------------------------------ models
@pytest.mark.parametrize("model", MODELS, **named)
def test_every_model_has_a_factory(model):
    if model not in house.factories():
        pytest.fail(f"Write {model.__name__}Factory in tests/factories/.")


@pytest.mark.parametrize("model", MODELS, **named)
@pytest.mark.django_db
def test_every_record_tells_itself_in_words(model):
    record = house.factories()[model][0]()
    assert str(record).strip()
    assert f"{model.__name__} object" not in str(record)


@pytest.mark.parametrize("model", MODELS, **named)
def test_every_model_in_an_area_says_who_may_see_it(model):
    fields = {field.name for field in model._meta.get_fields()}
    points = any(
        getattr(f, "related_model", None) and f.related_model._meta.label == "accounts.Area"
        for f in model._meta.concrete_fields
    )
    if points or "area_path" in fields or hasattr(model, "area_lookup"):
        assert hasattr(model._default_manager.none(), "visible_to")


@pytest.mark.parametrize("model", MODELS, **named)
def test_names_of_models_and_fields_are_lower_case(model):
    options = model._meta
    with override("en"):
        names = [options.verbose_name, options.verbose_name_plural]
        names += [field.verbose_name for field in options.concrete_fields]
        wrong = [str(n) for n in names if re.match(r"[A-Z][a-z]", str(n))]
    assert not wrong


@pytest.mark.parametrize("model", MODELS, **named)
def test_what_happened_and_who_did_it_are_tied_by_a_constraint(model):
    fields = {field.name for field in model._meta.concrete_fields}
    tied = [str(c.condition) for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    for name in sorted(fields):
        who = f"{name.removesuffix('_at')}_by"
        if not name.endswith("_at") or who not in fields:
            continue
        if not model._meta.get_field(name).null:
            continue  # it happened in any case; without a user somebody else did it
        assert any(name in text and who in text for text in tied), (
            f"{model.__name__}: nothing ties {name} to {who}"
        )


@pytest.mark.parametrize("model", MODELS, **named)
def test_nothing_is_deleted_because_something_else_is(model):
    if model._meta.app_label == "core":
        return  # inbox rows and import rows are parts of their parent
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey | OneToOneField):
            assert field.remote_field.on_delete is PROTECT, f"{model.__name__}.{field.name}"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# ------------------------------------------------------------------ workflows
@pytest.mark.parametrize("model", MODELS, **named)
def test_every_model_with_a_state_lives_by_a_workflow(model):
    if "state" in {field.name for field in model._meta.concrete_fields}:
        assert hasattr(model, "workflow") or model._meta.label in MACHINES


@pytest.mark.parametrize("model", MOVING, **named)
def test_every_state_can_be_reached_and_left(model):
    flow = model.workflow
    states = set(
        model._meta.get_field("state").flatchoices
        and dict(model._meta.get_field("state").flatchoices)
    )
    back = [step for step in flow.transitions if step.target is None]
    paused = {state for step in back for state in step.sources}
    reached = {flow.initial} | {step.target for step in flow.transitions if step.target}
    reached |= {s for step in flow.transitions if step.target in paused for s in step.sources}
    left = {state for step in flow.transitions for state in step.sources}
    assert reached == states
    assert left | set(flow.final) == states


@pytest.mark.parametrize("model", MOVING, **named)
def test_every_state_has_its_tone_and_its_words(model):
    for state, label in model._meta.get_field("state").flatchoices:
        assert model(state=state).state_tone in TONES, f"{state} has no badge"
        assert str(label)


@pytest.mark.parametrize("model", MOVING, **named)
def test_steps_have_names_of_their_own_and_a_verb_each(model):
    transitions = model.workflow.transitions
    actions = house.actions_of(model)
    assert len({step.slug for step in transitions}) == len(transitions)
    assert len({step.name for step in transitions}) == len(transitions)
    for step in transitions:
        assert callable(getattr(actions, step.slug, None)), f"no actions.{step.slug}"


@steps
def test_somebody_may_take_every_step(step):
    assert step.permission in house.granted()


def test_every_permission_that_is_granted_is_asked_for():
    """A permission exists when a model has it by default, declares it, or code asks for it."""
    known = [*house.permissions(), *_strings_in_code()]
    patterns = re.compile("|".join(f"(?:{re.escape(k)})" for k in known).replace("HOLE", "[a-z_]+"))
    unknown = sorted(name for name in house.granted() if not patterns.fullmatch(name))
    assert unknown == []


def _strings_in_code():
    """Yield the permission-like strings of the code but roles.py; HOLE stands for a variable."""
    for path, tree in modules().items():
        if path.name == "roles.py":
            continue
        for node in ast.walk(tree):
            text = ""
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            elif isinstance(node, ast.JoinedStr):
                text = "".join(
                    getattr(part, "value", "HOLE") if isinstance(part, ast.Constant) else "HOLE"
                    for part in node.values
                )
            if re.fullmatch(r"(core|accounts|communities|disputes)\.[a-zHOLE_]+", text):
                yield text


# ------------------------------------------------------------------ background
def our_tasks():
    app.loader.import_default_modules()
    return {name for name, task in app.tasks.items() if task.__module__.split(".")[0] in APPS}


def test_every_task_on_the_timetable_exists():
    assert {entry["task"] for entry in TIMETABLE.values()} <= our_tasks()


def test_every_task_is_on_the_timetable_or_started_by_an_action():
    scheduled = {entry["task"] for entry in TIMETABLE.values()}
    code = "\n".join((ROOT / path).read_text() for path in modules())
    idle = []
    for name in our_tasks() - scheduled:
        function = app.tasks[name].__name__
        starts = (
            rf"{function}\.(delay|apply_async)|{function}\.s\(|"
            rf'"{re.escape(name)}"|hand_over\("{function}"'
        )
        if len(re.findall(starts, code)) < 1 + (f'name="{name}"' in code):
            idle.append(name)
    assert idle == []


# ------------------------------------------------------------------ writing
GOVERNED = {model.__name__ for model in house.governed_models()}


def test_no_code_writes_past_verbs_or_triggers():
    faults = [
        fault
        for path, tree in modules().items()
        for found in (_lifted(path, tree), _past_verbs(path, tree), _states_set(path, tree))
        for fault in found
    ]
    assert not faults, "\n".join(faults)


def _lifted(path, tree):
    for call in calls(tree, "ignore"):
        if root_of(call) == "pgtrigger":
            yield f"{path}:{call.lineno} lifts the triggers"


def _past_verbs(path, tree):
    for name in ("update", "bulk_update", "delete", "_raw_delete"):
        for call in calls(tree, name):
            if root_of(call) in GOVERNED:
                yield f"{path}:{call.lineno} writes past the verbs"
            sets = {keyword.arg for keyword in call.keywords}
            if name == "update" and "state" in sets and not _is_machine(path):
                yield f"{path}:{call.lineno} changes a state past move()"


def _states_set(path, tree):
    if _is_machine(path) or path.name == "workflow.py":
        return
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else ()
        if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
            yield f"{path}:{node.lineno} sets a state"


def _is_machine(path):
    """Tell whether a module belongs to the kernel's own machinery."""
    return path.parts[:2] == ("puyang_property", "core") and path.parts[2] in {
        "files",
        "notifications",
        "importer",
        "models",
    }


# ------------------------------------------------------------------ doors
def test_every_list_page_is_scoped_paged_and_ordered_by_a_unique_key():
    for pattern, view in house.doors():
        if view is None or view.__module__.split(".")[0] not in APPS:
            continue
        if issubclass(view, MultipleObjectMixin):
            pytest.fail(f"{pattern}: {view.__name__} is not a ScopedListView")
        if issubclass(view, ScopedListView):
            assert view.page_size
            for order in view.orders:
                assert order.key(view.model)[-1].column.unique


# What anybody may read has no scope: named here, so that it is a decision.
PUBLIC_VIEWSETS = {"CategoryViewSet", "CommunityViewSet", "ComplaintViewSet"}


def test_every_api_list_is_scoped_paged_and_ordered_by_a_unique_key():
    for pattern, view in house.doors():
        if view is None or not issubclass(view, ViewSetMixin):
            continue
        assert issubclass(view, ScopedViewSet) or view.__name__ in PUBLIC_VIEWSETS, pattern
        if hasattr(view, "list") and issubclass(view, ScopedViewSet):
            assert issubclass(view.pagination_class, KeysetPagination)
            assert all(order.key(view.model)[-1].column.unique for order in view.orders)
            assert view.orders


def test_every_register_in_the_admin_is_scoped():
    wrong = [
        model._meta.label
        for model, shown in admin.site._registry.items()
        if model in MODELS and not isinstance(shown, ScopedModelAdmin)
    ]
    assert wrong == []
