"""Counts the queries of a request that asks for it; all others pay one look at a header."""

from contextlib import contextmanager

from django.db import connection

ASKED, ANSWER = "X-Bench-Count", "X-Bench-Queries"


class Counter:
    """Counts what Django sends to the database, savepoints included, BEGIN and COMMIT not."""

    def __init__(self):
        """Start at nothing."""
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        """Count one statement and run it."""
        self.queries += 1
        return execute(sql, params, many, context)


@contextmanager
def counting():
    """Count the queries of this thread's connection."""
    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter


class CountingMiddleware:
    """Outermost of all, so that session and user are counted too."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Answer, with the number of queries where it was asked for."""
        if ASKED not in request.headers:
            return self.get_response(request)
        with counting() as counter:
            response = self.get_response(request)
        response.headers[ANSWER] = str(counter.queries)
        return response
