"""Make the first account, and any later one, from the command line."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import actions
from accounts.choices import RoleSlug
from accounts.models import Area
from puyang_property.core.actors import CLOCK
from puyang_property.core.refusals import Refused


class Command(BaseCommand):
    """Make a login with a post and print its one-time password."""

    help = (
        "Make a login that holds a post, and print its one-time password. The person chooses "
        "another one at the first login. Example: create_official --username liujh "
        "--role district_officer --area hualong --name 刘建华"
    )

    def add_arguments(self, parser):
        """Name the person, the role and the place."""
        parser.add_argument("--username", required=True)
        parser.add_argument("--role", required=True, choices=RoleSlug.values)
        parser.add_argument("--area", required=True, metavar="KEY", help="such as hualong")
        parser.add_argument("--name", help="as shown to colleagues; default: the user name")
        parser.add_argument("--email", default="")

    def handle(self, *, username, role, area, name, email, **options):
        """Make it, or say in one line why not."""
        place = Area.objects.filter(key=area).first()
        if place is None:
            raise CommandError(f"There is no area {area}: see accounts/data/areas.csv.")
        try:
            post = actions.open_post(role=role, area=place, by=CLOCK)
            _user, password = actions.create_official(
                username=username, display_name=name or username, post=post, by=CLOCK, email=email
            )
        except (ValidationError, Refused) as error:
            words = getattr(error, "messages", [str(error)])
            raise CommandError(" ".join(words)) from error
        self.stderr.write(f"{username} holds: {post}. One-time password, shown only now:")
        self.stdout.write(password)
