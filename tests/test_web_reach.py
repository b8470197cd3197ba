"""Addresses that no page is fetched from, whatever Python says of them."""

import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ArticleError
from summarizer.inputs.web.reach import IPAddress, check_reach, ip_address

OWN = """
    127.0.0.1 127.255.255.254 ::1 10.0.0.8 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd12:3456::1 fec0::1
    100.64.0.1 198.18.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 64:ff9b::192.168.1.1 2a00:1450::5efe:127.0.0.1
"""
NEVER = """
    169.254.169.254 169.254.170.2 169.254.1.1 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254 fd00:ec2::23
    fd20:ce::254 fd00:42::42 ::ffff:169.254.169.254 64:ff9b::169.254.169.254 64:ff9b::168.63.129.16
    2a00:1450:64::169.254.169.254 fd00:64::169.254.169.254 2a00:1450::200:5efe:169.254.1.1
    0.0.0.0 0.1.2.3 :: ::127.0.0.1 ::8.8.8.8 fe80::1 fe80::1%eth0 224.0.0.1 239.255.255.250 ff02::1 ff0e::1
    192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1 192.0.0.8 192.88.99.1 240.0.0.1 255.255.255.255
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2002:7f00:1:: 2002:808:808:: 64:ff9b:1::7f00:1
    100::1 5f00::1 4000::1 1::1
"""
PUBLIC = """
    8.8.8.8 1.1.1.1 100.128.0.1 172.32.0.1 169.253.0.1 2606:4700:4700::1111 2a00:1450:4001::1 64:ff9b::8.8.8.8
    ::ffff:8.8.8.8 2001:4860:4860::8888 2001:200::1
"""


@pytest.mark.parametrize("text", OWN.split())
def test_this_machine_and_private_networks_are_reached_only_if_that_is_allowed(text: str) -> None:
    with pytest.raises(ArticleError) as caught:
        check_reach(ip_address(text), allow_private=False)
    assert "--allow-private" in (caught.value.hint or "")
    check_reach(ip_address(text), allow_private=True)


@pytest.mark.parametrize("allow_private", [False, True])
@pytest.mark.parametrize("text", NEVER.split())
def test_credentials_of_clouds_and_what_is_no_address_of_a_page_are_never_reached(
    text: str, allow_private: bool
) -> None:
    with pytest.raises(ArticleError) as caught:
        check_reach(ip_address(text), allow_private=allow_private)
    assert str(ip_address(text)) in caught.value.message


@pytest.mark.parametrize("text", PUBLIC.split())
def test_the_public_web_is_reached(text: str) -> None:
    check_reach(ip_address(text), allow_private=False)


@given(st.ip_addresses())
def test_nothing_is_reached_that_python_calls_private(address: IPAddress) -> None:
    with suppress(ArticleError):
        check_reach(address, allow_private=False)
        assert (getattr(address, "ipv4_mapped", None) or address).is_global


@given(
    st.sampled_from(["::ffff:", "64:ff9b::", "2a00:1450::5efe:", "2a00:1450::200:5efe:"]),
    st.ip_addresses(v=4),
    st.booleans(),
)
def test_an_address_that_carries_another_is_reached_just_as_that_one_is(
    before: str, carried: ipaddress.IPv4Address, allow_private: bool
) -> None:
    assert passes(ip_address(f"{before}{carried}"), allow_private) is passes(carried, allow_private)


def passes(address: IPAddress, allow_private: bool) -> bool:
    with suppress(ArticleError):
        check_reach(address, allow_private=allow_private)
        return True
    return False


def test_python_alone_would_let_some_of_them_through() -> None:
    """The reason for a table of our own; `is_global` of the oldest Python that is supported."""
    slipping = {"fec0::1", "168.63.129.16", "64:ff9b::7f00:1", "224.0.0.1"}
    assert slipping & {text for text in (OWN + NEVER).split() if ipaddress.ip_address(text.partition("%")[0]).is_global}
