"""Components: small, documented, accessible, and free of anything the policy forbids."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from puyang_property.core.forms import DayInput, FilesField, PortalForm, forms
from puyang_property.core.gallery import GalleryForm

TEMPLATES = Path(settings.BASE_DIR, "templates")
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
ALL = sorted(TEMPLATES.rglob("*.html"))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def draw(text, **context):
    return engines["django"].from_string(text).render(context)


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda p: str(p.relative_to(TEMPLATES)))


@named(COMPONENTS)
def test_a_component_is_short_and_says_its_variables(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    head = text[: text.index("{% endcomment %}")]
    assert "{% comment %}" in head
    assert "Variables:" in head


@named(ALL)
def test_no_template_holds_inline_style_or_script(path):
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


def test_every_icon_that_templates_name_is_in_the_sprite():
    sprite = Path(settings.BASE_DIR, "static", "icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([a-z]+)"', sprite))
    named_here = {
        name for path in ALL for name in re.findall(r'\{% icon "(\w+)"', path.read_text())
    }
    assert named_here <= known


def test_the_gallery_shows_every_component(client_of, clerk_zhongyuan):
    page = client_of(clerk_zhongyuan).get(reverse("desk:gallery"))
    assert page.status_code == 200
    shown = page.content.decode()
    for name in ("stepper", "timeline", "deadline", "file-list", "empty", "error-summary", "badge"):
        assert f'class="{name}' in shown


def test_the_gallery_names_every_component():
    gallery = (TEMPLATES / "desk" / "gallery.html").read_text(encoding="utf-8")
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"<h2>(.*?)</h2>", gallery))))
    frame = {"display_tools", "footer", "messages", "field"}  # around and inside of every page
    assert {path.stem for path in COMPONENTS} - frame <= shown


def test_the_gallery_is_for_staff(client, db):
    assert client.get(reverse("desk:gallery")).status_code == 302


def test_a_field_ties_label_help_and_error_to_its_input():
    form = GalleryForm({})
    field = form["community"].as_field_group()
    assert '<label class="field__label" for="id_community">' in field
    assert 'aria-describedby="id_community_helptext id_community_error"' in field
    assert 'id="id_community_helptext"' in field
    assert 'id="id_community_error"' in field
    assert 'aria-invalid="true"' in field


def test_a_group_of_radios_is_a_fieldset_with_a_legend():
    field = GalleryForm()["urgency"].as_field_group()
    assert "<fieldset" in field
    assert "<legend>How urgent is it" in field


def test_optional_fields_say_so_and_required_ones_do_not():
    form = GalleryForm()
    assert "(optional)" in form["phone"].as_field_group()
    assert "(optional)" not in form["community"].as_field_group()


def test_the_error_summary_links_to_inputs_that_exist():
    form = GalleryForm({"urgency": "never"})
    targets = re.findall(
        r'href="#([^"]+)"', render_to_string("components/error_summary.html", {"form": form})
    )
    drawn = str(form)
    assert len(targets) == len(form.errors)
    assert all(f'id="{target}"' in drawn for target in targets)


def test_a_valid_form_has_no_error_summary():
    assert "error-summary" not in render_to_string(
        "components/error_summary.html", {"form": GalleryForm()}
    )


def test_text_of_a_field_is_escaped():
    class Sharp(PortalForm):
        name = forms.CharField(label="<b>x</b>")

    assert "<b>x</b>" not in str(Sharp({"name": "<i>"}))


def test_dates_become_pickers_that_speak_iso():
    class When(PortalForm):
        on = forms.DateField()

    form = When(initial={"on": date(2026, 11, 3)})
    assert isinstance(form.fields["on"].widget, DayInput)
    with translation.override("zh-hans"):
        assert 'type="date" name="on" value="2026-11-03"' in str(form)


def test_a_field_for_files_takes_as_many_as_its_limit(rf):
    class Photos(PortalForm):
        photos = FilesField(limit=2, required=False)

    def sent(number):
        files = [SimpleUploadedFile(f"{i}.jpg", b"x") for i in range(number)]
        request = rf.post("/", {"photos": files})
        return Photos(request.POST, request.FILES)

    assert sent(0).is_valid()
    two = sent(2)
    assert two.is_valid()
    assert [f.name for f in two.cleaned_data["photos"]] == ["0.jpg", "1.jpg"]
    assert sent(3).errors["photos"] == ["Send no more than 2 files."]


@pytest.mark.parametrize(
    ("day", "words", "tone"),
    [
        (date(2026, 11, 20), "3 days overdue", "bad"),
        (date(2026, 11, 22), "1 day overdue", "bad"),
        (date(2026, 11, 23), "due today", "warn"),
        (date(2026, 11, 26), "3 days left", "warn"),
        (date(2026, 11, 27), "4 days left", "neutral"),
    ],
)
def test_a_due_date_says_in_words_how_far_away_it_is(day, words, tone):
    badge = draw("{% due_badge day today %}", day=day, today=date(2026, 11, 23))
    assert badge == f'<span class="badge badge--{tone}">{words}</span>'


def test_a_moment_is_shown_in_shanghai_time_with_the_exact_second_behind_it():
    at = datetime(2026, 11, 22, 16, 5, 9, tzinfo=UTC)
    shown = draw("{% moment at %}", at=at)
    assert 'datetime="2026-11-23T00:05:09+08:00"' in shown
    assert ">23 November 2026 00:05<" in shown
    with translation.override("zh-hans"):
        assert ">2026年11月23日 00:05<" in draw("{% moment at %}", at=at)


def test_the_day_of_a_moment_is_the_day_in_shanghai():
    at = datetime(2026, 11, 22, 16, 5, 9, tzinfo=UTC)
    assert draw("{% day at %}", at=at) == '<time datetime="2026-11-23">23 November 2026</time>'


def test_an_unknown_tone_falls_back_to_neutral():
    assert "badge--neutral" in draw('{% badge "x" "loud" %}')


def test_a_met_deadline_is_not_called_late():
    met = {
        "label": "Reply by",
        "due_on": date(2020, 1, 1),
        "met_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    shown = render_to_string("components/deadline.html", {"deadline": met})
    assert "deadline--met" in shown
    assert "overdue" not in shown


def test_a_list_keeps_its_filter_when_the_query_changes(rf):
    request = rf.get("/", {"q": "电梯", "cursor": "abc"})
    template = engines["django"].from_string('{% keep_query ordering="due" cursor=None %}')
    shown = template.render({}, request)
    assert "q=%E7%94%B5%E6%A2%AF" in shown
    assert "ordering=due" in shown
    assert "cursor" not in shown


def test_an_icon_that_stands_alone_is_read_out():
    assert 'aria-label="Print"' in draw('{% icon "print" "Print" %}')
    assert 'aria-hidden="true"' in draw('{% icon "print" %}')


@pytest.mark.parametrize("tag", ["day", "moment", "due_badge"])
def test_where_there_is_no_date_nothing_is_shown(tag):
    assert draw(f"{{% {tag} nothing %}}", nothing=None) == ""
