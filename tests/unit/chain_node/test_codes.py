"""Check digits of organisations, persons and certificates: known good ones, and every single-character error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_node.codes import (
    CERTIFICATE_ROOT,
    CertificateId,
    certificate_check,
    check_certificate_type,
    check_resident_id,
    check_resource_code,
    check_uscc,
)
from chain_node.errors import IdentifierError

PUBLIC_BODIES = """
11110000000021135M 11330105002500287C 11430000006122244L 11100000000013338W 11100000MB03271699 11100000MB0143028R
11100000000013127D 91610800064834709T
""".split()
SYNTHETIC_BODIES = """
119901009900000172 11990100990000025W 11990100990000033P 11990100990000041J 1199010099000005XA 11990100990000068A
119901009900000765 12990100990000084W 11990100990000092T 11990100990000105G 11990100990000113B 119901009900001216
1199010099000013XX 91990100MA990001X7
""".split()
PERSONS = ["990101199003070015", "990102198811120027"]
CERTIFICATES = """
11100000000013338W011.11430000006122244L.20230000403.001.U
11100000000013338W011.11430000006122244L.20230000403.002.S
11100000000013338W009.11330105002500287C.2025052201.002.0
11100000000013338W032.11220000013544541J.2430599.001.F
11100000000013338W011.11110000000021135M.20230329701.003.Y
11100000000013338W087.11370800MB28559184.37080001202411010001.001.3
11100000MB0143028R001.11990100990000025W.2026000001.001.L
11100000MB03271699001.1199010099000005XA.2026000002.001.B
11100000MB03271699022.1199010099000005XA.2026000003.001.I
11100000000013127D001.11990100990000033P.2026000004.001.R
""".split()


@pytest.mark.parametrize("code", PUBLIC_BODIES + SYNTHETIC_BODIES)
def test_credit_code_with_right_checks(code: str) -> None:
    assert check_uscc(code) == code


@pytest.mark.parametrize("code", SYNTHETIC_BODIES)
def test_credit_code_with_any_one_digit_wrong(code: str) -> None:
    for place in range(2, 17):
        wrong = code[:place] + ("1" if code[place] != "1" else "2") + code[place + 1 :]
        with pytest.raises(IdentifierError):
            check_uscc(wrong)


@pytest.mark.parametrize(
    "code", ["", "11990100990000025w", "11990100990000025W ", "1199010099000002OW", "11990100990000025WW", "１" * 18]
)
def test_credit_code_of_wrong_shape(code: str) -> None:
    with pytest.raises(IdentifierError, match="18 characters"):
        check_uscc(code)


def test_credit_code_whose_inner_code_is_wrong_says_so() -> None:
    with pytest.raises(IdentifierError, match="organisation code inside"):
        check_uscc("11990100990000035W")


@pytest.mark.parametrize("number", PERSONS)
def test_citizen_number_with_any_one_digit_wrong(number: str) -> None:
    assert check_resident_id(number) == number
    for place in range(17):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        with pytest.raises(IdentifierError):
            check_resident_id(wrong)


@pytest.mark.parametrize("date", ["19900230", "19901301", "19900001", "19900100", "19000229", "17991231", "22000101"])
def test_citizen_number_with_an_impossible_date(date: str) -> None:
    with pytest.raises(IdentifierError, match="birth date"):
        check_resident_id(f"990101{date}0010")


def test_citizen_number_born_on_a_leap_day() -> None:
    body = "99010120000229001"
    good = [digit for digit in "0123456789X" if _accepted(body + digit)]
    assert len(good) == 1


def test_citizen_number_is_never_in_the_message() -> None:
    with pytest.raises(IdentifierError) as caught:
        check_resident_id("990101199003070016")
    assert "9901011990" not in str(caught.value)


@pytest.mark.parametrize("body", CERTIFICATES)
def test_certificate_identifier_vector(body: str) -> None:
    parsed = CertificateId.parse(f"{CERTIFICATE_ROOT}.{body}")
    assert parsed.text == str(parsed) == f"{CERTIFICATE_ROOT}.{body}"
    assert CertificateId.build(parsed.type_code, parsed.issuer, parsed.serial, int(parsed.version)) == parsed


@pytest.mark.parametrize(
    ("body", "deviations"),
    [
        ("11100000MB03271699022.340100.000000016.001.9", ("issuer",)),
        ("11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M", ("check",)),
    ],
)
def test_published_identifiers_that_deviate_are_imported_with_a_flag_and_never_issued(
    body: str, deviations: tuple[str, ...]
) -> None:
    text = f"{CERTIFICATE_ROOT}.{body}"
    assert set(deviations) <= set(CertificateId.parse(text, imported=True).deviations)
    with pytest.raises(IdentifierError, match=deviations[0]):
        CertificateId.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2.156.3005.3." + CERTIFICATES[0],
        f"{CERTIFICATE_ROOT}." + CERTIFICATES[0].lower(),
        f"{CERTIFICATE_ROOT}." + CERTIFICATES[0] + "\n",
        f"{CERTIFICATE_ROOT}.11100000000013338W011.11430000006122244L.20230000403.000.U",
        f"{CERTIFICATE_ROOT}.11100000000013338W01.11430000006122244L.20230000403.001.U",
        f"{CERTIFICATE_ROOT}.11100000000013338W011.11430000006122244L..001.U",
    ],
)
def test_certificate_identifier_of_wrong_shape_is_refused_even_on_import(text: str) -> None:
    with pytest.raises(IdentifierError):
        CertificateId.parse(text, imported=True)


@pytest.mark.parametrize("code", PUBLIC_BODIES + SYNTHETIC_BODIES)
def test_certificate_type_code_is_a_credit_code_and_three_digits(code: str) -> None:
    assert check_certificate_type(f"{code}011") == f"{code}011"
    for wrong in (f"{code}01", f"{code}0111", f"{code}01A", f"{code[:17]}@011", f"{code}011\n", f"{code[1:]}0011"):
        with pytest.raises(IdentifierError):
            check_certificate_type(wrong)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=60), st.data())
def test_check_character_catches_every_single_error(body: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c != body[place]]))
    assert certificate_check(body) != certificate_check(body[:place] + other + body[place + 1 :])


@pytest.mark.parametrize("version", [0, 1000, -1])
def test_certificate_version_outside_its_range(version: int) -> None:
    with pytest.raises(IdentifierError, match="1 to 999"):
        CertificateId.build("11100000MB0143028R001", "11990100990000025W", "2026000001", version)


def test_resource_code() -> None:
    assert check_resource_code("307006001/000001") == "307006001/000001"
    for wrong in ("307006001", "/000001", "307006001/", "307006001/00 01", "a07006001/000001", "307006001/000001\n"):
        with pytest.raises(IdentifierError):
            check_resource_code(wrong)


def _accepted(number: str) -> bool:
    try:
        check_resident_id(number)
    except IdentifierError:
        return False
    return True
