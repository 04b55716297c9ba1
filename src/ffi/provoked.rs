//! Panics that a test provokes. Only with the feature `test-panic`, which no release is built with.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many entries into the boundary are left until the one that panics; 0: none will.
static LEFT: AtomicU64 = AtomicU64::new(0);

/// Lets the `entry`-th entry into the boundary from now on panic, counted from 1 and over all threads; 0: none.
///
/// Gives how many entries were left of what was asked before: 0 where it has come to pass.
#[unsafe(no_mangle)]
pub extern "C" fn cmv_test_panic(entry: u64) -> u64 {
    LEFT.swap(entry, Ordering::SeqCst)
}

/// Panics where a test asked for it at this entry.
#[allow(clippy::panic)]
pub(super) fn panic_if_asked() {
    let before = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
    assert!(before != Ok(1), "provoked by a test");
}
