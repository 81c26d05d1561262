//! The wire: how requests and answers of Microsoft Graph look, and what carries them.

mod batch;
mod call;
mod caller_headers;
mod error_body;
mod headers;
mod item_body;
mod item_headers;
mod notes;
mod outgoing;
mod wire;

pub(crate) use call::Call;
pub(crate) use caller_headers::CallerHeaders;
pub(crate) use notes::Notes;
pub(crate) use outgoing::{Outgoing, shown_name};
pub(crate) use wire::Wire;
