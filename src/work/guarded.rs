//! A thread that may be left behind.

use super::{Io, Work};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Nobody wants it any more.
    Cancelled,
    /// The file system did not answer in time.
    TimedOut,
}

/// What a debugger shows of the threads of this library.
pub(super) const THREAD_NAME: &str = "cmverify";

/// How often somebody who waits looks up. A cancellation waits no longer than this.
pub(super) const LOOK_UP: Duration = Duration::from_millis(10);

/// Does something that touches the file system, and does not wait for it longer than it is wanted, or than the file
/// system should take.
pub(crate) fn guarded<T: Send + 'static>(
    work: &Work,
    touch: impl FnOnce(&Io) -> T + Send + 'static,
) -> Result<T, Lost> {
    let io = Io::new(work);
    let own = io.clone();
    let (sender, receiver) = sync_channel(1);
    let touch = Arc::new(Mutex::new(Some(touch)));
    let taken = Arc::clone(&touch);
    let thread = move || {
        let Some(touch) = taken.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let done = catch_unwind(AssertUnwindSafe(|| touch(&own)));
        // With nobody to take it, the answer came too late.
        let _ = sender.send(done);
    };
    if thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(thread).is_err() {
        // No thread to be had: it is done all the same, and may take as long as it takes.
        let touch = touch.lock().unwrap_or_else(PoisonError::into_inner).take();
        return touch.map(|touch| touch(&io)).filter(|_| !work.is_cancelled()).ok_or(Lost::Cancelled);
    }
    loop {
        match receiver.recv_timeout(LOOK_UP) {
            Ok(Ok(done)) if !work.is_cancelled() => return Ok(done),
            Ok(Ok(_)) => return Err(Lost::Cancelled),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(RecvTimeoutError::Timeout) if work.is_cancelled() => return Err(Lost::Cancelled),
            Err(RecvTimeoutError::Timeout) if io.hangs() => return Err(Lost::TimedOut),
            Err(RecvTimeoutError::Timeout) => {}
            // It sends before it ends, whatever happens in it.
            Err(RecvTimeoutError::Disconnected) => return Err(Lost::TimedOut),
        }
    }
}
