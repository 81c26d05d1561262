//! Does what the engine decides: sends, sleeps, delivers.

use crate::engine::exchange::{Answer, Failure, Request, RequestId};
use crate::engine::{Engine, JobId, Output, Settings};
use crate::error::{Error, ErrorKind};
use crate::graph::{Notes, Wire};
use crate::outbox::Outbox;
use crate::quota::SharedBucket;
use crate::submission::{Plan, Submission};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

/// How many inputs are taken before outputs are given.
const AT_ONCE: usize = 1_024;

/// What a client and its jobs ask of their driver.
pub(crate) enum Command {
    Open(JobId, Plan, Arc<Outbox>),
    Submit(JobId, Vec<Submission>),
    Finish(JobId),
    Cancel(JobId),
    /// Nobody listens any more.
    Forget(JobId),
    Close,
}

/// What came of a request, and what is told of it.
struct Event {
    request: RequestId,
    result: Result<Answer, Failure>,
    notes: Notes,
}

/// Owns the engine, in a task of its own.
struct Driver {
    engine: Engine<SharedBucket>,
    wire: Arc<Wire>,
    outboxes: Outboxes,
    events: UnboundedSender<Event>,
    sending: HashMap<RequestId, Sending, RandomState>,
    closed: bool,
    find_bucket: Option<FindBucket>,
}

/// Gives the bucket that belongs to the identity of a client's token, as soon as the token tells.
pub(crate) type FindBucket = Arc<dyn Fn() -> Option<SharedBucket> + Send + Sync>;

/// A request on its way.
struct Sending {
    task: AbortHandle,
    /// Set by the task as it sends, or by the driver as it calls the request back: whoever is first.
    decided: Arc<AtomicBool>,
}

/// The jobs' outboxes, shared with the watcher, which outlives a driver that panics.
type Outboxes = Arc<Mutex<HashMap<JobId, Arc<Outbox>>>>;

/// Runs a client until it is closed or nobody can ask for anything any more.
///
/// Should the driver panic, all jobs end with an error: the host must not wait for outcomes that nobody will give.
pub(crate) async fn run(
    settings: Settings,
    bucket: SharedBucket,
    find_bucket: Option<FindBucket>,
    wire: Arc<Wire>,
    commands: UnboundedReceiver<Command>,
) {
    let outboxes = Outboxes::default();
    let (events, received) = unbounded_channel();
    let driver = Driver {
        engine: Engine::new(settings, bucket),
        wire,
        outboxes: Arc::clone(&outboxes),
        events,
        sending: HashMap::default(),
        closed: false,
        find_bucket,
    };
    if tokio::spawn(driver.run(commands, received)).await.is_err() {
        let fault = "The library had a fault of its own and stopped. Users without an outcome may or may not be revoked: run it again for them, and report the fault.";
        let fault = Arc::new(Error::new(ErrorKind::Internal, fault));
        outboxes.lock().unwrap_or_else(PoisonError::into_inner).values().for_each(|outbox| outbox.fail(Arc::clone(&fault)));
    }
}

impl Driver {
    async fn run(mut self, mut commands: UnboundedReceiver<Command>, mut events: UnboundedReceiver<Event>) {
        let (mut asked, mut heard) = (Vec::with_capacity(AT_ONCE), Vec::with_capacity(AT_ONCE));
        while !self.closed {
            let wake = self.settle();
            tokio::select! {
                count = commands.recv_many(&mut asked, AT_ONCE) => {
                    if count == 0 {
                        return; // the client and all its jobs are gone
                    }
                    asked.drain(..).for_each(|command| self.obey(command));
                    if self.closed {
                        self.shut(&mut commands);
                    }
                }
                _ = events.recv_many(&mut heard, AT_ONCE) => {}
                () = until(wake) => {}
            }
            // Answers first: they tell how fast to go on.
            while let Ok(event) = events.try_recv() {
                heard.push(event);
            }
            heard.drain(..).for_each(|event| self.hear(event));
        }
        self.settle();
        // What was asked after the closing gets its answer as well.
        while let Some(command) = commands.recv().await {
            self.obey(command);
            self.shut(&mut commands);
            self.settle();
        }
    }

    fn obey(&mut self, command: Command) {
        let now = Instant::now();
        match command {
            Command::Open(job, plan, outbox) => {
                if self.closed {
                    outbox.shut();
                }
                self.engine.open(now, job, plan);
                self.outboxes().insert(job, outbox);
            }
            Command::Submit(job, submissions) => submissions.into_iter().for_each(|submission| self.engine.submit(now, job, submission)),
            Command::Finish(job) => self.engine.finish(job),
            Command::Cancel(job) => {
                self.recall();
                self.engine.cancel(now, job);
            }
            Command::Forget(job) => {
                self.engine.forget(job);
                self.outboxes().remove(&job);
            }
            Command::Close => self.closed = true,
        }
    }

    /// Lets nobody in any more, and takes those who were let in before: each gets an outcome before its job is finished.
    fn shut(&mut self, commands: &mut UnboundedReceiver<Command>) {
        self.outboxes().values().for_each(|outbox| outbox.shut());
        while let Ok(command) = commands.try_recv() {
            self.obey(command);
        }
        self.recall();
        self.engine.close(Instant::now());
    }

    /// Calls back what still waits for its token: whoever ends now is to hear that it was not sent.
    fn recall(&mut self) {
        let waiting = self.sending.extract_if(|_, sending| !sending.decided.swap(true, Ordering::AcqRel));
        for (request, sending) in waiting {
            sending.task.abort();
            self.engine.recalled(request);
        }
    }

    fn hear(&mut self, Event { request, result, notes }: Event) {
        let now = Instant::now();
        self.sending.remove(&request);
        self.tell(request, notes);
        match result {
            Ok(answer) => self.engine.answered(now, request, answer),
            Err(failure) => self.engine.failed(now, request, failure),
        }
    }

    fn tell(&self, request: RequestId, notes: Notes) {
        let lines = notes.into_lines();
        if !lines.is_empty() {
            let outboxes = self.outboxes();
            let watchers = self.engine.watchers(request);
            watchers.iter().filter_map(|job| outboxes.get(job)).for_each(|outbox| outbox.tell(lines.iter().cloned()));
        }
    }

    /// Does all that is to be done now; says when there will be more.
    fn settle(&mut self) -> Option<Instant> {
        let now = Instant::now();
        if let Some(bucket) = self.find_bucket.as_ref().and_then(|find| find()) {
            self.find_bucket = None;
            self.engine.exchange_quota(|own| bucket.taking_over(now, own));
        }
        let mut ready: Vec<(JobId, Vec<_>)> = Vec::new();
        let mut finished = Vec::new();
        let wake = loop {
            match self.engine.poll(now) {
                Output::Deliver(job, outcomes) => ready.push((job, outcomes)),
                Output::Finished(job) => finished.push(job),
                Output::Tell(job, line) => {
                    if let Some(outbox) = self.outboxes().get(&job) {
                        outbox.tell([line]);
                    }
                }
                Output::Send(request) if self.closed => {
                    let error = Arc::new(Error::new(ErrorKind::Closed, "The client is closed."));
                    self.engine.failed(now, request.id, Failure::NoToken(error));
                }
                Output::Send(request) => self.send(request),
                Output::Abandon(request) => self.abandon(request),
                Output::Wait(wake) => break wake,
            }
        };
        self.publish(now);
        let outboxes = self.outboxes();
        for (job, outcomes) in ready {
            if let Some(outbox) = outboxes.get(&job) {
                outbox.put(outcomes);
            }
        }
        finished.iter().filter_map(|job| outboxes.get(job)).for_each(|outbox| outbox.finish());
        wake
    }

    fn send(&mut self, request: Request) {
        let wire = Arc::clone(&self.wire);
        let event = Event { request: request.id, result: Err(crashed()), notes: Notes::default() };
        let mut reply = Reply { events: self.events.clone(), event: Some(event) };
        let id = request.id;
        let decided = Arc::new(AtomicBool::new(false));
        let leaving = Arc::clone(&decided);
        let task = tokio::spawn(async move {
            if let Some(event) = &mut reply.event {
                event.result = wire.send(&request, || !leaving.swap(true, Ordering::AcqRel), &mut event.notes).await;
            }
        });
        self.sending.insert(id, Sending { task: task.abort_handle(), decided });
    }

    fn abandon(&mut self, request: RequestId) {
        if let Some(sending) = self.sending.remove(&request) {
            sending.task.abort();
        }
    }

    fn publish(&mut self, now: Instant) {
        let outboxes = Arc::clone(&self.outboxes);
        let outboxes = outboxes.lock().unwrap_or_else(PoisonError::into_inner);
        let time_left = self.engine.time_left(now);
        for (job, outbox) in outboxes.iter() {
            if let Some(progress) = self.engine.progress(now, *job, time_left) {
                outbox.publish(now, progress);
            }
        }
    }

    fn outboxes(&self) -> MutexGuard<'_, HashMap<JobId, Arc<Outbox>>> {
        self.outboxes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the driver what came of a request however its task ends, by a panic too: no target is lost with it.
struct Reply {
    events: UnboundedSender<Event>,
    event: Option<Event>,
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(event) = self.event.take() {
            let _ = self.events.send(event);
        }
    }
}

fn crashed() -> Failure {
    Failure::Broken(Arc::new(Error::new(ErrorKind::Internal, "The library had a fault of its own while sending.")))
}

async fn until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => pending().await,
    }
}
