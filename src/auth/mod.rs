//! Tokens: one manager, many sources.

mod assertion;
mod azure;
mod certificate;
mod challenge;
mod delegated;
mod jwt;
mod loopback;
mod manager;
mod permission;
mod refusal;
mod source;
mod transport;

pub(crate) use challenge::claims_challenge;
pub(crate) use jwt::context;
pub(crate) use manager::{Bearer, TokenManager};
pub(crate) use permission::advice as permission_advice;
pub(crate) use source::Source;
