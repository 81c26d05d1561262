//! Revokes the sign-in sessions of many Microsoft Entra ID users at once.

#![allow(unused)]
pub use client::{Client, ClientOptions, Context, Credential};
pub use cloud::Cloud;
pub use error::{Error, ErrorKind};
pub use job::{ApiVersion, Block, Job, JobOptions, Priority, Submission};
pub use outcome::{Outcome, Status};
pub use progress::Progress;
pub use target::Target;

mod client;
mod cloud;
mod error;
mod job;
mod outcome;
mod per_process;
mod progress;
mod target;
