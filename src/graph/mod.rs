//! The wire: how requests and answers of Microsoft Graph look, and what carries them.

mod batch;
mod error_body;
mod headers;
mod item_headers;
mod wire;

pub(crate) use wire::Wire;
