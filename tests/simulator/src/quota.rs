//! Write quotas, as Microsoft documents them ("Microsoft Graph service-specific throttling limits", identity and access).

use serde::Serialize;
use std::collections::HashMap;
use std::time::Duration;

/// A token bucket on simulated time.
#[derive(Debug, Clone)]
struct Bucket {
    capacity: f64,
    rate: f64,
    level: f64,
    updated: Duration,
    writes: u64,
    refused: u64,
}

impl Bucket {
    fn new(limit: Limit, now: Duration) -> Self {
        Self { capacity: limit.capacity, rate: limit.per_second, level: limit.capacity, updated: now, writes: 0, refused: 0 }
    }

    fn refill(&mut self, now: Duration, limit: Limit) {
        let passed = now.saturating_sub(self.updated).as_secs_f64();
        self.updated = now;
        (self.capacity, self.rate) = (limit.capacity, limit.per_second);
        self.level = (self.level + passed * self.rate).min(self.capacity);
    }

    /// Part of the limit that is used up.
    fn used(&self) -> f64 {
        1.0 - self.level / self.capacity
    }
}

/// How many writes at once, and how many more each second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) capacity: f64,
    pub(crate) per_second: f64,
}

/// The limits in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) application: Limit,
    pub(crate) tenant: Limit,
}

/// What a quota says of a write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Grant {
    /// Part of the limit that is used up, for the header that shows it.
    Allowed(f64),
    /// The scope that was exceeded, and when to come again.
    Refused { scope: String, wait: Duration, used: f64 },
}

/// One line of the books.
#[derive(Debug, Clone, Serialize, serde::Deserialize, PartialEq)]
pub struct QuotaBooks {
    /// `Tenant_Application` or `Tenant`.
    pub scope: String,
    /// `application/tenant` or `tenant`.
    pub key: String,
    /// Writes that were let through.
    pub writes: u64,
    /// Writes that were refused.
    pub refused: u64,
    /// Writes left.
    pub level: f64,
}

/// A quota for each application in each tenant, and one for each tenant.
#[derive(Debug, Default)]
pub(crate) struct Quotas {
    applications: HashMap<(String, String), Bucket>,
    tenants: HashMap<String, Bucket>,
}

impl Quotas {
    /// Asks for one write. `refused_costs`: a refused one counts, too.
    pub(crate) fn write(&mut self, now: Duration, limits: Limits, application: &str, tenant: &str, refused_costs: bool) -> Grant {
        let key = (application.to_owned(), tenant.to_owned());
        let own = self.applications.entry(key).or_insert_with(|| Bucket::new(limits.application, now));
        let all = self.tenants.entry(tenant.to_owned()).or_insert_with(|| Bucket::new(limits.tenant, now));
        own.refill(now, limits.application);
        all.refill(now, limits.tenant);
        for (scope, bucket) in [("Tenant_Application", &mut *own), ("Tenant", &mut *all)] {
            if bucket.level < 1.0 {
                bucket.refused += 1;
                if refused_costs {
                    bucket.level -= 1.0;
                }
                let missing = (1.0 - bucket.level).max(bucket.rate.min(20.0));
                let wait = Duration::from_secs_f64(missing / bucket.rate.max(0.001));
                return Grant::Refused {
                    scope: format!("{scope}/Write/{application}/{tenant}"),
                    wait,
                    used: 1.0 + bucket.used().clamp(0.0, 0.8),
                };
            }
        }
        for bucket in [&mut *own, &mut *all] {
            bucket.level -= 1.0;
            bucket.writes += 1;
        }
        Grant::Allowed(own.used().max(all.used()))
    }

    /// Takes writes away, as another application's would; never below nothing.
    pub(crate) fn spend(&mut self, now: Duration, limits: Limits, application: &str, tenant: &str, writes: f64) {
        let key = (application.to_owned(), tenant.to_owned());
        let own = self.applications.entry(key).or_insert_with(|| Bucket::new(limits.application, now));
        own.refill(now, limits.application);
        own.level = (own.level - writes).max(0.0);
    }

    pub(crate) fn books(&self) -> Vec<QuotaBooks> {
        let line = |scope: &str, key: String, bucket: &Bucket| QuotaBooks {
            scope: scope.into(),
            key,
            writes: bucket.writes,
            refused: bucket.refused,
            level: bucket.level,
        };
        let own = self
            .applications
            .iter()
            .map(|((application, tenant), bucket)| line("Tenant_Application", format!("{application}/{tenant}"), bucket));
        let mut lines: Vec<_> = own.chain(self.tenants.iter().map(|(tenant, bucket)| line("Tenant", tenant.clone(), bucket))).collect();
        lines.sort_by(|a, b| (&a.scope, &a.key).cmp(&(&b.scope, &b.key)));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits =
        Limits { application: Limit { capacity: 3_000.0, per_second: 20.0 }, tenant: Limit { capacity: 18_000.0, per_second: 60.0 } };

    fn allowed(quotas: &mut Quotas, seconds: u64, application: &str) -> usize {
        let now = Duration::from_secs(seconds);
        (0..100_000).take_while(|_| matches!(quotas.write(now, LIMITS, application, "t", false), Grant::Allowed(_))).count()
    }

    #[test]
    fn three_thousand_at_once_and_twenty_a_second() {
        let mut quotas = Quotas::default();
        assert_eq!(allowed(&mut quotas, 0, "a"), 3_000);
        assert_eq!(allowed(&mut quotas, 10, "a"), 200);
        assert_eq!(allowed(&mut quotas, 10_000, "a"), 3_000);
        let Grant::Refused { scope, wait, .. } = quotas.write(Duration::from_secs(10_000), LIMITS, "a", "t", false) else {
            panic!("refused")
        };
        assert_eq!((scope.as_str(), wait.as_secs()), ("Tenant_Application/Write/a/t", 1));
    }

    #[test]
    fn the_tenants_quota_is_everybodys() {
        let mut quotas = Quotas::default();
        let total: usize = ["a", "b", "c", "d", "e", "f", "g"].iter().map(|application| allowed(&mut quotas, 0, application)).sum();
        assert_eq!(total, 18_000);
        let lines = quotas.books();
        assert_eq!(lines.iter().find(|line| line.scope == "Tenant").map(|line| (line.writes, line.refused)), Some((18_000, 1)));
    }
}
