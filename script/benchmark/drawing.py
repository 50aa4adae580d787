"""Draws cases by chance, the same for the same seed: where, what, through which door."""

import random
from dataclasses import dataclass
from itertools import accumulate

from benchmark import lives, texts
from puyang_property.core import secrecy

CONTACTS, REPLIES, SPOTS = 2_000, 60, 2_000
DOSSIERS, DOSSIER_EVENTS, DOSSIER_AGE = 24, 50, 200  # cases that wait with a long history
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "伟",
    "芳",
    "娜",
    "秀英",
    "敏",
    "静",
    "丽华",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "桂兰",
)
CODE_LETTERS = secrecy.codes.ALPHABET


@dataclass(frozen=True)
class Papers:
    """What the resident handed in and later answered, and what the office replied."""

    chosen: list
    description: str
    place: texts.Sentence
    category: int
    external: str
    code_digest: str
    contact: tuple
    reply: str
    reached: bool
    answers: tuple


class Stock:
    """Everything that is drawn from, made once."""

    def __init__(self, places, categories):
        """Make sentences, contacts and replies."""
        rng = random.Random(393)
        self.places, self.categories = places, categories
        self.shares = list(accumulate(place.weight for place in places))
        self.category_shares = list(accumulate(1 / (n + 1) for n in range(len(categories))))
        self.channels = list(lives.CHANNELS)
        self.channel_shares = list(accumulate(lives.CHANNELS.values()))
        self.answers = [answer[:2] for answer in lives.ANSWERS]
        self.answer_shares = list(accumulate(answer[2] for answer in lives.ANSWERS))
        self.sentences = texts.pool()
        self.rare = texts.Sentence.of(texts.RARE)
        self.contacts = [_contact(rng) for _ in range(CONTACTS)]
        self.replies = [_reply(rng, self.sentences) for _ in range(REPLIES)]
        self.spots = [_spot(rng) for _ in range(SPOTS)]

    def papers(self, rng, index, channel, *, rare=False):
        """Return what one resident hands in."""
        chosen = texts.description(rng, self.sentences)
        if rare:
            chosen.append(self.rare)
        hotline = channel == "hotline"
        return Papers(
            chosen=chosen,
            description="".join(sentence.text for sentence in chosen),
            place=self.spots[int(rng.random() * SPOTS)],
            category=rng.choices(self.categories, cum_weights=self.category_shares)[0],
            external=f"{20_000_000 + index * 7}" if hotline else "",
            code_digest=secrecy.code_digest(code_of(index)),
            contact=self.contacts[int(rng.random() * CONTACTS)],
            reply=self.replies[int(rng.random() * REPLIES)],
            reached=rng.random() < lives.REACHED,
            answers=rng.choices(self.answers, cum_weights=self.answer_shares)[0],
        )


def code_of(index):
    """Return the query code of case `index`, so that the measurement can track any."""
    rng = random.Random(index * 7919)
    return "".join(rng.choices(CODE_LETTERS, k=8))


def _contact(rng):
    """Return (sealed name, sealed telephone, digest), or nothing: some stay unknown."""
    if rng.random() > lives.LEFT_CONTACT:
        return None, None, ""
    name = rng.choice(SURNAMES) + rng.choice(GIVEN)
    phone = f"+8613{rng.randint(100_000_000, 999_999_999)}"
    return _bytea(name), _bytea(phone), secrecy.phone_digest(phone)


def _bytea(words):
    """Return `words` encrypted, as COPY reads bytes."""
    return "\\\\x" + secrecy.Secret(plain=words).sealed().hex()


def _reply(rng, sentences):
    told = "".join(rng.choice(sentences).text for _ in range(rng.randint(2, 5)))
    return f"您好，您反映的问题已收悉。经核实：{told}感谢您的监督。"


def _spot(rng):
    return texts.Sentence.of(rng.choice(("", f"{rng.randint(1, 48)}号楼{rng.randint(1, 4)}单元")))
