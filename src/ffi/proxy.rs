//! Proxies.

use super::error::Fault;
use super::text::{self, entra_revoke_str};
use crate::Proxy;

/// The proxy of a struct that `of` names: its URL, user, password and bypass; none where all are empty.
///
/// # Safety
/// The texts can be read.
pub(super) unsafe fn read(of: &str, fields: [entra_revoke_str; 4]) -> Result<Option<Proxy>, Fault> {
    let mut texts = [""; 4];
    for ((name, field), text) in ["url", "user", "password", "bypass"].into_iter().zip(fields).zip(&mut texts) {
        // SAFETY: as the caller promises.
        *text = unsafe { text::read(&format!("{of}.proxy_{name}"), field) }?;
    }
    let [url, user, password, bypass] = texts;
    if url.is_empty() && texts.iter().any(|text| !text.is_empty()) {
        return Err(Fault::configuration("There are settings for a proxy, but no proxy_url."));
    }
    let credentials = (!user.is_empty()).then(|| (user.to_owned(), password.into()));
    let bypass = (!bypass.is_empty()).then(|| bypass.to_owned());
    Ok((!url.is_empty()).then(|| Proxy { url: url.to_owned(), credentials, bypass }))
}
