"""django-helpdesk taking in a folder of mails, in an environment of its own.

Prints JSON: mails, tickets, lost, CPU seconds. It neither scores nor seals. Its database is
SQLite in a file with its own defaults, as its quick start sets it up.
"""

import json
import resource
import sys
from pathlib import Path

import django
from django.conf import settings

folder, warm = Path(sys.argv[1]), int(sys.argv[2])

settings.configure(
    SECRET_KEY="bench",
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "helpdesk.sqlite3"),
        }
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.messages",
        "django.contrib.humanize",
        "rest_framework",
        "helpdesk",
    ],
    MIDDLEWARE=[],
    ROOT_URLCONF="__main__",
    SITE_ID=1,
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MEDIA_ROOT=str(folder / "media"),
    HELPDESK_TEAMS_MODE_ENABLED=False,
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    ],
)
django.setup()

import logging  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402
from helpdesk.email import extract_email_metadata  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402

urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]

call_command("migrate", verbosity=0)
call_command("loaddata", "emailtemplate.json", verbosity=0)
queue = Queue.objects.create(title="Bench", slug="bench", allow_email_submission=True)
logger = logging.getLogger("bench")
logger.addHandler(logging.NullHandler())
logger.propagate = False

mails = sorted(folder.glob("*.eml"))
before = resource.getrusage(resource.RUSAGE_SELF)
lost = 0
for number, mail in enumerate(mails):
    if number == warm:
        before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        extract_email_metadata(mail.read_text(errors="replace"), queue=queue, logger=logger)
    except Exception as error:
        print(repr(error)[:200], file=sys.stderr)
        lost += 1
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(
    json.dumps(
        {
            "mails": len(mails) - warm,
            "tickets": Ticket.objects.count(),
            "lost": lost,
            "cpu": cpu,
        }
    )
)
