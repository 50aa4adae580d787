"""Invented Chinese complaints as long as real ones, with their search columns ready.

A pool of sentences is made once. A description joins some of them; its two-grams are those of
the sentences and of the seams, so that a million search columns cost minutes and are still
exactly what the portal computes (a test compares them).
"""

import random
from dataclasses import dataclass

from puyang_property.core import search

POOL = 6_000
MEDIAN, SPREAD, SHORTEST, LONGEST = 150, 0.85, 20, 3_000  # characters, log-normal

THINGS = (
    *("电梯", "消防通道", "地下车库", "单元门禁", "生活水泵", "二次供水", "楼道照明", "化粪池"),
    *("外墙保温", "屋面防水", "垃圾中转点", "快递柜", "充电车棚", "监控探头", "道闸系统", "绿化带"),
    *(
        "健身器材",
        "排水管网",
        "暖气管道",
        "燃气阀门",
        "公共水表",
        "物业用房",
        "雨污井盖",
        "围墙栏杆",
    ),
    *(
        "儿童乐园",
        "无障碍坡道",
        "业主活动室",
        "配电房",
        "避雷设施",
        "信报箱",
        "天然气表",
        "楼顶水箱",
    ),
)
FAULTS = (
    *(
        "长期损坏无人修理",
        "停用已经两个多月",
        "多次报修没有结果",
        "存在严重安全隐患",
        "被私自占用堆放杂物",
    ),
    *(
        "没有按照合同养护",
        "漏水导致墙皮脱落",
        "噪音严重影响休息",
        "无人清理气味难闻",
        "收费不公示不透明",
    ),
    *("质量问题反复出现", "被施工单位挖断后未恢复", "晚上没有灯光老人摔倒", "经常跳闸造成停电"),
    *("锈蚀断裂随时可能掉落", "水压不足高层无水", "被广告遮挡看不清楚", "无故拆除至今没有说法"),
)
PEOPLE = (
    *(
        "物业经理",
        "客服前台",
        "小区保安",
        "业委会主任",
        "楼栋长",
        "开发商售后",
        "维修师傅",
        "网格员",
    ),
    *(
        "社区工作人员",
        "街道值班人员",
        "供热公司",
        "自来水公司",
        "施工队负责人",
        "隔壁住户",
        "楼上业主",
    ),
)
SAID = (
    *("推脱说不归他们管", "答应三天内处理却没有下文", "要求先交清物业费再说", "表示没有维修资金"),
    *("让我们去找开发商", "态度恶劣直接挂断电话", "口头承诺但不肯签字", "说已经上报等待通知"),
    *("派人看过一次就再没来", "建议业主自己集资解决", "称设备厂家已经停产", "至今没有给出书面答复"),
)
WISHES = (
    *(
        "请主管部门督促整改",
        "希望尽快恢复正常使用",
        "要求公开近三年的收支明细",
        "恳请街道到现场核实",
    ),
    *(
        "请依法责令退还多收费用",
        "希望组织双方坐下来协商",
        "请安排专业机构检测",
        "要求明确责任单位和完成时限",
    ),
    *(
        "请协调相关部门联合执法",
        "希望给居民一个明确答复",
        "请将处理结果书面告知",
        "要求追究相关人员责任",
    ),
)
WHEN = (
    *("今年年初", "上个月", "去年冬天", "入住以来", "交房之后", "雨季开始", "供暖期间", "国庆前后"),
    *(
        "换物业以后",
        "疫情过后",
        "最近半年",
        "本周一晚上",
        "春节期间",
        "开学前",
        "麦收时候",
        "大风过后",
    ),
)
EFFECTS = (
    *(
        "老人孩子出行十分不便",
        "全楼四十多户意见很大",
        "已有两位居民因此受伤",
        "孕妇和病人无法上下楼",
    ),
    *(
        "家里地板家具全部泡坏",
        "车辆多次被刮蹭",
        "夏天蚊蝇滋生",
        "冬天室温不到十六度",
        "房屋无法正常出租",
    ),
    *("租户纷纷搬走", "业主群里天天争吵", "消防车根本进不来", "晚上不敢独自回家", "水电费莫名增加"),
)
LETTERS = (
    "安邦昌诚达德鼎方福光广贵海浩恒宏华惠佳建金景康丽隆美明宁"
    "鹏平琪勤庆荣瑞盛泰腾通万祥兴雅阳益永裕元远正中"
)
SHOPS = ("超市", "饭店", "药房", "门诊", "幼儿园", "汽修厂", "健身房", "棋牌室", "洗车行", "批发部")

COMMON_WORD, COMMON_PHRASE = "电梯", "消防通道"
RARE_WORD, RARE_PHRASE = "鹦鹉", "蜂窝煤炉"
RARE = f"邻居在阳台养{RARE_WORD}并用{RARE_PHRASE}做饭。"


@dataclass(frozen=True)
class Sentence:
    """One sentence, squeezed as the search squeezes it, and its two-grams quoted for a tsvector."""

    text: str
    squeezed: str
    grams: frozenset
    title: str
    title_squeezed: str

    @classmethod
    def of(cls, text):
        """Compute what the search keeps of `text`, and the title that filing makes of it."""
        title = text.split("。")[0]
        title = title if len(title) <= 40 else f"{title[:39]}…"
        squeezed = search.squeeze(text)
        grams = frozenset(map(quoted, search.bigrams(squeezed)))
        return cls(text, squeezed, grams, title, search.squeeze(title))


def quoted(gram):
    """Return a two-gram as PostgreSQL reads it; it holds letters and digits only."""
    return f"'{gram}'"


def pool(size=POOL):
    """Return `size` sentences, the same each time."""
    rng = random.Random(2017)
    return [Sentence.of(_sentence(rng)) for _ in range(size)]


def _sentence(rng):
    pick = rng.choice
    shop = pick(LETTERS) + pick(LETTERS) + pick(SHOPS)
    thing, fault, who = pick(THINGS), pick(FAULTS), pick(PEOPLE)
    return pick(
        (
            f"{pick(WHEN)}{thing}{fault}，{pick(EFFECTS)}。",
            f"{thing}{fault}。",
            f"我们找过{who}，对方{pick(SAID)}。",
            f"{pick(WHEN)}向{who}反映了{rng.randint(2, 9)}次，{pick(SAID)}，{pick(EFFECTS)}。",
            f"{shop}把油烟直接排到楼道，{pick(EFFECTS)}。",
            f"楼下{shop}占用{thing}，{who}{pick(SAID)}。",
            f"{pick(WISHES)}，{pick(WISHES)}。",
            f"电话是{who}给的，{rng.randint(1, 12)}月{rng.randint(1, 28)}日打过去{pick(SAID)}。",
        )
    )


def description(rng, sentences):
    """Return the sentences of one complaint; their length follows that of real ones."""
    wanted = min(max(rng.lognormvariate(_MU, SPREAD), SHORTEST), LONGEST)
    chosen, length = [], 0
    while length < wanted:
        sentence = sentences[int(rng.random() * len(sentences))]
        chosen.append(sentence)
        length += len(sentence.text)
    return chosen


def search_columns(chosen, number, place_name, place, external):
    """Return search_text and the tsvector that the portal's index makes of one case.

    `place_name` and `place` are Sentences, `number` and `external` plain words.
    """
    body = "".join(sentence.squeezed for sentence in chosen)
    grams = set().union(place_name.grams, place.grams, *(each.grams for each in chosen))
    for left, right in zip(chosen, chosen[1:], strict=False):
        grams.add(f"'{left.squeezed[-1]}{right.squeezed[0]}'")
    number = search.squeeze(number)
    for word in (number, external):
        grams.update(f"'{word[i : i + 2]}'" for i in range(len(word) - 1))
    title = chosen[0].title_squeezed
    parts = (number, title, place_name.squeezed, number, body, place.squeezed, external)
    return " ".join(filter(None, parts)), " ".join(grams)


_MU = 5.01  # the logarithm of MEDIAN
