//! How long to wait where the service does not say.

use std::time::Duration;

const BASE: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_secs(30);
/// What a `Retry-After` may ask for at the most; beyond it, asking again does no harm.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Exponential with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog): between nothing and 1 s, 2 s,
/// 4 s ... 30 s for the first, second, third ... failure.
pub(crate) fn delay(random: &mut fastrand::Rng, failures: u32) -> Duration {
    let ceiling = BASE.saturating_mul(1 << failures.clamp(1, 16) >> 1).min(CAP);
    ceiling.mul_f64(random.f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_to_the_cap_and_never_beyond() {
        let mut random = fastrand::Rng::with_seed(7);
        for (failures, ceiling) in [(0, 1), (1, 1), (2, 2), (3, 4), (6, 30), (60, 30)] {
            let longest = (0..500).map(|_| delay(&mut random, failures)).max().expect("500 of them");
            assert!(longest <= Duration::from_secs(ceiling) && longest > Duration::from_secs(ceiling) / 2, "{failures}: {longest:?}");
        }
    }
}
