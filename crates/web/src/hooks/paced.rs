//! Something that changes all the time, seen twice a second: drawing it more often helps nobody, and keeps the
//! browser from everything else.

use yew::{hook, use_effect_with, use_mut_ref, use_state};

use super::timer::Timeout;

/// Milliseconds between two looks.
const PAUSE_MILLIS: i32 = 500;

/// What it was when it was last looked at. The last change is always seen, after a while.
#[hook]
pub(crate) fn use_paced<T: Clone + PartialEq + 'static>(value: T) -> T {
    let seen = use_state(|| value.clone());
    let latest = use_mut_ref(|| value.clone());
    let pause = use_mut_ref(|| None::<Timeout>);
    latest.replace(value.clone());
    let setter = seen.setter();
    use_effect_with(value, move |_| {
        if pause.borrow().is_none() {
            let over = pause.clone();
            let look = move || {
                over.take();
                setter.set(latest.borrow().clone());
            };
            pause.replace(Timeout::start(PAUSE_MILLIS, look));
        }
    });
    (*seen).clone()
}
