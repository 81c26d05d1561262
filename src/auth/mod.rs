//! Tokens: one manager, many sources.

mod authority;
mod challenge;
mod jwt;
mod manager;
mod source;

pub(crate) use challenge::claims_challenge;
pub(crate) use jwt::context;
pub(crate) use manager::{Bearer, TokenManager};
pub(crate) use source::Source;
