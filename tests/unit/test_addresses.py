"""Mail fields as people fill them in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.rules.addresses import Addresses, parse_addresses


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a@klant.example", ("a@klant.example",)),
        ("  a@klant.example\n", ("a@klant.example",)),
        ("a@klant.example; b@klant.example,c@klant.example", ("a@klant.example", "b@klant.example", "c@klant.example")),
        ("a@klant.example b@klant.example", ("a@klant.example", "b@klant.example")),
        ("J. Jansen <a@klant.example>; b@klant.example;", ("a@klant.example", "b@klant.example")),
        ('"Jansen, J." <a@klant.example>', ("a@klant.example",)),
        ("a@klant.example <a@klant.example>", ("a@klant.example",)),
        ("mailto:a@klant.example", ("a@klant.example",)),
        ("a@klant.example; A@klant.example", ("A@klant.example",)),
        ("a@klant.test", ("a@klant.test",)),
        ("a@bücher.nl", ("a@xn--bcher-kva.nl",)),
    ],
)
def test_every_address_in_a_field_is_found(field: str, expected: tuple[str, ...]):
    found = parse_addresses(field)

    assert found == Addresses(valid=expected)


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("a@klant.example; geen adres", "address not valid"),
        ("a@b", "address not valid"),
        ("a@klant.example.", "address not valid"),
        ("a@test", "address not valid"),
        ('"a b"@klant.example', "address not valid"),
        ("a@[127.0.0.1]", "address not valid"),
        ("b@klant.example <a@klant.example>", "address not valid"),
        ("a@klant.example <", "address not valid"),
        ("mailto:a@klant.example?bcc=b@klant.example", "address not valid"),
        ("é@klant.example", "letters outside ASCII before the @"),
        ("a\u200b@klant.example", "invisible character U+200B"),
        ("\u202ea@klant.example", "invisible character U+202E"),
        ("a@klant.example\r\nBcc: b@klant.example", "invisible character U+000A, U+000D"),
        ("a@klant.example\0", "invisible character U+0000"),
        ("=?utf-8?q?a?= a@klant.example", "encoded word"),
        (";,", "no address in it"),
        ("a@k.nl b@k.nl c@k.nl d@k.nl e@k.nl f@k.nl", "more than 5 addresses"),
    ],
)
def test_one_wrong_address_refuses_the_whole_field(field: str, fault: str):
    found = parse_addresses(field)

    assert found == Addresses(fault=fault)


def test_an_empty_field_has_neither_addresses_nor_a_fault():
    assert parse_addresses("  ") == Addresses()


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["a@b.nl", "<", ">", ";", " ", '"', "\n", "=?", "é"])).map("".join)
)
def test_what_comes_out_is_plain_and_single_and_a_fault_shows_no_address(field: str):
    found = parse_addresses(field)

    assert not (found.valid and found.fault)
    assert "@" not in found.fault.replace("before the @", "")
    for address in found.valid:
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert not set(address) & set(' ;,<>"')
