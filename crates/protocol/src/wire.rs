//! Messages as bytes: what the page and the worker post to each other.
//!
//! Arrow: `Request` or `Reply` -> **bytes** -> the same. A view of hundreds of tasks has hundreds of thousands of
//! values; as JavaScript values each of them would be an object of its own, twice, and both sides would have to carry
//! the code that makes them. Both sides are of one build ([`greeting`] tells), so reading cannot fail. That is why this
//! is not left to a library: reading what may be wrong takes twice the code.

mod never;
mod read;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

use self::read::Bytes;
use self::write::Out;

/// A message as bytes.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    let mut out = Out::default();
    match message.serialize(&mut out) {
        Ok(()) => out.0,
        Err(never) => match never {},
    }
}

/// Bytes as the message that they were made from.
///
/// # Panics
/// Where they were not made from such a message by this build.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    let mut bytes = Bytes(bytes);
    match T::deserialize(&mut bytes) {
        Ok(message) => {
            assert!(bytes.0.is_empty(), "messages are read as they were written");
            message
        }
        Err(never) => match never {},
    }
}

/// The build of a worker that says with these bytes that it has started
/// ([`ReplyBody::Ready`](crate::message::ReplyBody::Ready)). `None` if they say anything else. All builds say this in
/// the same way, so it can be read before it is known whose bytes they are.
pub fn greeting(bytes: &[u8]) -> Option<&str> {
    // Id, kind, version and length of the name are less than 128: a byte each.
    match bytes {
        [0, 0, 0..0x80, len, name @ ..] if usize::from(*len) == name.len() => std::str::from_utf8(name).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PROTOCOL_VERSION;
    use crate::message::{Reply, ReplyBody, Request, RequestBody, Setup, Source};

    fn ready(build: &str) -> Vec<u8> {
        let body = ReplyBody::Ready { protocol: PROTOCOL_VERSION, build: build.to_owned() };
        encode(&Reply { id: 0, body })
    }

    fn assert_reads_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
        assert_eq!(decode::<T>(&encode(value)), *value);
    }

    #[test]
    fn numbers_texts_and_options_read_back() {
        assert_reads_back(&(0_u8, u8::MAX, 127_u16, 128_u16, u16::MAX, u32::MAX, u64::MAX, 1_u64 << 63));
        assert_reads_back(&["na\u{ef}ve \u{1f512}".to_owned(), String::new()]);
        assert_reads_back(&(None::<u16>, Some(vec![(true, 7_u8), (false, 8)]), Vec::<String>::new()));
    }

    #[test]
    fn bytes_are_as_they_are_documented() {
        // 300 is 0b10_0101100: the low seven bits with the sign that more follow, then the rest.
        assert_eq!(encode(&(300_u16, "ab", Some(true))), [0xac, 2, 2, b'a', b'b', 1, 1]);
        let setup = Setup {
            scenario: Source::Builtin("s".to_owned()),
            listing: Source::Text { name: "l".to_owned(), text: String::new() },
            options: Vec::new(),
        };
        let request = Request { id: 1, body: RequestBody::Order { setup } };
        assert_eq!(encode(&request), [1, 9, 0, 1, b's', 1, 1, b'l', 0, 0]);
        assert_eq!(decode::<Request>(&encode(&request)), request);
    }

    #[test]
    #[should_panic(expected = "as they were written")]
    fn what_is_left_over_is_a_mistake_of_ours() {
        decode::<Reply>(&[&ready("1f")[..], &[0]].concat());
    }

    #[test]
    fn every_build_can_read_of_which_build_another_one_is() {
        assert_eq!(ready("1f"), [0, 0, u8::try_from(PROTOCOL_VERSION).unwrap(), 2, b'1', b'f']);
        assert_eq!(greeting(&ready("1f")), Some("1f"));
        assert_eq!(greeting(&ready("")), Some(""));
        for other in [&[][..], &[0, 0, 1], &[0, 0, 1, 2, b'1'], &[0, 1, 1, 1, b'1'], &[0, 0, 1, 1, 0xff]] {
            assert_eq!(greeting(other), None, "{other:?}");
        }
    }
}
