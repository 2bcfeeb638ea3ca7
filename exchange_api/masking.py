"""Masking profiles 脱敏: what is left of a value whose field is granted masked. Pure.

`<kind>` is the usual form in government practice, `<kind>_strict` the stricter one, which is what a declaration should
name where nothing else is agreed: the usual mask of an identity number hides its birth date only, and leaves about one
day in eleven possible (domain rules 6.3). GB/T 37964-2019 names the techniques (truncation, masking, generalisation).

A mask never fails and never lets through what it does not understand: then nothing but `**` is left. The result is
text, null stays null, a list is masked element by element, and of an object only its keys remain.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "**"
"""What is left of a value that a mask does not understand."""

_COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 轩辕 端木 独孤 南宫 万俟 闻人 赫连 "
    "澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 "
    "拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 呼延 归海 羊舌 微生 梁丘 左丘 东门 西门 第五".split()
)
_DISTRICT = re.compile(r".*?(?:自治县|自治旗|(?<!自治)(?<!小)区|县|旗)|.*市")
_STREET = re.compile(r".{0,20}?(?:街道|镇|乡|苏木)")
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})日?")


def _surname(text: str) -> str:
    return text[:2] if len(text) > 2 and text[:2] in _COMPOUND_SURNAMES else text[:1]


def _name(text: str) -> str:
    """张*, 张*明, 欧阳**, first segment of a name with a middle dot."""
    if "·" in text:
        return text.partition("·")[0] + "·" + HIDDEN
    if len(text) == 3 and text[:2] not in _COMPOUND_SURNAMES:
        return text[0] + "*" + text[2]
    return _surname(text) + "*" * max(1, len(text) - len(_surname(text)))


def _name_strict(text: str) -> str:
    """The surname and two stars, whatever the length."""
    return _surname(text) + HIDDEN


def _ends(first: int, last: int, shortest: int) -> Callable[[str], str]:
    """Keep `first` and `last` characters of a text that has at least `shortest`, a star for each other one."""

    def mask(text: str) -> str:
        if len(text) < shortest:
            return HIDDEN
        return text[:first] + "*" * (len(text) - first - last) + (text[-last:] if last else "")

    return mask


def _landline(text: str) -> str:
    area, dash, number = text.rpartition("-")
    return (area + dash + "****" + number[-4:]) if area and len(number) >= 7 else HIDDEN


def _address(text: str) -> str:
    """Down to the street office or town if it is named, else to the district."""
    district = _DISTRICT.match(text)
    if district is None:
        return HIDDEN
    street = _STREET.match(text, district.end())
    return text[: street.end() if street else district.end()] + HIDDEN


def _address_strict(text: str) -> str:
    match = _DISTRICT.match(text)
    return match.group() + HIDDEN if match else HIDDEN


def _birthdate(text: str) -> str:
    match = _DATE.fullmatch(text)
    return f"{match[1]}-**-**" if match else HIDDEN


def _birthdate_strict(text: str) -> str:
    """The decade: 1990年代."""
    match = _DATE.fullmatch(text)
    return f"{match[1][:3]}0年代" if match else HIDDEN


def _email(text: str) -> str:
    local, at, domain = text.partition("@")
    return f"{local[: min(3, max(1, len(local) - 1))]}***@{domain}" if local and at and domain else HIDDEN


def _email_strict(text: str) -> str:
    return text[:1] + "***" if "@" in text[1:] else HIDDEN


def _plate(text: str) -> str:
    return f"{text[:2]}***{text[-2:]}" if len(text) >= 7 else HIDDEN


def _plate_strict(text: str) -> str:
    return f"{text[:1]}***{text[-1:]}" if len(text) >= 7 else HIDDEN


def _area(text: str) -> str:
    """Square metres as a band of fifty."""
    match = re.fullmatch(r"(\d{1,9})(?:\.\d+)?", text)
    if not match:
        return HIDDEN
    low = int(match[1]) // 50 * 50
    return f"{low}-{low + 50}"


def _hidden(_text: str) -> str:
    return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "name_strict": _name_strict,
    "resident_id": _ends(6, 4, 15),
    "resident_id_strict": _ends(1, 1, 15),
    "mobile": _ends(3, 4, 11),
    "mobile_strict": _ends(0, 2, 11),
    "landline": _landline,
    "landline_strict": _ends(0, 2, 7),
    "bank_card": _ends(6, 4, 12),
    "bank_card_strict": _ends(0, 4, 12),
    "address": _address,
    "address_strict": _address_strict,
    "birthdate": _birthdate,
    "birthdate_strict": _birthdate_strict,
    "email": _email,
    "email_strict": _email_strict,
    "plate": _plate,
    "plate_strict": _plate_strict,
    "certificate": _ends(4, 4, 10),
    "certificate_strict": _ends(2, 2, 6),
    "area": _area,
    "area_strict": _hidden,
    "hidden": _hidden,
}
"""Every mask by the name that a declaration gives it."""


def apply(mask: str, value: object) -> object:
    """`value` masked by `MASKS[mask]`. Raises KeyError for a mask that does not exist, and nothing else."""
    rule = MASKS[mask]
    if value is None:
        return None
    if isinstance(value, str):
        return rule(value.strip())
    if isinstance(value, bool):
        return HIDDEN
    if isinstance(value, int | float):
        return rule(str(value))
    if isinstance(value, list):
        return [apply(mask, one) for one in value]
    if isinstance(value, dict):
        return dict.fromkeys(value, HIDDEN)
    return HIDDEN
