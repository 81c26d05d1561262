//! Who there is. People are computed from their number, so that a million of them cost nothing.

use crate::config::Config;
use serde_json::{Value, json};

/// The domain of all members.
pub const DOMAIN: &str = "contoso.example";
/// The group that has all members.
pub const GROUP_ID: &str = "00000000-0000-4000-d000-000000000001";

/// What kind of person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Member,
    Guest,
    /// An administrator on whom the caller may not act.
    Forbidden,
    /// Deleted a while ago.
    Deleted,
    /// Named in the configuration.
    Extra,
}

/// One person, by kind and number, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Person {
    pub(crate) kind: Kind,
    pub(crate) number: u64,
}

const KINDS: [(Kind, &str, &str); 5] = [
    (Kind::Member, "00000000-0000-4000-8000-", "user"),
    (Kind::Guest, "00000000-0000-4000-9000-", "guest"),
    (Kind::Forbidden, "00000000-0000-4000-a000-", "admin"),
    (Kind::Deleted, "00000000-0000-4000-b000-", "deleted"),
    (Kind::Extra, "00000000-0000-4000-c000-", ""),
];

#[derive(Debug)]
pub(crate) struct Directory {
    members: u64,
    guests: u64,
    forbidden: u64,
    deleted: u64,
    extra: Vec<String>,
}

impl Directory {
    pub(crate) fn new(config: &Config) -> Self {
        let &Config { users, guests, forbidden, deleted, .. } = config;
        Self { members: users, guests, forbidden, deleted, extra: config.extra_users.clone() }
    }

    fn count(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Member => self.members,
            Kind::Guest => self.guests,
            Kind::Forbidden => self.forbidden,
            Kind::Deleted => self.deleted,
            Kind::Extra => self.extra.len() as u64,
        }
    }

    /// By object id or principal name, without regard to case.
    pub(crate) fn find(&self, text: &str) -> Option<Person> {
        let lower = text.to_lowercase();
        self.by_id(&lower).or_else(|| self.by_name(&lower)).filter(|person| self.has(*person))
    }

    pub(crate) fn has(&self, person: Person) -> bool {
        (1..=self.count(person.kind)).contains(&person.number)
    }

    fn by_id(&self, lower: &str) -> Option<Person> {
        let (kind, prefix, _) = KINDS.iter().find(|(_, prefix, _)| lower.starts_with(prefix))?;
        let digits = &lower[prefix.len()..];
        (digits.len() == 12).then(|| digits.parse().ok()).flatten().map(|number| Person { kind: *kind, number })
    }

    fn by_name(&self, lower: &str) -> Option<Person> {
        if let Some(place) = self.extra.iter().position(|name| name.to_lowercase() == lower) {
            return Some(Person { kind: Kind::Extra, number: place as u64 + 1 });
        }
        let (kind, _, start) = KINDS[..4].iter().find(|(_, _, start)| lower.starts_with(start))?;
        let digits = lower[start.len()..].bytes().take_while(u8::is_ascii_digit).count();
        let number = lower[start.len()..start.len() + digits].parse().ok()?;
        let person = Person { kind: *kind, number };
        (self.name(person).to_lowercase() == lower).then_some(person)
    }

    pub(crate) fn id(&self, person: Person) -> String {
        let prefix = KINDS.iter().find(|(kind, ..)| *kind == person.kind).map_or("", |(_, prefix, _)| prefix);
        format!("{prefix}{:012}", person.number)
    }

    pub(crate) fn name(&self, person: Person) -> String {
        match person.kind {
            Kind::Member => format!("user{:05}@{DOMAIN}", person.number),
            Kind::Guest => format!("guest{:05}_fabrikam.example#EXT#@{DOMAIN}", person.number),
            Kind::Forbidden => format!("admin{:05}@{DOMAIN}", person.number),
            Kind::Deleted => format!("deleted{:05}@{DOMAIN}", person.number),
            Kind::Extra => usize::try_from(person.number).ok().and_then(|number| self.extra.get(number - 1)).cloned().unwrap_or_default(),
        }
    }

    /// All that are not deleted, in a stable order.
    pub(crate) fn people(&self) -> impl Iterator<Item = Person> + '_ {
        [Kind::Member, Kind::Guest, Kind::Forbidden, Kind::Extra]
            .into_iter()
            .flat_map(|kind| (1..=self.count(kind)).map(move |number| Person { kind, number }))
    }

    /// A user resource with all properties that the simulator knows.
    pub(crate) fn user(&self, person: Person, enabled: bool, valid_from: Option<&str>) -> Value {
        let name = self.name(person);
        let given = name.split(['@', '_']).next().unwrap_or_default().to_owned();
        json!({
            "id": self.id(person),
            "displayName": given,
            "givenName": given,
            "surname": "Example",
            "businessPhones": [],
            "jobTitle": null,
            "mail": name,
            "mobilePhone": null,
            "officeLocation": null,
            "preferredLanguage": null,
            "userPrincipalName": name,
            "accountEnabled": enabled,
            "identities": [{"signInType": "userPrincipalName", "issuer": DOMAIN, "issuerAssignedId": name}],
            "userType": if person.kind == Kind::Guest { "Guest" } else { "Member" },
            "signInSessionsValidFromDateTime": valid_from.unwrap_or("2020-01-01T00:00:00Z"),
        })
    }
}

/// What `GET /users` returns without `$select`.
pub(crate) const DEFAULT_PROPERTIES: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_id_and_name_and_nobody_else_is() {
        let config = Config {
            users: 10,
            guests: 2,
            forbidden: 1,
            deleted: 1,
            extra_users: vec!["o'neil@contoso.example".into()],
            ..Config::default()
        };
        let directory = Directory::new(&config);
        for person in directory.people().chain([Person { kind: Kind::Deleted, number: 1 }]) {
            assert_eq!(directory.find(&directory.id(person).to_uppercase()), Some(person));
            assert_eq!(directory.find(&directory.name(person).to_uppercase()), Some(person));
        }
        for nobody in [
            "",
            "user",
            "user00011@contoso.example",
            "user1@contoso.example",
            "user00001@other.example",
            "00000000-0000-4000-8000-000000000000",
            "00000000-0000-4000-8000-1",
        ] {
            assert_eq!(directory.find(nobody), None, "{nobody}");
        }
        assert_eq!(directory.people().count(), 14);
    }
}
