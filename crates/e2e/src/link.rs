//! Links as tests write them, without their check, and with schedules in numbers: `#1/same-page/2.6.20/-/0*2@2`.

use pagelock_protocol::link::Link;

fn read(fragment: &str) -> Option<Link> {
    Link::decode_body(fragment.strip_prefix('#')?).ok()
}

/// The link with a check that says nothing of what its maker saw; what is no such link stays as it is.
#[must_use]
pub fn sealed(fragment: &str) -> String {
    read(fragment).map_or_else(|| fragment.to_owned(), |link| link.encode())
}

/// What the page writes of it, up to the check.
pub(crate) fn body(fragment: &str) -> String {
    let sealed = sealed(fragment);
    sealed.split('~').next().unwrap_or_default().to_owned()
}
