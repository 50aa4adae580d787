"""{% panels "communities.community_public" community %}."""

from django import template

from puyang_property.core import panels as registry

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context, place, obj=None):
    """Show what the rooms registered at `place`."""
    return registry.render(place, context["request"], obj)
