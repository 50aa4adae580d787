"""Registers as offices keep them, for the tests of the importer."""

import csv
import io
import json
import random

from django.core.management import call_command

HEAD = "来源,小区名称,区域,地址,物业公司,户数,建筑面积,绿化率,经度,纬度,网址"


def outcomes(job):
    return [row.outcome for row in job.rows.order_by("number")]


def run_command(path, *arguments):
    out = io.StringIO()
    call_command("import_compounds", str(path), *arguments, stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def twin(seed, sources=("甲网", "乙网", "丙网"), size=60):
    """Return lines like those of the real sample: names in two sources, dirt, wrong companies."""
    chance = random.Random(seed)
    names = [
        f"{a}{b}" for a in "龙华景盟瑞祥清泰" for b in ("庭小区", "苑", "·花园", "家属院(中原路)")
    ]
    lines = []
    for number in range(size):
        name = chance.choice(names) if chance.random() < 0.95 else ""
        place = chance.choice(["华龙区", "华龙华龙", "濮阳县", "清丰华龙", "", "高新区"])
        point = chance.choice([",", "115.05,35.77", "106.8,32.3", "x,y", "115.026627,35.753297"])
        company = chance.choice(["", "业主自管", "隆达物业", "建业物业", "不详", "自营", "某置业"])
        count = chance.choice(["", "3000 户", "不详", "约12户", "-1", "0"])
        size_text = chance.choice(["", "340000m2", "23万m2", "-1 平方米", "近60亩", "暂无资料"])
        source = chance.choice(sources)
        lines.append(
            f"{source},{name},{place},路{number % 9}号,{company},{count},{size_text},36%,"
            f"{point},u{number}"
        )
    return lines


def check_report(path, given, counts):
    """Each row of the file comes back in its place with what became of it; the sums agree.

    A cell that a spreadsheet would run as a formula comes back behind an apostrophe.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(given) + 1
    back = [[cell.removeprefix("'") for cell in row[:-1]] for row in rows[1:]]
    assert back == [next(csv.reader([line])) for line in given]
    assert all(row[-1] for row in rows)
    assert counts["rows"] == len(given) == sum(counts[k] for k in counts if k != "rows")
