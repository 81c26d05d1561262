//! Reading: users, oneself, risky users, group members, registered devices.

use crate::devices::Device;
use crate::directory::{DEFAULT_PROPERTIES, GROUP_ID, Kind, Person};
use crate::odata::{Filter, Search, query, select};
use crate::reply::Reply;
use crate::revoke::{denied, not_found, target};
use crate::service::{Call, Service};
use crate::tokens::Grant;
use crate::updates::Account;
use base64::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;

const DIRECTORY: [&str; 5] = ["User.Read.All", "User.ReadBasic.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const RISK: [&str; 2] = ["IdentityRiskyUser.Read.All", "IdentityRiskyUser.ReadWrite.All"];
const DEVICES: [&str; 4] = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const MEMBERS: [&str; 3] = ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];

pub(crate) fn run(service: &mut Service, call: &Call, version: &str, rest: &[&str], grant: &Grant) -> Reply {
    let query = query(&call.query);
    let result = match rest {
        ["users"] => needs(grant, &DIRECTORY).and_then(|()| list(service, call, version, &query, &Source::Users)),
        ["me"] => match &grant.user {
            Some(user) => one(service, version, user, &query),
            None => Err(Reply::error(400, "BadRequest", "/me request is only valid with delegated authentication flow.")),
        },
        ["users", _] => needs(grant, &DIRECTORY).and_then(|()| one(service, version, &target(rest).unwrap_or_default(), &query)),
        [keyed] if keyed.starts_with("users(") => {
            needs(grant, &DIRECTORY).and_then(|()| one(service, version, &target(rest).unwrap_or_default(), &query))
        }
        ["users", _, "registeredDevices"] => needs(grant, &DEVICES)
            .and_then(|()| person(service, &target(rest).unwrap_or_default()))
            .and_then(|owner| list(service, call, version, &query, &Source::Devices(owner))),
        ["identityProtection", "riskyUsers"] => {
            needs(grant, &RISK).and_then(|()| list(service, call, version, &query, &Source::RiskyUsers))
        }
        ["groups", id, "members" | "transitiveMembers"] => needs(grant, &MEMBERS).and_then(|()| match *id {
            GROUP_ID => list(service, call, version, &query, &Source::Members),
            other => Err(not_found(other)),
        }),
        _ => Err(Reply::error(
            400,
            "BadRequest",
            &format!("Resource not found for the segment '{}'.", rest.first().copied().unwrap_or_default()),
        )),
    };
    result.unwrap_or_else(|refusal| refusal)
}

fn needs(grant: &Grant, permissions: &[&str]) -> Result<(), Reply> {
    let has = grant.permissions.iter().any(|permission| permissions.contains(&permission.as_str()));
    if has { Ok(()) } else { Err(denied()) }
}

fn one(service: &Service, version: &str, text: &str, query: &HashMap<String, String>) -> Result<Reply, Reply> {
    let user = user(service, person(service, text)?);
    let mut shown = selected(&user, query);
    shown["@odata.context"] = format!("https://graph.microsoft.com/{version}/$metadata#users/$entity").into();
    Ok(Reply::json(200, &shown))
}

fn person(service: &Service, text: &str) -> Result<Person, Reply> {
    service.directory.find(text).filter(|person| person.kind != Kind::Deleted).ok_or_else(|| not_found(text))
}

fn user(service: &Service, person: Person) -> Value {
    let enabled = !service.disabled.contains(&Account::User(person));
    let last = service.ledger.users.get(&person).map(|(_, last)| last.as_str());
    service.directory.user(person, enabled, last)
}

fn selected(user: &Value, query: &HashMap<String, String>) -> Value {
    match query.get("$select") {
        Some(properties) => select(user, &properties.split(',').map(str::trim).collect::<Vec<_>>()),
        None => select(user, &DEFAULT_PROPERTIES),
    }
}

/// What is listed.
enum Source {
    Users,
    RiskyUsers,
    Members,
    Devices(Person),
}

impl Source {
    fn largest_page(&self) -> usize {
        if matches!(self, Self::RiskyUsers) { 500 } else { 999 }
    }

    fn context(&self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::RiskyUsers => "identityProtection/riskyUsers",
            Self::Members | Self::Devices(_) => "directoryObjects",
        }
    }

    fn items<'a>(&self, service: &'a Service) -> Box<dyn Iterator<Item = Value> + 'a> {
        let users = service.directory.people().map(|person| user(service, person));
        match self {
            Self::Users => Box::new(users),
            Self::Members => Box::new(users.filter(|user| user["userType"] == "Member").map(|mut user| {
                user["@odata.type"] = "#microsoft.graph.user".into();
                user
            })),
            Self::Devices(owner) => {
                Box::new(Device::of(*owner).map(|device| device.resource(!service.disabled.contains(&Account::Device(device)))))
            }
            Self::RiskyUsers => {
                let count = usize::try_from(service.config.risky_users).unwrap_or(usize::MAX);
                Box::new(users.take(count).enumerate().map(|(place, user)| risky(&user, place)))
            }
        }
    }
}

fn risky(user: &Value, place: usize) -> Value {
    let level = ["high", "medium", "low"][place % 3];
    json!({
        "id": user["id"],
        "isDeleted": false,
        "isProcessing": false,
        "riskLevel": level,
        "riskState": "atRisk",
        "riskDetail": "none",
        "riskLastUpdatedDateTime": "2026-11-01T00:00:00Z",
        "userDisplayName": user["displayName"],
        "userPrincipalName": user["userPrincipalName"],
    })
}

fn list(service: &Service, call: &Call, version: &str, query: &HashMap<String, String>, source: &Source) -> Result<Reply, Reply> {
    let bad = |message: &str| Reply::error(400, "Request_BadRequest", message);
    let largest = source.largest_page();
    let top: usize = match query.get("$top") {
        None => 100,
        Some(text) => text
            .parse()
            .ok()
            .filter(|top| (1..=largest).contains(top))
            .ok_or_else(|| bad(&format!("Invalid page size specified: '{text}'. Must be between 1 and {largest} inclusive.")))?,
    };
    if query.contains_key("$skip") {
        return Err(bad("'$skip' is not supported by the service."));
    }
    let filter = query
        .get("$filter")
        .map(|text| Filter::parse(text))
        .transpose()
        .map_err(|message| Reply::error(400, "Request_UnsupportedQuery", &message))?;
    let counting = query.get("$count").is_some_and(|value| value == "true");
    let eventual = call.consistency_level.as_deref().is_some_and(|level| level.eq_ignore_ascii_case("eventual"));
    if filter.as_ref().is_some_and(Filter::is_advanced) && !(counting && eventual) {
        return Err(Reply::error(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property."));
    }
    let search = query
        .get("$search")
        .map(|text| Search::parse(text))
        .transpose()
        .map_err(|message| Reply::error(400, "Request_BadRequest", &message))?;
    if search.is_some() && !eventual {
        let message =
            "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
        return Err(Reply::error(400, "Request_UnsupportedQuery", message));
    }
    let skip =
        query.get("$skiptoken").map_or(Ok(0), |token| skipped(token)).map_err(|()| bad("The specified page token value is invalid."))?;
    let takes =
        |item: &Value| filter.as_ref().is_none_or(|filter| filter.takes(item)) && search.as_ref().is_none_or(|search| search.takes(item));
    let matching = || source.items(service).filter(takes);
    let mut page: Vec<Value> = matching().skip(skip).take(top + 1).collect();
    let more = page.len() > top;
    page.truncate(top);
    let whole = matches!(source, Source::RiskyUsers | Source::Devices(_));
    let shown: Vec<Value> =
        page.iter().map(|item| if whole && !query.contains_key("$select") { item.clone() } else { selected(item, query) }).collect();
    let mut body = json!({"@odata.context": format!("https://graph.microsoft.com/{version}/$metadata#{}", source.context())});
    if counting && skip == 0 {
        body["@odata.count"] = matching().count().into();
    }
    if more {
        body["@odata.nextLink"] = next_link(service, call, version, query, skip + top, source).into();
    }
    body["value"] = shown.into();
    Ok(Reply::json(200, &body))
}

/// Absolute, to be followed as it is.
fn next_link(service: &Service, call: &Call, version: &str, query: &HashMap<String, String>, skip: usize, source: &Source) -> String {
    let path = match source {
        Source::Users => "users".to_owned(),
        Source::RiskyUsers => "identityProtection/riskyUsers".to_owned(),
        Source::Members => format!("groups/{GROUP_ID}/members"),
        Source::Devices(owner) => format!("users/{}/registeredDevices", service.directory.id(*owner)),
    };
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(name, _)| *name != "$skiptoken") {
        text.append_pair(name, value);
    }
    text.append_pair("$skiptoken", &BASE64_URL_SAFE_NO_PAD.encode(format!("page:{skip}")));
    format!("{}/{version}/{path}?{}", call.root, text.finish())
}

fn skipped(token: &str) -> Result<usize, ()> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(())?;
    text.strip_prefix("page:").and_then(|skip| skip.parse().ok()).ok_or(())
}
