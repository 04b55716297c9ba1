//! A bounded pool: one thread finds the work, a few do it.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More readers than this gain nothing on any disk, and each has a buffer of its own.
const MOST_WORKERS: usize = 16;

/// Work is handed over in batches of so many pieces, or less where they weigh much: a look at a small file takes less
/// time than to wake another thread.
const BATCH: usize = 64;
/// The weight from which on a batch is full, in bytes to be read.
const HEAVY: u64 = 1024 * 1024;
/// How many batches wait to be done. It bounds what is remembered of a tree, however large.
const WAITING: usize = 16;

/// Does what `find` finds: it is given a function that takes each piece of work with its weight, and waits while enough
/// of it is waiting. Every worker has a buffer that stays with it.
pub(super) fn run<J: Send>(work: impl Fn(J, &mut Vec<u8>) + Sync, find: impl FnOnce(&mut dyn FnMut(J, u64))) {
    let (sender, receiver) = sync_channel::<Vec<J>>(WAITING);
    let receiver = Mutex::new(receiver);
    let failure = Mutex::new(None);
    let worker = || {
        let mut buffer = Vec::new();
        while let Some(batch) = next(&receiver) {
            for job in batch {
                // A worker goes on after a panic: with nobody to take the work, the finder would wait for ever.
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(job, &mut buffer))) {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
                }
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_WORKERS);
    thread::scope(|scope| {
        let spawned = (0..workers).filter(|_| thread::Builder::new().spawn_scoped(scope, worker).is_ok()).count();
        let mut own_buffer = Vec::new();
        let (mut batch, mut heavy) = (Vec::new(), 0);
        find(&mut |job, weight| {
            if spawned == 0 {
                // No thread to be had: the work is done all the same.
                work(job, &mut own_buffer);
                return;
            }
            batch.push(job);
            heavy += weight;
            if batch.len() == BATCH || heavy >= HEAVY {
                heavy = 0;
                // Every worker lives as long as the sender does.
                let _ = sender.send(std::mem::take(&mut batch));
            }
        });
        let _ = sender.send(batch);
        drop(sender);
    });
    if let Some(panic) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        resume_unwind(panic);
    }
}

fn next<J>(receiver: &Mutex<Receiver<J>>) -> Option<J> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::run;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn everything_found_is_done_once() {
        let sum = AtomicU64::new(0);
        run(
            |n: u64, _: &mut Vec<u8>| {
                sum.fetch_add(n, Ordering::Relaxed);
            },
            |give| (0..10_000).for_each(|n| give(n, n % 3 * 500_000)),
        );
        assert_eq!(sum.into_inner(), 49_995_000);
    }

    #[test]
    fn a_panic_reaches_the_caller_after_all_else_was_done() {
        let done = AtomicU64::new(0);
        let outcome = std::panic::catch_unwind(|| {
            run(
                |n: u64, _: &mut Vec<u8>| {
                    assert!(n % 3 != 0, "a third of the work fails");
                    done.fetch_add(1, Ordering::Relaxed);
                },
                |give| (0..3_000).for_each(|n| give(n, 1)),
            );
        });
        assert!(outcome.is_err());
        assert_eq!(done.into_inner(), 2_000);
    }
}
