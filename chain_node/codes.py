"""Codes of organisations, persons, certificates and resources: strict parse, check digits, one spelling.

Sources: GB 32100-2015 (unified social credit code) with the organisation code of GB 11714 inside it; GB 11643-1999
(citizen number); GB/T 36904 (certificate identifier) with the check of ISO/IEC 7064 MOD 37,36; the national guide for
resource catalogues (resource code). The texts of the standards are not public: lengths and alphabets that other
implementations show to vary are not narrowed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chain_node.errors import IdentifierError

CERTIFICATE_ROOT = "1.2.156.3005.2"
"""Object identifier under which certificate identifiers stand; not part of what the check character covers."""

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOD_37_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CERTIFICATE = re.compile(
    re.escape(CERTIFICATE_ROOT)
    + r"\.([0-9A-Z]{18}[0-9]{3})\.([0-9A-Z]{6,18})\.([0-9A-Z]{1,64})\.([0-9]{3})\.([0-9A-Z])"
)
_CERTIFICATE_TYPE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
_RESOURCE = re.compile(r"[1-9][0-9]{5,20}/[0-9A-Z]{1,24}")


def check_uscc(code: str) -> str:
    """Return `code` unchanged if it is a unified social credit code: 18 characters, both check characters right.

    Raises `IdentifierError`. GB 32100-2015; the organisation code in characters 9 to 17 by GB 11714.
    """
    if not _USCC.fullmatch(code):
        raise IdentifierError(f"credit code {code[:32]!r} is not 18 characters of the code's alphabet and structure")
    if code[16] != _organisation_check(code[8:16]):
        raise IdentifierError(f"credit code {code!r}: the organisation code inside it has a wrong check character")
    total = sum(weight * _USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, code, strict=False))
    if code[17] != _USCC_ALPHABET[-total % 31]:
        raise IdentifierError(f"credit code {code!r} has a wrong check character")
    return code


def check_resident_id(number: str) -> str:
    """Return `number` unchanged if it is an 18-character citizen number with a real date and the right check.

    Raises `IdentifierError`, whose message never repeats the number. GB 11643-1999. Area codes are not looked up:
    abolished ones stay valid on cards.
    """
    if not _RESIDENT.fullmatch(number):
        raise IdentifierError("a citizen number has 17 digits and one digit or a capital X")
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1800 <= year <= 2199 or not 1 <= month <= 12:
        raise IdentifierError("the birth date inside a citizen number does not exist")
    if not 1 <= day <= _MONTH_DAYS[month - 1] + (leap and month == 2):
        raise IdentifierError("the birth date inside a citizen number does not exist")
    total = sum(weight * int(char) for weight, char in zip(_RESIDENT_WEIGHTS, number, strict=False))
    if number[17] != _RESIDENT_CHECKS[total % 11]:
        raise IdentifierError("a citizen number has a wrong check character")
    return number


def check_resource_code(code: str) -> str:
    """Return `code` unchanged if it is a catalogue's resource code, `digits/serial`; raise `IdentifierError` if not."""
    if not _RESOURCE.fullmatch(code):
        raise IdentifierError(f"resource code {code[:64]!r} is not digits, a slash, and a serial of digits or capitals")
    return code


def check_certificate_type(code: str) -> str:
    """Return `code` unchanged if it is a certificate type code: 21 characters, the credit code of the authority that
    defines the type and three digits. Raises `IdentifierError`. GB/T 36904; the ledger checks the same.
    """
    if not _CERTIFICATE_TYPE.fullmatch(code):
        raise IdentifierError(f"certificate type code {code[:32]!r} is not 18 characters and three digits")
    check_uscc(code[:18])
    return code


def certificate_check(characters: str) -> str:
    """The check character over type, issuer, serial and version, written without dots. ISO/IEC 7064 MOD 37,36.

    Raises `IdentifierError` on a character outside `0-9 A-Z`.
    """
    product = 36
    for char in characters:
        value = _MOD_37_36.find(char)
        if value < 0:
            raise IdentifierError(f"certificate identifier holds {char!r}; digits and capitals are allowed")
        product = ((product + value) % 36 or 36) * 2 % 37
    return _MOD_37_36[(37 - product) % 36]


@dataclass(frozen=True, slots=True)
class CertificateId:
    """An electronic certificate's identifier, GB/T 36904: root, type, issuer, serial, version, check.

    `deviations` names the rules that an imported identifier breaks (`definer`, `issuer`, `check`); it is empty for one
    that may be issued.
    """

    type_code: str
    issuer: str
    serial: str
    version: str
    check: str
    deviations: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, *, imported: bool = False) -> CertificateId:
        """Parse the dotted text. With `imported`, wrong codes and checks are kept in `deviations` instead of refused.

        Shape, alphabet and lengths are never negotiable. Raises `IdentifierError`.
        """
        match = _CERTIFICATE.fullmatch(text)
        if match is None:
            raise IdentifierError(f"certificate identifier {text[:96]!r} does not have its six parts")
        type_code, issuer, serial, version, check = match.groups()
        if version == "000":
            raise IdentifierError("a certificate's version starts at 001")
        deviations = cls._deviations(type_code, issuer, serial + version, check)
        if deviations and not imported:
            raise IdentifierError(f"certificate identifier {text!r} is wrong in: {', '.join(deviations)}")
        return cls(type_code, issuer, serial, version, check, deviations)

    @classmethod
    def build(cls, type_code: str, issuer: str, serial: str, version: int) -> CertificateId:
        """A new identifier, check computed. `version` 1 to 999. Raises `IdentifierError` on any deviation."""
        if not 1 <= version <= 999:
            raise IdentifierError("a certificate's version is 1 to 999")
        body = f"{type_code}.{issuer}.{serial}.{version:03d}"
        return cls.parse(f"{CERTIFICATE_ROOT}.{body}.{certificate_check(body.replace('.', ''))}")

    @staticmethod
    def _deviations(type_code: str, issuer: str, rest: str, check: str) -> tuple[str, ...]:
        found = []
        for name, code in (("definer", type_code[:18]), ("issuer", issuer)):
            try:
                check_uscc(code)
            except IdentifierError:
                found.append(name)
        if certificate_check(type_code + issuer + rest) != check:
            found.append("check")
        return tuple(found)

    @property
    def text(self) -> str:
        """The dotted text, as it was parsed."""
        return ".".join((CERTIFICATE_ROOT, self.type_code, self.issuer, self.serial, self.version, self.check))

    def __str__(self) -> str:
        return self.text


def _organisation_check(characters: str) -> str:
    """Check character of an organisation code's eight characters, GB 11714: modulo 11, ten is X, eleven is 0."""
    total = sum(weight * int(char, 36) for weight, char in zip(_ORGANISATION_WEIGHTS, characters, strict=True))
    return "0123456789X0"[11 - total % 11]
