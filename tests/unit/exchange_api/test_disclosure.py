"""Masks, predicates, and what leaves of a back end's answer."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chain_node.ledger.records import Profile
from exchange_api.disclosure import FieldRule, RecordMap, check_release, disclose, strict_json
from exchange_api.errors import InconsistentResponse, SystemInvalid
from exchange_api.masking import MASKS, apply
from exchange_api.predicates import Facts, declare, evaluate, resolve
from exchange_api.setup_errors import ServiceInvalid

TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("mask", "value", "left"),
    [
        ("name", "张三", "张*"),
        ("name", "张小明", "张*明"),
        ("name", "欧阳小明", "欧阳**"),
        ("name", "阿卜杜·热合曼", "阿卜杜·**"),
        ("name_strict", "张三", "张**"),
        ("name_strict", "张小明", "张**"),
        ("name_strict", "欧阳小明", "欧阳**"),
        ("resident_id", "990101199001011234", "990101********1234"),
        ("resident_id_strict", "990101199001011234", "9****************4"),
        ("mobile", "13800001234", "138****1234"),
        ("mobile_strict", "13800001234", "*********34"),
        ("landline", "0571-88886666", "0571-****6666"),
        ("bank_card_strict", "6222020000001234567", "***************4567"),
        ("address", "浙江省杭州市西湖区文新街道文三路1号", "浙江省杭州市西湖区文新街道**"),
        ("address", "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区**"),
        ("address_strict", "浙江省杭州市西湖区文新街道文三路1号", "浙江省杭州市西湖区**"),
        ("address_strict", "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区**"),
        ("address_strict", "某某小区3栋", "**"),
        ("birthdate", "1990-05-06", "1990-**-**"),
        ("birthdate_strict", "19900506", "1990年代"),
        ("email", "alice@example.cn", "ali***@example.cn"),
        ("email_strict", "alice@example.cn", "a***"),
        ("plate", "京A12345", "京A***45"),
        ("plate_strict", "京A12345", "京***5"),
        ("certificate_strict", "330106000123456", "33***********56"),
        ("area", 89.5, "50-100"),
        ("area_strict", 89.5, "**"),
        ("hidden", "anything", "**"),
        ("mobile", "12", "**"),
        ("birthdate", "unknown", "**"),
        ("name_strict", None, None),
        ("name_strict", ["张三", "李四"], ["张**", "李**"]),
        ("name_strict", {"a": "张三"}, {"a": "**"}),
        ("mobile", True, "**"),
    ],
)
def test_masks(mask: str, value: object, left: object) -> None:
    assert apply(mask, value) == left


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=40))
def test_no_text_makes_a_mask_fail_or_pass_a_long_value_whole(mask: str, text: str) -> None:
    left = apply(mask, text)
    assert isinstance(left, str)
    assert not text.strip() or len(text.strip()) < 3 or left != text


SPOUSE = {
    "id": "married_to",
    "inputs": [["spouse", "text"]],
    "expr": ["and", ["eq", ["field", "/status"], "已婚"], ["eq", ["field", "/spouse/name"], ["input", "spouse"]]],
}


def ask(declaration: dict[str, Any], row: Any, params: dict[str, Any] | None = None, **inputs: str) -> object:
    given_ = {code: value.encode() for code, value in inputs.items()}
    return evaluate(declare(declaration), Facts(row, given_, params or {}, TODAY))


def predicate(expr: Any, **more: Any) -> dict[str, Any]:
    return {"id": "x", "expr": expr, **more}


def test_married_and_the_name_agrees() -> None:
    row = {"status": "已婚", "spouse": {"name": "李 四"}}
    assert ask(SPOUSE, row, spouse="李 四 ") is True
    assert ask(SPOUSE, row, spouse="李五") is False
    assert ask(SPOUSE, {"status": "离异"}, spouse="李 四") is False
    assert ask(SPOUSE, row) is False


@pytest.mark.parametrize(
    ("expr", "answer"),
    [
        (["ge", ["age_at", ["field", "/born"], ["now"]], 18], True),
        (["ge", ["age_at", ["field", "/born"], ["now"]], 37], False),
        (["ge", ["months_between", "2025-01-31", "2025-02-28"], 1], False),
        (["eq", ["months_between", "2025-01-28", "2025-02-28"], 1], True),
        (["ge", ["field", "/months"], ["param", "least"]], True),
        (["le", ["field", "/months"], 11], False),
        (["in", ["field", "/status"], "A", "B"], True),
        (["not", ["in", ["field", "/status"], "A"]], False),
        (["or", ["eq", ["field", "/gone"], 1], ["eq", ["field", "/months"], "12"]], True),
        (["not", ["eq", ["field", "/gone"], 1]], False),
        (["eq", ["field", "/flag"], True], True),
        (["eq", ["field", "/flag"], 1], False),
        (["ge", ["field", "/born"], "1989-12-01"], True),
        (["eq", ["field", "/born"], "nonsense"], False),
    ],
)
def test_expressions(expr: Any, answer: bool) -> None:
    row = {"born": "1990-02-03", "months": 12, "status": "A", "flag": True, "gone": None}
    assert ask(predicate(expr), row, {"least": 12}) is answer


def test_a_band_names_the_last_bound_reached() -> None:
    bands = predicate(["band", ["field", "/n"], [[0, "low"], [60, "fair"], [80, "good"]]], output="band")
    assert [ask(bands, {"n": n}) for n in (-1, 0, 79.9, 80, None)] == [None, "low", "fair", "good", None]


@pytest.mark.parametrize(
    "declaration",
    [
        predicate(["eq", 1]),
        predicate(["exec", "rm"]),
        predicate(["eq", ["input", "undeclared"], 1]),
        predicate(["band", 1, [[1, "a"]]]),
        predicate(["eq", 1, 1], output="band"),
        predicate(["band", 1, [[2, "a"], [1, "b"]]], output="band"),
        predicate(None),
        predicate({"a": 1}),
        predicate(["eq", 1, 1], inputs=[["a", "blob"]]),
        predicate(["eq", 1, 1], version=0),
        predicate(["eq", 1, 1], surprise=1),
        {"id": "a b", "expr": ["eq", 1, 1]},
    ],
)
def test_malformed_predicates_are_refused_when_declared(declaration: dict[str, Any]) -> None:
    with pytest.raises(ServiceInvalid):
        declare(declaration)


def test_an_endless_expression_is_refused_when_declared() -> None:
    expr: Any = True
    for _ in range(20):
        expr = ["not", expr]
    with pytest.raises(ServiceInvalid):
        declare(predicate(expr))


def test_the_digest_is_over_the_whole_declaration() -> None:
    assert declare(predicate(["eq", 1, 1])).digest != declare(predicate(["eq", 1, 2])).digest
    assert declare(predicate(["eq", 1, 1], version=2)).digest != declare(predicate(["eq", 1, 1])).digest
    assert declare(predicate(["eq", 1, 1], name="a")).digest == declare(predicate(["eq", 1, 1], name="b")).digest


def test_pointers() -> None:
    document = {"a": [{"b/c": 1}], "~": 2}
    assert resolve(document, "/a/0/b~1c") == 1
    assert resolve(document, "/~0") == 2
    assert resolve(document, "/a/00") is None
    assert resolve(document, "/a/-") is None
    assert resolve(document, "") is document


MAP = RecordMap(
    "/data",
    {
        "code": FieldRule("code", "代码", "/tyshxydm", required=True),
        "legal_rep": FieldRule("legal_rep", "法定代表人姓名", "/frxm", "name_strict"),
        "id_no": FieldRule("id_no", "身份证号", "/sfz"),
    },
    {"married_to": declare(SPOUSE)},
)
PROFILES = [("legal_rep", Profile.MASKED), ("code", Profile.PLAIN)]


def run(answer: object, profiles: list[tuple[str, Profile]] = PROFILES, **inputs: bytes) -> Any:
    data = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
    return disclose(MAP, profiles, data, inputs, {}, TODAY)


def test_one_record_leaves_with_its_granted_fields_only() -> None:
    made = run({"data": {"tyshxydm": "X1", "frxm": "张小明", "sfz": "990101199001011234"}, "more": 1})
    assert json.loads(made.body) == {"code": "X1", "legal_rep": "张**"}
    assert made.rows == 1
    assert made.columns == [("f/code", 1, b'["X1"]'), ("f/legal_rep", 2, '["张**"]'.encode())]
    check_release(made.body, {label[2:]: value for label, _, value in made.columns})


def test_several_records_and_none() -> None:
    made = run({"data": [{"tyshxydm": "X1", "frxm": "张三"}, {"tyshxydm": "X2", "frxm": None}]})
    assert json.loads(made.body) == [{"code": "X1", "legal_rep": "张**"}, {"code": "X2", "legal_rep": None}]
    assert made.rows == 2
    assert run({"data": []}).body == b"[]"


def test_a_predicate_answers_and_shows_nothing() -> None:
    row = {"data": {"status": "已婚", "spouse": {"name": "李四"}}}
    made = run(row, [("married_to", Profile.PREDICATE)], spouse="李四".encode())
    assert made.body == b'{"married_to":true}'
    assert made.columns == [("f/married_to", 3, b"[true]")]


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[", b"\xff", b'{"data": {"tyshxydm": 1, "tyshxydm": 2}}', b'{"data": NaN}', b'{"data": "text"}',
        b'{"data": [1]}', b"{}", b'{"data": {"frxm": "a"}}', b'{"data": {"tyshxydm": "\\ud800"}}',
        b'{"data": {"tyshxydm": 9007199254740993}}', b'{"data":' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_nothing_leaves_of_an_answer_that_is_not_as_declared(answer: bytes) -> None:
    with pytest.raises(SystemInvalid):
        run(answer)


def test_a_field_that_is_granted_and_not_declared_stops_the_answer() -> None:
    row = {"data": {"tyshxydm": "X1"}}
    for code, profile in (("other", Profile.PLAIN), ("code", Profile.PREDICATE), ("married_to", Profile.PLAIN)):
        with pytest.raises(SystemInvalid):
            run(row, [(code, profile)])


@pytest.mark.parametrize(
    "body",
    [b'{"code":"X1","legal_rep":"B"}', b'{"code":"X2"}', b'{"code":"X1","extra":1}', b"[]", b"{", b"", b'[{"code":1}]'],
)
def test_a_body_that_says_more_or_other_than_the_statement_is_not_released(body: bytes) -> None:
    with pytest.raises(InconsistentResponse):
        check_release(body, {"code": b'["X1"]'})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
def test_values_are_written_as_rfc8785_says(value: Any) -> None:
    made = run({"data": {"tyshxydm": value or 1}}, [("code", Profile.PLAIN)])
    assert made.columns[0][2] == rfc8785.dumps([value or 1])
    assert made.body == rfc8785.dumps({"code": value or 1})


def test_strict_json_refuses_what_python_takes() -> None:
    for text in (b'{"a":1,"a":1}', b"Infinity", b'"\xff"'):
        with pytest.raises(SystemInvalid):
            strict_json(text)
