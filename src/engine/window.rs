//! How many requests may be in flight.

use super::exchange::RequestId;

/// Where it begins, and the least it falls to: a polite start that still fills a round trip.
const START: f64 = 8.0;
const FLOOR: f64 = 1.0;

/// Grows by one for each answered request until the service first pushes back, then by one a round trip; gives way at
/// most once a round trip, in proportion to how much of that round trip was pushed back (as DCTCP does), so that a few
/// throttled users do not stall the rest.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    size: f64,
    limit: f64,
    slow_start: bool,
    /// The round trip ends when a request younger than this is answered.
    round_ends: RequestId,
    sent: f64,
    pushed_back: f64,
}

impl Window {
    pub(crate) fn new(limit: usize) -> Self {
        let limit = limit.max(1) as f64;
        Self { size: START.min(limit), limit, slow_start: true, round_ends: RequestId(0), sent: 0.0, pushed_back: 0.0 }
    }

    /// Requests that may be in flight.
    pub(crate) fn size(&self) -> usize {
        self.size as usize
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit as usize
    }

    /// `request` is over; `part` of it (0 to 1) was pushed back. `next` is the id that the next request will have.
    pub(crate) fn over(&mut self, request: RequestId, part: f64, next: RequestId) {
        self.sent += 1.0;
        self.pushed_back += part.clamp(0.0, 1.0);
        if self.slow_start && part == 0.0 {
            self.size = (self.size + 1.0).min(self.limit);
        }
        if request >= self.round_ends {
            self.end_round(next);
        }
    }

    fn end_round(&mut self, next: RequestId) {
        let part = self.pushed_back / self.sent;
        if part > 0.0 {
            self.slow_start = false;
            self.size = (self.size * (1.0 - part / 2.0)).max(FLOOR);
        } else if !self.slow_start {
            self.size = (self.size + 1.0).min(self.limit);
        }
        (self.sent, self.pushed_back, self.round_ends) = (0.0, 0.0, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays one full round trip in which `part` of each request is pushed back.
    fn round(window: &mut Window, next: &mut u64, part: f64) {
        let (first, count) = (*next, window.size() as u64);
        *next += count;
        for id in first..*next {
            window.over(RequestId(id), part, RequestId(*next));
        }
    }

    #[test]
    fn it_doubles_each_round_trip_until_pushed_back() {
        let (mut window, mut next) = (Window::new(64), 0);
        let sizes: Vec<_> = (0..4)
            .map(|_| {
                let size = window.size();
                round(&mut window, &mut next, 0.0);
                size
            })
            .collect();
        assert_eq!(sizes, [8, 16, 32, 64]);
        round(&mut window, &mut next, 0.0);
        assert_eq!(window.size(), 64, "never above the limit");
    }

    #[test]
    fn it_gives_way_once_a_round_trip_and_in_proportion() {
        let (mut window, mut next) = (Window::new(64), 0);
        for _ in 0..4 {
            round(&mut window, &mut next, 0.0);
        }
        // The first answer of a round ends the round before it, so a push-back shows within two.
        round(&mut window, &mut next, 1.0);
        round(&mut window, &mut next, 1.0);
        assert!((16..=33).contains(&window.size()), "{}", window.size());
        round(&mut window, &mut next, 0.0);
        let before = window.size();
        for _ in 0..6 {
            round(&mut window, &mut next, 0.1);
        }
        assert!(window.size() > before / 2, "a tenth pushed back costs a twentieth, not half");
        for _ in 0..200 {
            round(&mut window, &mut next, 1.0);
        }
        assert_eq!(window.size(), 1, "never below one, or nothing would ever be learnt again");
    }
}
