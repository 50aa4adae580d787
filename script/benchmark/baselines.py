"""The simplest pages that this server can make: what every scenario is compared with.

Full middleware and the portal's base template, around one indexed row, fifty rows, or one
INSERT with its commit.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.shortcuts import render

from accounts.models import Area

TABLE = "bench_line"
MAKE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, words text NOT NULL)"
ROWS = 50


@login_not_required
def one_row(request):
    """Show one row that its key finds."""
    rows = [Area.objects.get(key=request.GET["key"])]
    return page(request, "one row", rows=rows)


@login_not_required
def fifty_rows(request):
    """Show fifty rows of one index, from a key on."""
    rows = Area.objects.filter(path__gt=request.GET["key"]).order_by("path")[:ROWS]
    return page(request, "fifty rows", rows=rows)


@login_not_required
def one_insert(request):
    """Insert one row by POST, commit, and show it."""
    words = request.POST.get("words", "")
    if request.method == "POST":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (words) VALUES (%s) RETURNING id", [words])
            cursor.fetchone()
    return page(request, "one insert", words=words)


def page(request, title, *, rows=(), words=""):
    """Render the base template around what was read or written."""
    context = {"title": title, "rows": rows, "words": words}
    return render(request, "baseline.html", context)
