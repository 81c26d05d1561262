//! Whom: an object id or a user principal name, checked, and its form in a URL.

use crate::error::{Error, ErrorKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A UPN has at most 113 characters (64 before the `@`, 48 after it); anything much longer was never one.
const MAX_LENGTH: usize = 512;

/// RFC 3986 "unreserved" is all that stays as it is in a path segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A user whose sessions are to be revoked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// By object id or user principal name.
    User(Arc<str>),
    /// The user who signed in (`/me`); needs a delegated token.
    SignedInUser,
}

impl Target {
    /// Takes an object id or a user principal name; blanks and invisible characters around it, which come along when a text is
    /// copied, are dropped.
    ///
    /// Only what can't be one user is refused here, so that the service keeps the last word on who exists: empty text, blanks,
    /// control or invisible characters inside, several users in one text, a path (`.`, `..`), more than 512 bytes.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::of(&text.into())
    }

    /// The same, of a text that is shared with it where there are no blanks.
    pub(crate) fn of(text: &Arc<str>) -> Result<Self, Error> {
        if is_plain(text) {
            return Ok(Self::User(Arc::clone(text)));
        }
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        match complaint(trimmed) {
            None if trimmed.len() == text.len() => Ok(Self::User(Arc::clone(text))),
            None => Ok(Self::User(trimmed.into())),
            Some(why) => Err(Error::new(ErrorKind::Target, why)),
        }
    }

    /// True for the name that Entra ID gives to a user of another tenant: `alias_home.example#EXT#@this.example`.
    pub fn is_external(&self) -> bool {
        match self {
            // Few names have it, and it is looked for in each.
            Self::User(text) => text.contains('#') && text.to_ascii_uppercase().contains("#EXT#@"),
            Self::SignedInUser => false,
        }
    }

    /// What two spellings of the same user have in common: Entra ID compares ids and names without case. Only of
    /// letters of which that is certain: two users must never be taken for one.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        match self {
            Self::User(text) if text.bytes().any(|byte| byte.is_ascii_uppercase()) => text.to_ascii_lowercase().into(),
            Self::User(text) => Cow::Borrowed(text),
            Self::SignedInUser => Cow::Borrowed(""),
        }
    }

    /// Whether the keys of both are the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::User(one), Self::User(other)) => one.eq_ignore_ascii_case(other),
            (Self::SignedInUser, Self::SignedInUser) => true,
            _ => false,
        }
    }

    /// The path below the version root, percent-encoded: `/users/{id}/revokeSignInSessions`. In JSON, too, it stands as it is.
    ///
    /// A name that starts with `$` needs the quoted key form (Graph reference, "Get a user").
    pub(crate) fn revoke_path(&self) -> String {
        let mut path = String::new();
        self.write_revoke_path(&mut path);
        path
    }

    /// The same, behind what is there.
    pub(crate) fn write_revoke_path(&self, path: &mut String) {
        match self {
            Self::SignedInUser => return path.push_str("/me/revokeSignInSessions"),
            Self::User(text) if text.starts_with('$') => {
                path.push_str("/users('");
                path.extend(utf8_percent_encode(&text.replace('\'', "''"), SEGMENT));
                path.push_str("')");
            }
            Self::User(text) => {
                path.push_str("/users/");
                path.extend(utf8_percent_encode(text, SEGMENT));
            }
        }
        path.push_str("/revokeSignInSessions");
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User(text) => text,
            Self::SignedInUser => "the signed-in user",
        })
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

/// Nearly all are, and nothing more need be looked for in them.
fn is_plain(text: &str) -> bool {
    static PLAIN: [bool; 256] = {
        let (mut plain, mut byte) = ([false; 256], 0);
        while byte < 256 {
            plain[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'@' | b'-' | b'_' | b'+' | b'.');
            byte += 1;
        }
        plain
    };
    let bytes = text.as_bytes();
    // Nothing but dots is a path.
    (1..=MAX_LENGTH).contains(&bytes.len()) && bytes[0] != b'.' && bytes.iter().all(|byte| PLAIN[usize::from(*byte)])
}

fn complaint(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("The user id is empty. Give an object id or a user principal name.".into());
    }
    if text.len() > MAX_LENGTH {
        return Some(format!(
            "The user id is {} bytes long, and no id is longer than {MAX_LENGTH}. Give an object id or a user principal name.",
            text.len()
        ));
    }
    let shown = || printable(&text.chars().take(80).collect::<String>());
    if text.contains([',', ';']) && text.matches('@').count() > 1 {
        return Some(format!("'{}' looks like several users in one text. Give them as a list, one element for each user.", shown()));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Some(format!(
            "'{}' is not a user id: it has blanks or control characters in it. Give an object id or a user principal name.",
            shown()
        ));
    }
    if let Some(invisible) = text.chars().find(|c| is_invisible(*c)) {
        return Some(format!(
            "'{}' is not a user id: it has an invisible character in it (U+{:04X}), as a copied text may. Type it anew.",
            shown(),
            u32::from(invisible)
        ));
    }
    if text == "." || text == ".." {
        return Some(format!("'{}' is not a user id. Give an object id or a user principal name.", shown()));
    }
    None
}

/// What nobody sees: soft hyphens, zero widths, what turns the line around, the byte order mark, tags (Unicode's format
/// characters, as far as they are of no script).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text that is safe to show, in one line: a character that controls a terminal or turns the line around is an attack on its
/// reader.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_invisible(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> String {
        Target::parse(text).map(|t| t.revoke_path()).unwrap_or_else(|e| e.to_string())
    }

    #[test]
    fn ids_and_names_become_one_path_segment() {
        assert_eq!(path(" 6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0\t"), "/users/6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0/revokeSignInSessions");
        assert_eq!(path("\u{feff}ann@contoso.com\u{200b}"), "/users/ann%40contoso.com/revokeSignInSessions");
        assert_eq!(path("o'neil@contoso.com"), "/users/o%27neil%40contoso.com/revokeSignInSessions");
        assert_eq!(path("a_b.com#EXT#@contoso.com"), "/users/a_b.com%23EXT%23%40contoso.com/revokeSignInSessions");
        assert_eq!(path("../me?x=1"), "/users/..%2Fme%3Fx%3D1/revokeSignInSessions");
        assert_eq!(path("$o'neil@contoso.com"), "/users('%24o%27%27neil%40contoso.com')/revokeSignInSessions");
        assert_eq!(path("jürgen@contoso.com"), "/users/j%C3%BCrgen%40contoso.com/revokeSignInSessions");
    }

    #[test]
    fn what_cannot_be_one_user_is_refused_with_a_reason() {
        for (text, part) in [
            ("", "empty"),
            (" \t", "empty"),
            ("a@x.com,b@x.com", "several users"),
            ("a b@x.com", "blanks"),
            ("a\u{1b}[2J@x.com", "control characters"),
            ("..", "not a user id"),
            ("ann\u{200b}@x.com", "'ann\u{fffd}@x.com' is not a user id: it has an invisible character in it (U+200B)"),
            ("\u{feff}\u{200b}", "empty"),
            (&"a".repeat(513), "513 bytes"),
        ] {
            let error = Target::parse(text).expect_err(text);
            assert_eq!(error.kind(), ErrorKind::Target);
            assert!(error.message().contains(part), "{error}");
            assert!(!error.message().contains('\u{1b}'));
        }
    }

    #[test]
    fn guests_are_known_by_their_name() {
        assert!(Target::parse("a_fabrikam.com#ext#@contoso.com").is_ok_and(|t| t.is_external()));
        assert!(Target::parse("ext@contoso.com").is_ok_and(|t| !t.is_external()));
        let target = |text| Target::parse(text).expect(text);
        for (one, other, same) in [
            ("A@X.com", "a@x.COM", true),
            ("a@x.com", "a@x.com", true),
            ("a@x.com", "b@x.com", false),
            // Only letters of which it is certain.
            ("\u{e4}@x.com", "\u{c4}@x.com", false),
            ("k@x.com", "\u{212a}@x.com", false),
        ] {
            let (one, other) = (target(one), target(other));
            assert_eq!((one.is_same(&other), one.key() == other.key()), (same, same), "{one} {other}");
        }
        assert!(Target::SignedInUser.is_same(&Target::SignedInUser) && !Target::SignedInUser.is_same(&target("me")));
    }
}
