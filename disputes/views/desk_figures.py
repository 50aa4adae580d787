"""The figures of an area: a table whose every number leads to the rows that it counts."""

import logging
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import Http404, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.models import Area
from disputes import figure_table, figures
from disputes.forms.desk_figures import SpanForm
from disputes.forms.desk_filter import CountedFilter
from disputes.models import Complaint, Dispute
from puyang_property.core import bases, exports, sheets, spans
from puyang_property.core.pagination import Order

# what stands in the table; a share brings the number that it is a share of
COLUMNS = tuple(figure for figure in figures.FIGURES if figure.slug not in figures.SHARES.values())
LONG = 100  # days; what is longer can take seconds to count in a large area
LATER = "<!-- the table -->"  # where the template of the page leaves room for it
LISTS = {Dispute: "disputes:queue", Complaint: "disputes:counted_complaints"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cell:
    """One number, where its rows are listed; with `whole`, the share of it in percent."""

    figure: figures.Figure
    number: int
    url: str
    whole: "Cell | None" = None

    @property
    def percent(self):
        """Return the share in whole percent, or None where there is nothing to share."""
        return figures.percent(self.number, self.whole.number) if self.whole else None


class FiguresView(bases.ScopedPage, TemplateView):
    """The figures of one of the reader's areas, by the areas just below it, in a span."""

    model = Dispute
    permission = figures.PERMISSION
    template_name = "disputes/desk/figures.html"

    def get(self, request, *args, **kwargs):
        """Show the table, or send it as a file; the page around a long count comes first."""
        kind = request.GET.get("export")
        if kind in sheets.WRITERS:
            return self.export(kind)
        if self.days.span.length <= LONG:
            return self.render_to_response(self.get_context_data(**self.counted()))
        frame = self.get_context_data(later=True)
        head, tail = render_to_string(self.template_name, frame, request).split(LATER)
        answer = StreamingHttpResponse(exports.in_language(self.pieces(head, frame, tail)))
        answer.headers["X-Accel-Buffering"] = "no"  # a proxy would wait for the last piece
        return answer

    def pieces(self, head, frame, tail):
        """Yield the page up to the table, then the table, counted meanwhile, and the rest."""
        yield head
        try:
            shown = {**frame, **self.counted()}
            yield render_to_string("disputes/desk/_figure_table.html", shown, self.request)
        except DatabaseError:  # half of the page has left: a page of the error comes too late
            logger.exception("The figures of %s could not be counted.", self.area.key)
            yield render_to_string("disputes/desk/_figures_failed.html", {}, self.request)
        yield tail

    @cached_property
    def days(self):
        """Return the form that knows the span."""
        return SpanForm(self.request.GET)

    @cached_property
    def area(self):
        """Return the area asked for, or the reader's own; 404 for one that is not theirs."""
        theirs = Area.objects.visible_to(self.request.user, self.permission)
        asked = self.request.GET.get("area")
        found = theirs.filter(key=asked) if asked else theirs.order_by("path")
        area = found.first()
        if area is None:
            raise Http404
        return area

    def cells(self, line):
        """Return the cells of one line of the table."""
        return [self._cell(line, figure) for figure in COLUMNS]

    def _cell(self, line, figure):
        whole = figures.BY_SLUG.get(figures.SHARES.get(figure.slug))
        return Cell(
            figure,
            line.numbers[figure.slug],
            rows_url(figure, line, self.days.span),
            self._cell(line, whole) if whole else None,
        )

    def get_context_data(self, **kwargs):
        """Return the spans on offer, and what is above the area."""
        return super().get_context_data(
            area=self.area,
            above=Area.objects.visible_to(self.request.user, self.permission)
            .filter(path__in=_paths_above(self.area))
            .order_by("path"),
            own=Area.objects.filter(path__in=self.request.user.paths_for(self.permission)),
            columns=COLUMNS,
            days=self.days,
            span=self.days.span,
            spans=spans.choices(),
            definitions=figures.FIGURES,
            now=timezone.now(),
            export_links=exports.links(self.request.GET.dict()),
            **kwargs,
        )

    def counted(self):
        """Return the table with its links."""
        lines, total = figure_table.table(self.area, self.days.span)
        return {
            "lines": [(line, self.cells(line)) for line in lines],
            "total": self.cells(total),
            "is_empty": not any(total.numbers.values()),
        }

    def export(self, kind):
        """Send the table as a file: a column for each figure, one for each share."""
        lines, total = figure_table.table(self.area, self.days.span)
        header = [_("area"), *(figure.label for figure in figures.FIGURES), *_share_names()]
        return sheets.response(
            kind,
            header,
            [_exported(name, line) for name, line in [*map(_named, lines), (_("Sum"), total)]],
            filename=f"figures-{self.area.key}-{self.days.span.first}-{self.days.span.last}",
            by=self.request.user,
            area_path=self.area.path,
            permission=self.permission,
            reason=self.request.GET.urlencode(),
        )


class CountedComplaintsView(bases.ScopedListView):
    """The complaints behind a number of the table; no contact details and no words."""

    model = Complaint
    permission = figures.PERMISSION
    filterset_class = CountedFilter
    template_name = "disputes/desk/counted_complaints.html"
    orders = (Order("-filed", _("newest first"), "-filed_at"),)

    def get_queryset(self):
        """Return the complaints with the case that each belongs to."""
        shown = ("dispute__community", "dispute__area", "dispute__category")
        return super().get_queryset().select_related(*shown)

    def get_context_data(self, **kwargs):
        """Add which number of the figures the list shows."""
        return super().get_context_data(counted=counted_rows(self.filterset), **kwargs)


def counted_rows(filterset):
    """Return what a list says about the number that led to it, or None without one."""
    if not filterset.is_valid() or filterset.shown_figure is None:
        return None
    chosen = filterset.form.cleaned_data
    return {
        "figure": filterset.shown_figure,
        "number": filterset.qs.count(),
        "span": filterset.days.span,
        "area": chosen.get("area"),
        "directly": chosen.get("directly"),
        "errors": filterset.days.errors,
    }


def rows_url(figure, line, span):
    """Return the address of the list of what `figure` counts in `line`."""
    asked = {
        "tab": "all",
        "figure": figure.slug,
        "area": line.area.key,
        "since": span.first.isoformat(),
        "until": span.last.isoformat(),
    }
    if line.directly:
        asked["directly"] = "true"
    return reverse(LISTS[figure.base.model]) + exports.query_string(asked)


def _paths_above(area):
    pieces = area.path.split("/")[:-1]
    return ["/".join(pieces[:end]) + "/" for end in range(1, len(pieces))]


def _named(line):
    name = format_lazy(_("{area}, not in an area below"), area=line.area.name)
    return (name if line.directly else line.area.name), line


def _share_names():
    return [format_lazy("{label} %", label=figures.BY_SLUG[slug].label) for slug in figures.SHARES]


def _exported(name, line):
    shares = ["" if line.share(slug) is None else line.share(slug) for slug in figures.SHARES]
    return [str(name), *line.numbers.values(), *shares]
