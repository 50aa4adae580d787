"""The desk's front page; rooms fill it with panels."""

from django.shortcuts import render


def home(request):
    """Show what is due to the user's posts; every room adds its panel."""
    return render(request, "desk/home.html")
