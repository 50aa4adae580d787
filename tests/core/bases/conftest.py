"""The doors under test, and who knocks."""

import pytest

from tests.core.bases import site

TEMPLATES = {
    "read_list.html": "{% for row in object_list %}[{{ row.reason }}]{% endfor %}"
    "{% if page.next_url %}<a rel=next href='{{ page.next_url }}'>{% endif %}"
    "{% if page.previous_url %}<a rel=prev href='{{ page.previous_url }}'>{% endif %}"
    "{% if cursor_was_bad %}BAD{% endif %}{% if is_filtered %}FILTERED{% endif %}"
    "{% for name, url in export_links %}<a href='{{ url }}'>{% endfor %}{{ filter.form.errors }}",
    "read_detail.html": "{{ object.reason }}{% for event in events %}{{ event.name }}{% endfor %}",
    "area_form.html": "{{ hidden }}{{ form.as_p }}{% for c in comparison.conflicts %}"
    "{{ c.theirs }}|{{ c.mine }}|{{ c.choice }};{% endfor %}",
}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.ROOT_URLCONF = "tests.core.bases.site"
    engine = settings.TEMPLATES[0]
    options = {k: v for k, v in engine["OPTIONS"].items() if k != "string_if_invalid"}
    options["loaders"] = [
        ("django.template.loaders.locmem.Loader", TEMPLATES),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]
    site.runs.clear()


@pytest.fixture
def at_desk(client_of, auditor):
    return client_of(auditor)


@pytest.fixture
def officer(client_of, officer_hualong):
    return client_of(officer_hualong)


@pytest.fixture
def street(area):
    return area("hualong-zhongyuanlu")


@pytest.fixture
def api(api_client_of, officer_hualong):
    return api_client_of(officer_hualong)
