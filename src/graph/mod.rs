//! The wire: how requests and answers of Microsoft Graph look, and what carries them.

mod batch;
mod call;
mod error_body;
mod headers;
mod item_headers;
mod outgoing;
mod wire;

pub(crate) use call::Call;
pub(crate) use outgoing::Outgoing;
pub(crate) use wire::Wire;
