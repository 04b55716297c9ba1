//! One thread finds the work, a few do it; one that hangs is replaced.

use super::guarded::{LOOK_UP, THREAD_NAME};
use super::{Io, Lost, Work, seats};
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Work is handed over in batches of so many pieces, or less where they weigh much: a look at a small file takes less
/// time than to wake another thread.
const BATCH: usize = 64;
/// The weight from which on a batch is full, in bytes to be read.
const HEAVY: u64 = 1024 * 1024;
/// How many batches wait to be done. It bounds what is remembered of a tree, however large.
const WAITING: usize = 16;
/// A file that takes a while to read, in bytes: where the disk is what everybody waits for, no more than
/// [`BIG_AT_ONCE`] of them are read side by side. A USB stick or a rotating disk gets slower with each that is added,
/// and a share shows its first result later.
const BIG: u64 = 32 * 1024 * 1024;
const BIG_AT_ONCE: usize = 2;
/// How long is measured before it is known who waits for whom.
const MEASURE: Duration = Duration::from_millis(50);
/// After so many files of one download that never answered, the rest is not tried: each would take its time, and a
/// thread.
const MOST_HUNG: usize = 16;

type Panic = Box<dyn Any + Send>;

/// Those who do the work.
pub(crate) trait Crew: Send + Sync + 'static {
    /// A piece of work.
    type Job: Send + Sync + 'static;
    /// What came of it.
    type Seen: Send;

    /// Does it; may wait for the file system, and never comes back where that does not.
    fn look(&self, job: &Self::Job, io: &Io, buffer: &mut Vec<u8>) -> Self::Seen;

    /// Takes down what came of some; waits for nothing.
    fn note(&self, done: &mut dyn Iterator<Item = (&Self::Job, Self::Seen)>);

    /// Takes down that nothing will come of it.
    fn lose(&self, job: &Self::Job, work: &Work);
}

/// How it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The finder did not find everything.
    pub(crate) finder: Option<Lost>,
    /// So much hung that the rest was not tried.
    pub(crate) gave_up: bool,
}

struct Batch<J> {
    jobs: Arc<Vec<J>>,
    next: usize,
    is_big: bool,
}

/// What one worker is at.
struct Doing<C: Crew> {
    batch: Batch<C::Job>,
    /// What came of the pieces before the next one and is not taken down yet. It is taken down together: many threads
    /// that wait for each other after every small file would do nothing else.
    seen: Vec<C::Seen>,
}

struct Worker<C: Crew> {
    io: Io,
    /// None between batches, and for one that was left behind.
    doing: Mutex<Option<Doing<C>>>,
}

struct Queue<C: Crew> {
    ready: VecDeque<Batch<C::Job>>,
    is_closed: bool,
    /// Batches that were taken and are not done.
    busy: usize,
    busy_big: usize,
    idle: usize,
    workers: Vec<Arc<Worker<C>>>,
    hung: usize,
    /// When it was last measured who waits for whom, and how long all workers had waited for the disk then.
    measured: (Instant, Duration),
    is_disk_fast: bool,
    failure: Option<Panic>,
}

struct Pool<C: Crew> {
    work: Work,
    crew: Arc<C>,
    queue: Mutex<Queue<C>>,
    /// There may be something to take, or nothing more will come.
    to_do: Condvar,
    /// There is room for more.
    room: Condvar,
    /// All is done.
    all_done: Condvar,
}

/// Has the crew do what `find` finds: that is given a function which takes each piece of work with its weight in bytes,
/// and waits while enough of it is waiting. Comes back when all is done, or lost, or nobody wants it any more.
pub(crate) fn run<C: Crew>(
    work: &Work,
    crew: &Arc<C>,
    find: impl FnOnce(&Io, &mut dyn FnMut(C::Job, u64)) + Send + 'static,
) -> Ended {
    let queue = Queue {
        ready: VecDeque::new(),
        is_closed: false,
        busy: 0,
        busy_big: 0,
        idle: 0,
        workers: Vec::new(),
        hung: 0,
        measured: (Instant::now(), Duration::ZERO),
        is_disk_fast: false,
        failure: None,
    };
    let crew = Arc::clone(crew);
    let pool = Arc::new(Pool {
        work: work.clone(),
        crew,
        queue: Mutex::new(queue),
        to_do: Condvar::new(),
        room: Condvar::new(),
        all_done: Condvar::new(),
    });
    let own = Arc::clone(&pool);
    let finder_io = Io::new(work);
    let io = finder_io.clone();
    let finder = move || {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let (mut batch, mut weight) = (Vec::new(), 0);
            find(&io, &mut |job, bytes| {
                batch.push(job);
                weight += bytes;
                if batch.len() == BATCH || weight >= HEAVY {
                    own.give(std::mem::take(&mut batch), weight);
                    weight = 0;
                }
            });
            own.give(batch, weight);
        }));
        let mut queue = own.queue();
        queue.is_closed = true;
        if let Err(panic) = done {
            queue.failure = Some(panic);
        }
        drop(queue);
        own.to_do.notify_all();
        own.all_done.notify_all();
    };
    let finder = Arc::new(Mutex::new(Some(finder)));
    let taken = Arc::clone(&finder);
    let take = |from: &Mutex<Option<_>>| from.lock().unwrap_or_else(PoisonError::into_inner).take();
    let thread = move || take(&taken).map_or((), |find| find());
    if thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(thread).is_err() {
        let own = take(&finder);
        if let Some(find) = own {
            find();
        }
    }
    pool.watch_over(&finder_io)
}

impl<C: Crew> Pool<C> {
    fn queue(&self) -> MutexGuard<'_, Queue<C>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a batch, and a worker where none is free.
    fn give(self: &Arc<Self>, jobs: Vec<C::Job>, weight: u64) {
        if jobs.is_empty() {
            return;
        }
        let mut queue = self.queue();
        while queue.ready.len() >= WAITING && !queue.is_closed && !self.work.is_cancelled() {
            queue = wait(&self.room, queue);
        }
        if queue.is_closed || self.work.is_cancelled() {
            return;
        }
        queue.ready.push_back(Batch { jobs: Arc::new(jobs), next: 0, is_big: weight >= BIG });
        if queue.idle < queue.ready.len() && queue.workers.len() < seats::count() {
            self.hire(&mut queue);
        }
        let alone = queue.workers.is_empty();
        drop(queue);
        self.to_do.notify_one();
        if alone {
            // No thread to be had: the work is done all the same.
            self.labour(&Worker { io: Io::new(&self.work), doing: Mutex::new(None) }, true);
        }
    }

    fn hire(self: &Arc<Self>, queue: &mut Queue<C>) {
        let worker = Arc::new(Worker { io: Io::new(&self.work), doing: Mutex::new(None) });
        let (pool, own) = (Arc::clone(self), Arc::clone(&worker));
        let thread = move || pool.labour(&own, false);
        if thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(thread).is_ok() {
            queue.workers.push(worker);
        }
    }

    /// What a worker does all day: until all is done, or with `once` until nothing is ready.
    fn labour(&self, worker: &Worker<C>, once: bool) {
        while let Some(batch) = self.take(once) {
            let is_big = batch.is_big;
            if let Some(mut buffer) = seats::take(&self.work) {
                let (jobs, first) = (Arc::clone(&batch.jobs), batch.next);
                *worker.doing() = Some(Doing { batch, seen: Vec::new() });
                for job in jobs.iter().skip(first) {
                    if self.work.is_cancelled() {
                        break;
                    }
                    let seen = catch_unwind(AssertUnwindSafe(|| self.crew.look(job, &worker.io, &mut buffer)));
                    let mut doing = worker.doing();
                    // Left behind: somebody said already that nothing came of it, gave the seat away and took over.
                    let Some(doing) = doing.as_mut() else { return };
                    match seen {
                        Ok(seen) => doing.seen.push(seen),
                        Err(panic) => {
                            // The others go on; the caller is told in the end.
                            let also = doing.note(&*self.crew);
                            self.queue().failure = also.or(Some(panic));
                            doing.batch.next += 1;
                        }
                    }
                }
                let Some(mut doing) = worker.doing().take() else { return };
                if let Some(panic) = doing.note(&*self.crew) {
                    self.queue().failure = Some(panic);
                }
                seats::give_back(Some(buffer));
            }
            self.done(is_big);
        }
    }

    fn done(&self, is_big: bool) {
        let mut queue = self.queue();
        queue.busy -= 1;
        queue.busy_big -= usize::from(is_big);
        let (waits, is_last) = (queue.idle > 0 && is_big, queue.is_done());
        drop(queue);
        if waits {
            // Perhaps for the next big one.
            self.to_do.notify_one();
        }
        if is_last {
            self.all_done.notify_all();
        }
    }

    fn take(&self, once: bool) -> Option<Batch<C::Job>> {
        let mut queue = self.queue();
        loop {
            if self.work.is_cancelled() {
                return None;
            }
            if let Some(batch) = queue.take() {
                queue.busy += 1;
                queue.busy_big += usize::from(batch.is_big);
                let was_full = queue.ready.len() + 1 == WAITING;
                drop(queue);
                if was_full {
                    self.room.notify_one();
                }
                return Some(batch);
            }
            if once || queue.is_closed && queue.ready.is_empty() {
                return None;
            }
            queue.idle += 1;
            queue = wait(&self.to_do, queue);
            queue.idle -= 1;
        }
    }

    /// Waits for the end, and for nothing that hangs.
    fn watch_over(self: &Arc<Self>, finder: &Io) -> Ended {
        let mut ended = Ended::default();
        let mut queue = self.queue();
        while !queue.is_done() {
            if self.work.is_cancelled() {
                ended.finder = Some(Lost::Cancelled);
                break;
            }
            if !queue.is_closed && finder.hangs() {
                queue.is_closed = true;
                ended.finder = Some(Lost::TimedOut);
            }
            let hung: Vec<_> = queue.workers.iter().filter(|worker| worker.io.hangs()).cloned().collect();
            for worker in hung {
                // The order of the locks is that of a worker: first its own.
                drop(queue);
                let left = worker.doing().take();
                queue = self.queue();
                queue.workers.retain(|other| !Arc::ptr_eq(other, &worker));
                let Some(mut left) = left else { continue };
                if let Some(panic) = left.note(&*self.crew) {
                    queue.failure = Some(panic);
                }
                let mut batch = left.batch;
                seats::give_back(None);
                queue.busy -= 1;
                queue.busy_big -= usize::from(batch.is_big);
                queue.hung += 1;
                if let Some(job) = batch.jobs.get(batch.next) {
                    self.crew.lose(job, &self.work);
                }
                batch.next += 1;
                if batch.next < batch.jobs.len() {
                    queue.ready.push_front(batch);
                }
                if queue.hung >= MOST_HUNG {
                    queue.is_closed = true;
                    queue.ready.clear();
                    ended.gave_up = true;
                }
                self.hire(&mut queue);
            }
            queue = wait(&self.all_done, queue);
        }
        queue.is_closed = true;
        let failure = queue.failure.take();
        drop(queue);
        self.to_do.notify_all();
        self.room.notify_all();
        if let Some(panic) = failure {
            resume_unwind(panic);
        }
        ended
    }
}

fn wait<'a, T>(signal: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    signal.wait_timeout(guard, LOOK_UP).unwrap_or_else(PoisonError::into_inner).0
}

impl<C: Crew> Worker<C> {
    fn doing(&self) -> MutexGuard<'_, Option<Doing<C>>> {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Crew> Doing<C> {
    /// Has all that is done taken down; gives the panic of one that could not be.
    fn note(&mut self, crew: &C) -> Option<Panic> {
        let first = self.batch.next;
        self.batch.next += self.seen.len();
        let done = &mut self.batch.jobs.iter().skip(first).zip(self.seen.drain(..));
        catch_unwind(AssertUnwindSafe(|| crew.note(done))).err()
    }
}

impl<C: Crew> Queue<C> {
    fn is_done(&self) -> bool {
        self.is_closed && self.ready.is_empty() && self.busy == 0
    }

    /// The next batch that may be begun now.
    fn take(&mut self) -> Option<Batch<C::Job>> {
        let may_be_big = self.busy_big < BIG_AT_ONCE || self.ready.iter().any(|b| b.is_big) && self.is_disk_fast();
        let at = self.ready.iter().position(|batch| may_be_big || !batch.is_big)?;
        self.ready.remove(at)
    }

    /// True while the workers have more to do than to wait for the disk: more of them get more done then.
    fn is_disk_fast(&mut self) -> bool {
        let (since, waited_then) = self.measured;
        let passed = since.elapsed();
        if passed >= MEASURE {
            let waited: Duration = self.workers.iter().map(|worker| worker.io.waited()).sum();
            let busy = u32::try_from(self.busy.max(1)).unwrap_or(u32::MAX);
            // What was measured long ago, or never, tells nothing of now.
            let is_known = passed < 10 * MEASURE && waited_then > Duration::ZERO;
            self.is_disk_fast = is_known && waited.saturating_sub(waited_then) * 2 < passed * busy;
            self.measured = (Instant::now(), waited);
        }
        self.is_disk_fast
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

    /// Adds numbers up; some fail, some hang.
    struct Adders {
        sum: AtomicU64,
        lost: AtomicU64,
        hangs: fn(u64) -> bool,
        fails: fn(u64) -> bool,
        is_let_go: AtomicBool,
    }

    fn adders(hangs: fn(u64) -> bool, fails: fn(u64) -> bool) -> Arc<Adders> {
        let (sum, lost) = (AtomicU64::new(0), AtomicU64::new(0));
        Arc::new(Adders { sum, lost, hangs, fails, is_let_go: AtomicBool::new(false) })
    }

    impl Crew for Adders {
        type Job = u64;
        type Seen = u64;

        fn look(&self, job: &u64, io: &Io, _: &mut Vec<u8>) -> u64 {
            assert!(!(self.fails)(*job), "this one fails");
            if (self.hangs)(*job) {
                let _ = io.call(|| {
                    while !self.is_let_go.load(Relaxed) {
                        thread::sleep(Duration::from_millis(1));
                    }
                    Ok(())
                });
            }
            *job
        }

        fn note(&self, done: &mut dyn Iterator<Item = (&u64, u64)>) {
            self.sum.fetch_add(done.map(|(_, seen)| seen).sum(), Relaxed);
        }

        fn lose(&self, job: &u64, _: &Work) {
            self.lost.fetch_add(*job, Relaxed);
        }
    }

    const NEVER: fn(u64) -> bool = |_| false;

    #[test]
    fn everything_found_is_done_once() {
        let crew = adders(NEVER, NEVER);
        let ended = run(&Work::new(), &crew, |_, give| (0..10_000).for_each(|n| give(n, n % 3 * 500_000)));
        assert_eq!((ended, crew.sum.load(Relaxed)), (Ended::default(), 49_995_000));
    }

    #[test]
    fn big_pieces_are_all_done_too() {
        let crew = adders(NEVER, NEVER);
        run(&Work::new(), &crew, |_, give| (0..100).for_each(|n| give(n, n % 2 * BIG)));
        assert_eq!(crew.sum.load(Relaxed), 4950);
    }

    #[test]
    fn a_panic_reaches_the_caller_after_all_else_was_done() {
        let crew = adders(NEVER, |n| n % 3 == 0);
        let own = Arc::clone(&crew);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            run(&Work::new(), &own, |_, give| (0..3_000).for_each(|n| give(n, 1)));
        }));
        assert!(outcome.is_err());
        assert_eq!(crew.sum.load(Relaxed), (0..3_000).filter(|n| n % 3 != 0).sum::<u64>());
    }

    #[test]
    fn what_hangs_is_lost_and_the_rest_goes_on() {
        let crew = adders(|n| n % 100 == 7, NEVER);
        let work = Work::answered_within(Duration::from_millis(50));
        let ended = run(&work, &crew, |_, give| (0..300).for_each(|n| give(n, 1)));
        assert_eq!(ended, Ended::default());
        assert_eq!(crew.lost.load(Relaxed), 7 + 107 + 207);
        assert_eq!(crew.sum.load(Relaxed), 44_850 - 7 - 107 - 207);
        // Those who come back late have nothing to say, and nothing to break.
        crew.is_let_go.store(true, Relaxed);
        thread::sleep(Duration::from_millis(20));
        assert_eq!(crew.sum.load(Relaxed), 44_850 - 7 - 107 - 207);
    }

    #[test]
    fn where_everything_hangs_the_rest_is_not_tried() {
        let crew = adders(|_| true, NEVER);
        let work = Work::answered_within(Duration::from_millis(20));
        let ended = run(&work, &crew, |_, give| (0..10_000).for_each(|n| give(n, 1)));
        assert!(ended.gave_up);
        crew.is_let_go.store(true, Relaxed);
    }

    #[test]
    fn a_finder_that_hangs_is_left_behind() {
        let crew = adders(NEVER, NEVER);
        let work = Work::answered_within(Duration::from_millis(20));
        let ended = run(&work, &crew, |io, give| {
            (0..64).for_each(|n| give(n, 1));
            let _ = io.call(|| {
                thread::sleep(Duration::from_millis(300));
                Ok(())
            });
        });
        assert_eq!((ended.finder, crew.sum.load(Relaxed)), (Some(Lost::TimedOut), 2016));
    }

    #[test]
    fn a_cancellation_waits_for_nobody() {
        let crew = adders(|_| true, NEVER);
        let work = Work::new();
        let stop = work.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(30));
            stop.cancel();
        });
        let begun = Instant::now();
        let ended = run(&work, &crew, |_, give| (0..1_000_000).for_each(|n| give(n, 1)));
        assert_eq!(ended.finder, Some(Lost::Cancelled));
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        crew.is_let_go.store(true, Relaxed);
    }
}
