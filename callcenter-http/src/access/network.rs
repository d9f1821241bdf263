//! Who asks, through which proxies.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::request::Parts;

/// Addresses of `X-Forwarded-For` that are looked at, from its end.
const HOPS_MAX: usize = 16;

/// A network of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: Ipv6Addr,
    bits: u32,
}

impl Network {
    /// Whether an address is in it.
    pub fn has(&self, address: IpAddr) -> bool {
        (bits_of(address).to_bits() ^ self.first.to_bits()).leading_zeros() >= self.bits
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no network: write 10.0.0.0/8, 2001:db8::/32 or one address");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits > most {
            return Err(wrong());
        }
        let network = Self { first: bits_of(address), bits: bits + 128 - most };
        let rest = u128::MAX.checked_shr(network.bits).unwrap_or(0);
        if network.first.to_bits() & rest != 0 {
            return Err(format!("{text} is no network: it has bits behind the first {bits}"));
        }
        Ok(network)
    }
}

/// An address as one of IPv6, those of IPv4 mapped.
fn bits_of(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// The connection came over our own TLS: an extension of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secured;

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The address that asks, as far as it is known.
    pub(crate) address: Option<IpAddr>,
    /// Whether nobody between can read it, as far as it is known.
    pub(crate) secure: bool,
    /// Name and port by which the browser knows us, in small letters.
    pub(crate) authority: Option<String>,
    /// Whether one of our proxies sent it.
    pub(crate) by_proxy: bool,
}

impl Origin {
    /// Where a request comes from; what proxies say is believed of these only.
    pub(crate) fn of(parts: &Parts, trusted: &[Network]) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.has(address));
        let by_proxy = peer.is_some_and(is_trusted);
        let authority = parts.uri.authority().map(|authority| authority.as_str());
        let authority = authority.or_else(|| text(&parts.headers, HOST.as_str()));
        let mut origin = Self {
            address: peer,
            secure: parts.extensions.get::<Secured>().is_some(),
            authority: authority.map(str::to_lowercase),
            by_proxy,
        };
        if by_proxy {
            origin.address = forwarded(&parts.headers, is_trusted).or(peer);
            // What our proxy said stands last: some add a line to those that a client made up.
            let last = |name| {
                let line = parts.headers.get_all(name).iter().next_back()?;
                line.to_str().ok()?.rsplit(',').next()
            };
            origin.secure |= last("x-forwarded-proto").is_some_and(|value| value.trim() == "https");
            if let Some(host) = last("x-forwarded-host") {
                origin.authority = Some(host.trim().to_lowercase());
            }
        }
        origin
    }
}

/// The last address that is none of our proxies': what stands before it may be made up.
fn forwarded(headers: &HeaderMap, is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let hops = lines.iter().rev().flat_map(|line| line.rsplit(',')).take(HOPS_MAX);
    let mut nearest = None;
    for hop in hops {
        let Some(address) = hop_address(hop.trim()) else { break };
        nearest = Some(address.to_canonical());
        if !is_trusted(address.to_canonical()) {
            break;
        }
    }
    nearest
}

/// The address of a hop; some proxies tell the port as well.
fn hop_address(hop: &str) -> Option<IpAddr> {
    hop.parse().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn asked(peer: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).expect("it is a request").into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 4_711)));
        parts
    }

    fn address(peer: &str, headers: &[(&str, &str)], trusted: &[&str]) -> String {
        let trusted: Vec<Network> =
            trusted.iter().map(|network| network.parse().expect("a network")).collect();
        Origin::of(&asked(peer, headers), &trusted).address.expect("the peer is known").to_string()
    }

    #[test]
    fn what_a_stranger_says_about_himself_is_not_believed() {
        let said = [("x-forwarded-for", "198.51.100.7")];
        assert_eq!(address("203.0.113.1", &said, &[]), "203.0.113.1");
        assert_eq!(address("203.0.113.1", &said, &["10.0.0.0/8"]), "203.0.113.1");
        let parts = asked("203.0.113.1", &[("x-forwarded-proto", "https"), ("x-forwarded-host", "evil")]);
        let origin = Origin::of(&parts, &[]);
        assert!(!origin.secure && origin.authority.is_none());
    }

    #[test]
    fn behind_proxies_the_last_stranger_counts() {
        let said = [("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.0.0.2")];
        assert_eq!(address("10.0.0.1", &said, &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(address("10.0.0.1", &said, &["10.0.0.1"]), "10.0.0.2");
        let nonsense = [("x-forwarded-for", "198.51.100.7, who knows")];
        assert_eq!(address("10.0.0.1", &nonsense, &["10.0.0.0/8"]), "10.0.0.1");
        let with_port = [("x-forwarded-for", "6.6.6.6, 198.51.100.7:4711")];
        assert_eq!(address("10.0.0.1", &with_port, &["10.0.0.0/8"]), "198.51.100.7");
        let mapped = [("x-forwarded-for", "::ffff:198.51.100.7")];
        assert_eq!(address("::ffff:10.0.0.1", &mapped, &["10.0.0.0/8"]), "198.51.100.7");
    }

    #[test]
    fn what_our_proxy_adds_in_a_line_of_its_own_counts_and_not_what_stood_there() {
        let said = [("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.com")];
        let added = [("x-forwarded-proto", "http"), ("x-forwarded-host", "cc.example.com")];
        let parts = asked("10.0.0.1", &[said, added].concat());
        let origin = Origin::of(&parts, &["10.0.0.1".parse().expect("an address")]);
        assert_eq!((origin.secure, origin.authority.as_deref()), (false, Some("cc.example.com")));
    }

    #[test]
    fn a_network_has_its_addresses_and_no_others() {
        let cases = [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "10.0.0.1", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("::/0", "2001:db8::1", true),
        ];
        for (network, address, has) in cases {
            let network: Network = network.parse().expect(network);
            assert_eq!(network.has(address.parse().expect(address)), has, "{network:?} {address}");
        }
        for wrong in ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/x", "host", "::1/129"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
