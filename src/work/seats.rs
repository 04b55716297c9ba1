//! How many files are read at once in the whole process, however many downloads are verified at the same time.

use super::Work;
use super::guarded::LOOK_UP;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

/// More readers than this gain nothing on any disk, and each has a buffer of its own.
const MOST: usize = 16;

/// Another number of files, for tests and for disks that need it.
const READERS_VARIABLE: &str = "CMVERIFY_READERS";

/// The seats of the process, each with its buffer.
struct Seats {
    free: Mutex<(usize, Vec<Vec<u8>>)>,
    one_is_free: Condvar,
}

/// How many readers there may be.
pub(super) fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| {
        let asked = std::env::var(READERS_VARIABLE).ok().and_then(|text| text.trim().parse().ok());
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        asked.filter(|n| *n > 0).unwrap_or_else(cores).min(MOST)
    })
}

fn seats() -> &'static Seats {
    static SEATS: OnceLock<Seats> = OnceLock::new();
    SEATS.get_or_init(|| Seats { free: Mutex::new((count(), Vec::new())), one_is_free: Condvar::new() })
}

impl Seats {
    fn free(&self) -> MutexGuard<'_, (usize, Vec<Vec<u8>>)> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a seat, and waits for one while all are taken; none once the work is not wanted any more.
pub(super) fn take(work: &Work) -> Option<Vec<u8>> {
    let seats = seats();
    let mut free = seats.free();
    while free.0 == 0 {
        if work.is_cancelled() {
            return None;
        }
        free = seats.one_is_free.wait_timeout(free, LOOK_UP).unwrap_or_else(PoisonError::into_inner).0;
    }
    free.0 -= 1;
    Some(free.1.pop().unwrap_or_default())
}

/// Gives a seat back; without its buffer where a thread that hangs still has that.
pub(super) fn give_back(buffer: Option<Vec<u8>>) {
    let seats = seats();
    let mut free = seats.free();
    free.0 += 1;
    free.1.extend(buffer);
    if free.0 == count() {
        // Nobody reads: a host that goes on for days need not keep the memory.
        free.1.clear();
    }
    drop(free);
    seats.one_is_free.notify_one();
}
