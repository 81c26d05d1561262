//! Codes that are handed to people and programs.

/// Without letters that are taken for others.
const LETTERS: &[u8] = b"BCDFGHJKLMNPQRSTVWXYZ23456789";

/// A code for a person to type.
pub(super) fn short(random: &mut fastrand::Rng) -> String {
    (0..9).map(|_| char::from(LETTERS[random.usize(..LETTERS.len())])).collect()
}

/// A code that no person sees.
pub(super) fn long() -> String {
    format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple())
}
