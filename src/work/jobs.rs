//! Work that goes on while its caller does something else, known to the caller by a number.

use super::guarded::THREAD_NAME;
use super::{Phase, Progress, Work};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The jobs of a process. A number is never given twice, so one that was closed is never mistaken for another.
pub struct Jobs<T> {
    open: Mutex<Open<T>>,
}

struct Open<T> {
    last: u64,
    jobs: BTreeMap<u64, Arc<Job<T>>>,
}

/// Each has a thread. Somebody who starts more forgets to close them.
const MOST_OPEN: usize = 256;

struct Job<T> {
    work: Work,
    begun: Instant,
    state: Mutex<State<T>>,
    ended: Condvar,
    rate: Mutex<Rate>,
}

enum State<T> {
    Running,
    Ended(T),
    Cancelled,
}

/// Why a job could not be asked, or gives no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobError {
    /// There is no job of that number, or it was closed.
    Unknown,
    /// It has not ended.
    Running,
    /// It was cancelled before it ended.
    Cancelled,
    /// Too many are open.
    TooMany,
    /// The system gave no thread for it.
    NoThread,
}

/// How a job is getting on.
#[derive(Clone, Debug, PartialEq)]
pub struct JobProgress {
    /// Still at it, ended with a result, or cancelled.
    pub state: JobState,
    /// How far it is.
    pub progress: Progress,
    /// Over the last seconds.
    pub bytes_per_second: Option<u64>,
    /// At that rate.
    pub remaining: Option<Duration>,
    /// Since it was started.
    pub elapsed: Duration,
}

/// Whether a job goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It goes on.
    Running,
    /// There is a result.
    Finished,
    /// There will be none.
    Cancelled,
}

impl<T: Clone + Send + 'static> Jobs<T> {
    /// No jobs yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { open: Mutex::new(Open { last: 0, jobs: BTreeMap::new() }) }
    }

    fn open(&self) -> MutexGuard<'_, Open<T>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn job(&self, number: u64) -> Result<Arc<Job<T>>, JobError> {
        self.open().jobs.get(&number).cloned().ok_or(JobError::Unknown)
    }

    /// Starts a job; gives its number.
    ///
    /// # Errors
    /// Too many are open, or the system gives no thread.
    pub fn start(&self, run: impl FnOnce(&Work) -> T + Send + 'static) -> Result<u64, JobError> {
        let job = Arc::new(Job {
            work: Work::new(),
            begun: Instant::now(),
            state: Mutex::new(State::Running),
            ended: Condvar::new(),
            rate: Mutex::new(Rate::default()),
        });
        let own = Arc::clone(&job);
        let number = {
            let mut open = self.open();
            if open.jobs.len() >= MOST_OPEN {
                return Err(JobError::TooMany);
            }
            open.last += 1;
            let number = open.last;
            open.jobs.insert(number, job);
            number
        };
        let thread = move || {
            let result = run(&own.work);
            let mut state = own.state();
            // A result that comes after a cancellation is nobody's, even if it is whole.
            if matches!(*state, State::Running) {
                *state = State::Ended(result);
                // Not before: whoever sees 100 % finds the result.
                own.work.enter(Phase::Finished);
            }
            drop(state);
            own.ended.notify_all();
        };
        if thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(thread).is_err() {
            self.open().jobs.remove(&number);
            return Err(JobError::NoThread);
        }
        Ok(number)
    }

    /// Waits for the end of a job, but no longer than `limit`; tells how far it is by then.
    ///
    /// # Errors
    /// There is no such job.
    pub fn wait(&self, number: u64, limit: Duration) -> Result<JobProgress, JobError> {
        let job = self.job(number)?;
        let until = Instant::now().checked_add(limit);
        let mut state = job.state();
        while matches!(*state, State::Running) {
            let left = until.map_or(limit, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                break;
            }
            state = job.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let now = match *state {
            State::Running => JobState::Running,
            State::Ended(_) => JobState::Finished,
            State::Cancelled => JobState::Cancelled,
        };
        // Asked before the job may end: what goes on is not at 100 %.
        let progress = job.progress(now);
        drop(state);
        Ok(progress)
    }

    /// Stops a job: nobody wants its result any more. One that has ended stays as it is.
    ///
    /// # Errors
    /// There is no such job.
    pub fn cancel(&self, number: u64) -> Result<(), JobError> {
        self.job(number)?.cancel();
        Ok(())
    }

    /// The result of a job that has ended; as often as it is asked for.
    ///
    /// # Errors
    /// There is no such job, it has not ended, or it was cancelled.
    pub fn result(&self, number: u64) -> Result<T, JobError> {
        match &*self.job(number)?.state() {
            State::Running => Err(JobError::Running),
            State::Ended(result) => Ok(result.clone()),
            State::Cancelled => Err(JobError::Cancelled),
        }
    }

    /// Forgets a job, and stops it where it has not ended. Its number is good for nothing from now on.
    ///
    /// # Errors
    /// There is no such job.
    pub fn close(&self, number: u64) -> Result<(), JobError> {
        let job = self.open().jobs.remove(&number).ok_or(JobError::Unknown)?;
        job.cancel();
        Ok(())
    }
}

impl<T: Clone + Send + 'static> Default for Jobs<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Job<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cancel(&self) {
        let mut state = self.state();
        if matches!(*state, State::Running) {
            *state = State::Cancelled;
            self.work.cancel();
        }
        drop(state);
        self.ended.notify_all();
    }

    fn progress(&self, state: JobState) -> JobProgress {
        let progress = self.work.progress();
        let mut rate = self.rate.lock().unwrap_or_else(PoisonError::into_inner);
        let measured = if progress.phase == Phase::Files { rate.of(Instant::now(), progress.bytes.0) } else { None };
        let bytes_per_second = measured.map(|(rate, _)| rate);
        let remaining = measured.filter(|(rate, over)| *rate > 0 && *over >= FORETELL_FROM).and_then(|(rate, _)| {
            let left = progress.bytes.1?.saturating_sub(progress.bytes.0);
            Some(Duration::from_secs(left.div_ceil(rate)))
        });
        JobProgress { state, progress, bytes_per_second, remaining, elapsed: self.begun.elapsed() }
    }
}

/// How fast bytes go by, over the last seconds: what a disk did a minute ago tells nothing.
#[derive(Default)]
struct Rate {
    seen: VecDeque<(Instant, u64)>,
}

const RATE_OVER: Duration = Duration::from_secs(5);
const RATE_EVERY: Duration = Duration::from_millis(100);
/// Less tells more of the moment than of the disk.
const RATE_FROM: Duration = Duration::from_millis(250);
/// The first files are small, and slower than all that follow.
const FORETELL_FROM: Duration = Duration::from_millis(1500);

impl Rate {
    /// Bytes in a second, and over which time that was measured.
    fn of(&mut self, now: Instant, bytes: u64) -> Option<(u64, Duration)> {
        if self.seen.back().is_none_or(|(last, _)| now.saturating_duration_since(*last) >= RATE_EVERY) {
            self.seen.push_back((now, bytes));
        }
        // One that is older stays, so that a wait of minutes is measured too.
        while self.seen.get(1).is_some_and(|(at, _)| now.saturating_duration_since(*at) >= RATE_OVER) {
            self.seen.pop_front();
        }
        let (at, before) = self.seen.front()?;
        let passed = now.saturating_duration_since(*at);
        if bytes == 0 || passed < RATE_FROM {
            return None;
        }
        let rate = u128::from(bytes.saturating_sub(*before)) * 1000 / passed.as_millis().max(1);
        u64::try_from(rate).ok().map(|rate| (rate, passed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_job_is_waited_for_and_gives_its_result_until_it_is_closed() {
        let jobs = Jobs::new();
        let (go, wait) = channel::<()>();
        let number = jobs.start(move |_| wait.recv().map_or(0, |()| 7)).unwrap();
        assert_eq!(jobs.wait(number, Duration::from_millis(5)).unwrap().state, JobState::Running);
        assert_eq!(jobs.result(number), Err(JobError::Running));
        go.send(()).unwrap();
        assert_eq!(jobs.wait(number, Duration::from_secs(60)).unwrap().state, JobState::Finished);
        assert_eq!((jobs.result(number), jobs.result(number)), (Ok(7), Ok(7)));
        jobs.cancel(number).unwrap();
        assert_eq!(jobs.result(number), Ok(7), "what has ended stays");
        assert_eq!((jobs.close(number), jobs.close(number)), (Ok(()), Err(JobError::Unknown)));
        assert_eq!(jobs.wait(number, Duration::ZERO).unwrap_err(), JobError::Unknown);
        assert_eq!((jobs.cancel(number), jobs.result(number)), (Err(JobError::Unknown), Err(JobError::Unknown)));
        assert_ne!(jobs.start(|_| 0).unwrap(), number, "a number is never given twice");
    }

    #[test]
    fn a_cancelled_job_ends_at_once_and_its_late_result_is_nobodys() {
        let jobs = Arc::new(Jobs::new());
        let (go, wait) = channel::<()>();
        let number = jobs.start(move |_| wait.recv().is_ok()).unwrap();
        let waiter = Arc::clone(&jobs);
        let waiting = thread::spawn(move || waiter.wait(number, Duration::from_secs(60)));
        jobs.cancel(number).unwrap();
        assert_eq!(waiting.join().unwrap().unwrap().state, JobState::Cancelled);
        go.send(()).unwrap();
        thread::sleep(Duration::from_millis(20));
        assert_eq!(jobs.result(number), Err(JobError::Cancelled));
    }

    #[test]
    fn what_goes_on_is_never_at_a_hundred_and_what_has_ended_is() {
        let jobs = Jobs::new();
        for _ in 0..2_000 {
            let number = jobs.start(|work| work.enter(Phase::Judging)).unwrap();
            loop {
                let seen = jobs.wait(number, Duration::ZERO).unwrap();
                assert_eq!(seen.progress.percent >= 100.0, seen.state == JobState::Finished);
                if seen.state == JobState::Finished {
                    break;
                }
            }
            jobs.close(number).unwrap();
        }
    }

    #[test]
    fn too_many_jobs_are_refused_and_room_comes_back() {
        let jobs = Jobs::new();
        let numbers: Vec<u64> = (0..MOST_OPEN).map(|_| jobs.start(|_| ()).unwrap()).collect();
        assert_eq!(jobs.start(|_| ()), Err(JobError::TooMany));
        jobs.close(numbers[9]).unwrap();
        assert!(jobs.start(|_| ()).is_ok());
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let begun = Instant::now();
        let mut rate = Rate::default();
        let mut last = None;
        // A slow first minute, then ten times as fast.
        let mut bytes = 0;
        for tenth in 0..800_u64 {
            bytes += if tenth < 600 { 100 } else { 1_000 };
            last = rate.of(begun + Duration::from_millis(tenth * 100), bytes);
        }
        assert_eq!(last.map(|(rate, _)| rate), Some(10_000));
        assert_eq!(Rate::default().of(begun, 5), None);
    }
}
