"""Two people change one record: every kind of field is compared as the browser sends it."""

from datetime import datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from puyang_property.core.bases import stale

NOON, EVENING, MORNING = (f"2026/11/23 {hour}:00" for hour in ("12", "18", "08"))


class Everything(forms.Form):
    agreed = forms.BooleanField(required=False)
    at = forms.SplitDateTimeField(required=False)
    ways = forms.MultipleChoiceField(choices=[("p", "Phone"), ("m", "Mail"), ("v", "Visit")])
    place = forms.ChoiceField(choices=[("North", [("n1", "Mill Lane")]), ("s", "Harbour")])
    plan = forms.FileField(required=False)
    fixed = forms.CharField(disabled=True, required=False)


SHOWN = {"agreed": False, "at": NOON, "ways": ["m", "p"], "place": "n1", "fixed": "a"}


def record(**values):
    state = SHOWN | values
    return state | {"at": datetime.strptime(state["at"], "%Y/%m/%d %H:%M")}  # noqa: DTZ007 as shown


def sent(**values):
    """Return the form as the browser sends it after `values` were changed in it."""
    state = SHOWN | values
    day, hour = state["at"].split(" ")
    data = {"at_0": day, "at_1": hour, "place": state["place"]}
    found = MultiValueDict({key: [value] for key, value in data.items()})
    found.setlist("ways", state["ways"])
    if state["agreed"]:
        found["agreed"] = "on"
    for name in ("_take-at", "_take-agreed"):
        if name in values:
            found[name] = values[name]
    found[stale.VERSION] = stale.sign_version(Everything(initial=record()))
    return found


def settled(mine, theirs):
    form = Everything(sent(**mine), {"plan": SimpleUploadedFile("p", b"x")}, initial=theirs)
    return form, stale.settle(form)


def conflict(mine, theirs):
    (found,) = settled(mine, record(**theirs))[1].conflicts
    return found.theirs, found.mine


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ({"at": EVENING}, {"at": MORNING}, ("2026/11/23、08:00", "2026/11/23、18:00")),
        ({"place": "s"}, {"place": ""}, ("", "Harbour")),
        ({"ways": ["v"]}, {"ways": ["m"]}, ("Mail", "Visit")),
    ],
)
def test_what_both_changed_is_told_in_the_words_of_the_field(mine, theirs, words):
    assert conflict(mine, theirs) == words


@pytest.mark.parametrize(
    "theirs",
    [{"agreed": True}, {"at": EVENING}, {"ways": ["v"]}, {"place": "s"}],
)
def test_what_only_the_other_one_changed_is_taken_over_and_named(theirs):
    form, found = settled({}, record(**theirs))
    (name,) = theirs
    assert found.conflicts == []
    assert found.kept == [form[name].label]
    assert form.is_valid(), form.errors
    value = form.cleaned_data[name]
    assert (value.replace(tzinfo=None) if name == "at" else value) == record(**theirs)[name]


def test_what_only_the_sender_changed_is_kept():
    form, found = settled({"agreed": True, "at": EVENING, "ways": ["v"], "place": "s"}, record())
    assert (found.conflicts, found.kept) == ([], [])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["agreed"]
    assert form.cleaned_data["at"].hour == 18
    assert (form.cleaned_data["ways"], form.cleaned_data["place"]) == (["v"], "s")


def test_the_value_of_the_other_one_can_be_taken_although_nobody_else_touched_it():
    form, found = settled({"at": EVENING, "_take-at": stale.THEIRS}, record())
    assert (found.conflicts, form.data["at_1"]) == ([], "12:00")


def test_the_order_in_which_several_were_ticked_is_no_change():
    assert settled({"ways": ["p", "m"]}, record(ways=["m", "p"]))[1].kept == []


def test_a_tick_is_told_as_yes_or_no():
    bound = Everything()["agreed"]
    assert [stale.in_words(bound, values) for values in (["on"], [])] == ["是", "否"]
