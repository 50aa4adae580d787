"""One row of the table: what the contract of script/bench promises, and how an aim came out."""

from dataclasses import asdict, dataclass

FAILED = "FAILED"


@dataclass
class Row:
    """One scenario at one size; `ratio` is its rate through that of the baseline page."""

    scenario: str
    size: int
    concurrency: int
    rps: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    queries: int | None = None
    web_cpu_ms: float | None = None
    db_cpu_ms: float | None = None
    baseline: str | None = None
    ratio: float | None = None
    note: str = ""
    verdict: str = ""  # on screen only

    @property
    def cpu_ms(self):
        """Return the CPU of one request in web server and database; nothing for a failed one."""
        return (self.web_cpu_ms or 0) + (self.db_cpu_ms or 0)

    def judge(self, aim, is_met):
        """Say whether the aim is met, on screen and in the note."""
        self.verdict = f"{aim} {'met' if is_met else 'MISSED'}"
        return self

    def as_json(self):
        """Return the promised keys; the verdict ends the note."""
        row = asdict(self)
        verdict = row.pop("verdict")
        row["note"] = "; ".join(filter(None, (row["note"], verdict)))
        return {key: shortened(value) for key, value in row.items()}


def shortened(value):
    """Return a number without digits that mean nothing."""
    if not isinstance(value, float):
        return value
    return round(value, 1 if value >= 100 else 2 if value >= 1 else 4)
