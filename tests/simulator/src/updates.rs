//! Updates of users and devices. What can be changed is `accountEnabled`.

use crate::books::Update;
use crate::devices::Device;
use crate::directory::{Kind, Person};
use crate::reply::Reply;
use crate::revoke::{denied, metered, not_found, target};
use crate::service::{Call, Service};
use crate::tokens::Grant;
use serde_json::Value;

const USERS: [&str; 3] = ["User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All"];
const DEVICES_AS_APPLICATION: [&str; 2] = ["Device.ReadWrite.All", "Directory.ReadWrite.All"];
const DEVICES_AS_PERSON: [&str; 1] = ["Directory.AccessAsUser.All"];

/// Who or what can be disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Account {
    User(Person),
    Device(Device),
}

/// Updates, if the quota, the permissions and the directory let it.
pub(crate) fn run(service: &mut Service, call: &Call, rest: &[&str], grant: &Grant) -> Reply {
    metered(service, grant, |service| update(service, call, rest, grant))
}

fn update(service: &mut Service, call: &Call, rest: &[&str], grant: &Grant) -> Result<Reply, Reply> {
    let account = match rest {
        ["devices", id] => device(service, id, grant),
        _ => user(service, &target(rest).unwrap_or_default(), grant),
    }?;
    let enabled = account_enabled(call)?;
    if enabled {
        service.disabled.remove(&account);
    } else {
        service.disabled.insert(account);
    }
    let resource = match account {
        Account::User(person) => format!("users/{}", service.directory.id(person)),
        Account::Device(device) => format!("devices/{}", device.id()),
    };
    let revocations = service.ledger.revocations;
    service.ledger.updates.push(Update { resource, account_enabled: enabled, revocations });
    Ok(Reply::no_content())
}

fn user(service: &Service, text: &str, grant: &Grant) -> Result<Account, Reply> {
    needs(grant, &USERS)?;
    match service.directory.find(text) {
        None => Err(not_found(text)),
        Some(person) if person.kind == Kind::Deleted => Err(not_found(text)),
        Some(person) if person.kind == Kind::Forbidden => Err(denied()),
        Some(person) => Ok(Account::User(person)),
    }
}

fn device(service: &Service, id: &str, grant: &Grant) -> Result<Account, Reply> {
    let is_application = grant.user.is_none();
    needs(grant, if is_application { &DEVICES_AS_APPLICATION } else { &DEVICES_AS_PERSON })?;
    let device = Device::find(id, &service.directory).ok_or_else(|| not_found(id))?;
    // Of other devices, an application can update extension attributes only.
    if is_application && !device.is_windows() { Err(denied()) } else { Ok(Account::Device(device)) }
}

fn needs(grant: &Grant, permissions: &[&str]) -> Result<(), Reply> {
    if grant.permissions.iter().any(|permission| permissions.contains(&permission.as_str())) { Ok(()) } else { Err(denied()) }
}

fn account_enabled(call: &Call) -> Result<bool, Reply> {
    let bad = |message: &str| Reply::error(400, "Request_BadRequest", message);
    if !call.content_type.as_deref().is_some_and(|value| value.to_ascii_lowercase().starts_with("application/json")) {
        return Err(bad("Write requests (excluding DELETE) must contain the Content-Type header declaration."));
    }
    let body: Value = serde_json::from_slice(&call.body).map_err(|_| bad("Unable to read JSON request payload."))?;
    let properties = body.as_object().ok_or_else(|| bad("Unable to read JSON request payload."))?;
    if let Some(other) = properties.keys().find(|name| *name != "accountEnabled") {
        return Err(bad(&format!("The simulator updates accountEnabled only ('{other}').")));
    }
    body["accountEnabled"].as_bool().ok_or_else(|| bad("One or more property values specified are invalid."))
}
