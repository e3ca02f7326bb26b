//! Messages as bytes: what the page and the worker post to each other.
//!
//! Arrow: `Request` or `Reply` -> **bytes** -> the same. A view of hundreds of tasks has hundreds of thousands of
//! values; as JavaScript values each of them would be an object of its own, twice, and both sides would have to carry
//! the code that makes them.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message as bytes.
///
/// # Panics
/// Never for the messages of this crate: they are plain data.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(message).expect("messages are plain data")
}

/// Bytes as the message that they were made from.
///
/// # Errors
/// What is wrong with them, in words: they were made by another build.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(format!("{} bytes are left over", rest.len())),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PROTOCOL_VERSION;
    use crate::message::{Reply, ReplyBody};

    #[test]
    fn a_message_reads_back_and_damage_is_refused() {
        let reply = Reply { id: 3, body: ReplyBody::Failed("a reason".into()) };
        let bytes = encode(&reply);
        assert_eq!(decode(&bytes), Ok(reply));
        assert!(decode::<Reply>(&bytes[..bytes.len() - 1]).is_err());
        assert!(decode::<Reply>(&[&bytes[..], &[0]].concat()).is_err());
        assert!(decode::<Reply>(&[3, 200]).is_err(), "there are not so many kinds of replies");
    }

    #[test]
    fn every_build_can_read_which_version_another_one_speaks() {
        // A page and a worker of different builds find out by this: kind 0, then the version.
        let ready =
            Reply { id: 0, body: ReplyBody::Ready { protocol: PROTOCOL_VERSION, build: "1f".to_owned() } };
        assert_eq!(encode(&ready)[..3], [0, 0, u8::try_from(PROTOCOL_VERSION).unwrap()]);
    }
}
