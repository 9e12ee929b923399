//! Webhooks: three tries a receiver, several receivers at once, and a sender who waits for all of them.

use std::time::Duration;

use http::Uri;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::courier::{Delivery, Done, deliver, loopback};
use crate::queue::{Head, Tail, queue};

/// Tries in all (release 2.0.1).
const TRIES: u32 = 3;
/// Messages that are delivered at the same time, so that a burst does not use up the machine's ports.
const AT_ONCE: usize = 64;

/// How long things take; the defaults are the platform's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Before the second try; twice as long before the third.
    pub(super) pause: Duration,
    /// Longest wait for one answer.
    pub(super) patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { pause: Duration::from_secs(1), patience: Duration::from_secs(10) }
    }
}

/// One message and those who get it.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) urls: Vec<String>,
    pub(super) body: Value,
    pub(super) pace: Pace,
}

enum Order {
    Deliver(Job, Option<oneshot::Sender<()>>),
    /// Answered when everything before it is done.
    Settle(oneshot::Sender<()>),
}

/// Sending half.
#[derive(Debug, Clone)]
pub(super) struct Mailbox {
    orders: Tail<Order>,
    done: Done,
}

/// Working half, run as a task.
pub(crate) struct Postman {
    orders: Head<Order>,
    done: Done,
}

pub(super) fn post_office() -> (Mailbox, Postman) {
    let (sender, orders) = queue();
    let done = Done::default();
    (Mailbox { orders: sender, done: done.clone() }, Postman { orders, done })
}

impl Mailbox {
    /// Delivers in the background.
    pub(super) fn post(&self, job: Job) {
        if !job.urls.is_empty() {
            self.orders.push(Order::Deliver(job, None));
        }
    }

    /// Delivers, and comes back when every receiver took it or was given up.
    pub(super) async fn post_and_wait(&self, job: Job) {
        if job.urls.is_empty() {
            return;
        }
        let (tell, told) = oneshot::channel();
        self.orders.push(Order::Deliver(job, Some(tell)));
        // An error means that the emulator has ended, or that the order was forgotten.
        let _ended = told.await;
    }

    pub(super) async fn settled(&self) {
        let (tell, told) = oneshot::channel();
        self.orders.push(Order::Settle(tell));
        // An error means that the emulator has ended.
        let _ended = told.await;
    }

    pub(super) fn done(&self) -> Vec<Delivery> {
        self.done.all()
    }
}

impl Postman {
    pub(crate) async fn run(mut self) {
        let mut running = JoinSet::new();
        loop {
            tokio::select! {
                order = self.orders.take(), if running.len() < AT_ONCE => match order {
                    Order::Deliver(job, tell) => {
                        running.spawn(everywhere(job, tell, self.done.clone()));
                    }
                    Order::Settle(tell) => {
                        while running.join_next().await.is_some() {}
                        // Nobody may wait any more: that is their choice.
                        let _gone = tell.send(());
                    }
                },
                Some(_ended) = running.join_next() => {}
            }
        }
    }
}

async fn everywhere(job: Job, tell: Option<oneshot::Sender<()>>, done: Done) {
    let mut receivers = JoinSet::new();
    for url in job.urls {
        // Nobody outside this machine is ever called.
        let Ok(to) = loopback(&url) else { continue };
        receivers.spawn(three_tries(to, job.body.clone(), job.pace, done.clone()));
    }
    while receivers.join_next().await.is_some() {}
    if let Some(tell) = tell {
        // Nobody may wait any more: that is their choice.
        let _gone = tell.send(());
    }
}

async fn three_tries(to: Uri, body: Value, pace: Pace, done: Done) {
    let text = body.to_string();
    for attempt in 0..TRIES {
        if attempt > 0 {
            tokio::time::sleep(pace.pause * (1 << (attempt - 1))).await;
        }
        let sent = tokio::time::timeout(pace.patience, deliver(&to, text.clone())).await;
        let status = sent.ok().and_then(Result::ok);
        let delivery = Delivery { url: to.to_string(), body: body.clone(), status };
        done.push(delivery);
        if status.is_some_and(|status| status < 300) {
            return;
        }
    }
}
