"""Invented registers of compounds as street offices keep them: as many rows as one asks for."""

import contextlib
import random
import tempfile

from openpyxl import Workbook

HEADINGS = (
    *("序号", "小区名称", "区域", "街道", "地址", "物业公司", "户数", "楼栋数", "建筑面积"),
    *("绿化率", "竣工时间", "经度", "纬度"),
)
FIRST = "锦华龙盟瑞祥清泰景御金盛福嘉和兴康宁永安怡雅翠碧凤鸿天阳明光"
SECOND = "绣府苑庭湾城园居舍轩阁台里村坊邸岸洲溪谷岭峰原野林森荷兰竹梅"
KINDS = ("小区", "花园", "家园", "新村", "公寓", "名苑", "国际", "学府", "新城", "雅居")
ROADS = ("黄河路", "中原路", "胜利路", "任丘路", "京开大道", "建设路", "长庆路", "濮上路")
COMPANIES = 400
TWICE = 50  # one row in so many tells again what an earlier one told


def rows(number, seed=2017):
    """Yield `number` rows; one in fifty is an earlier compound under another spelling."""
    chance = random.Random(seed)
    for index in range(number):
        if index % TWICE == TWICE - 1:
            yield row(chance, index, chance.randrange(index))
        else:
            yield row(chance, index, index)


def row(chance, index, which):
    """Return row `index`, which tells of the compound `which`."""
    rest, kind = divmod(which, len(KINDS))
    rest, second = divmod(rest, len(SECOND))
    stage, first = divmod(rest, len(FIRST))
    name = FIRST[first] + SECOND[second] + (f"{stage}期" if stage else "") + KINDS[kind]
    return (
        index + 1,
        name,
        "华龙区",
        "",
        f"{ROADS[which % len(ROADS)]}{which // len(ROADS)}号",
        chance.choice(("", "", "无物业", "业主自管", f"{company(which)}物业有限公司")),
        f"约{chance.randrange(50, 3000)}户",
        f"{chance.randrange(1, 60)}栋",
        f"{chance.randrange(1000, 300_000)}m2",
        f"{chance.randrange(20, 45)}%",
        f"{chance.randrange(1985, 2025)}年{chance.randrange(1, 13)}月",
        round(114.85 + 1.25 * chance.random(), 6),
        round(35.35 + 0.85 * chance.random(), 6),
    )


def company(which):
    """Return the short name of one of some hundred companies."""
    which %= COMPANIES
    return FIRST[which % len(FIRST)] + SECOND[which // len(FIRST) % len(SECOND)] + "达"


@contextlib.contextmanager
def book(number):
    """Yield an open workbook of `number` rows below a title and a line of headings."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet("小区台账")
    sheet.append(["华龙区住宅小区基本情况台账"])
    sheet.append(HEADINGS)
    for cells in rows(number):
        sheet.append(cells)
    with tempfile.TemporaryFile("w+b") as file:
        made.save(file)
        yield file
