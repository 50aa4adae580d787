"""What processes used, read from /proc: CPU time of a family, peak memory of its members."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Family:
    """A process and everything below it; what ended meanwhile counts through its parent."""

    pid: int

    def members(self):
        """Return the process ids: the first and all its descendants."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                fields = _stat(int(entry.name))
                if fields:
                    parents.setdefault(int(fields[1]), []).append(int(entry.name))
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += parents.get(pid, [])
        return found

    def cpu(self):
        """Return the seconds of CPU that the family has used, ended children included."""
        used = 0
        for pid in self.members():
            fields = _stat(pid)
            if fields:
                used += sum(map(int, fields[11:15]))  # utime stime cutime cstime
        return used / TICKS

    def forget_peak(self):
        """Let the peak of the memory begin anew."""
        for pid in self.members():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak_mb(self):
        """Return the largest resident set that one member has had, in MB."""
        return max(map(_peak, self.members()))


def _stat(pid):
    """Return the fields of /proc/PID/stat after the name: state, parent, …; [] when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _peak(pid):
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0


def peak_of_this_process():
    """Return the largest resident set of this process, in MB."""
    return _peak(os.getpid())
