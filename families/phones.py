"""Telephone numbers as people say them."""

import phonenumbers

UK = 44


def phone_said(e164: str) -> str:
    """Return “07700 900101” for +447700900101; a number from abroad keeps its country."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    formats = phonenumbers.PhoneNumberFormat
    kind = formats.NATIONAL if number.country_code == UK else formats.INTERNATIONAL
    return phonenumbers.format_number(number, kind)
