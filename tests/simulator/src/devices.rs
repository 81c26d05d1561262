//! Devices that members registered: a computer and a phone each. Computed from their number, as people are.

use crate::directory::{Directory, Kind, Person};
use serde_json::{Value, json};

/// Object ids. Updates take them ...
const OBJECT_ID: &str = "00000000-0000-4000-e000-";
/// ... and never these, which are registered with the device.
const DEVICE_ID: &str = "00000000-0000-4000-f000-";
const EACH: u64 = 2;

/// One device, by number, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Device(u64);

impl Device {
    pub(crate) fn of(owner: Person) -> impl Iterator<Item = Self> {
        let count = if owner.kind == Kind::Member { EACH } else { 0 };
        (0..count).map(move |place| Self((owner.number - 1) * EACH + place + 1))
    }

    /// By object id.
    pub(crate) fn find(text: &str, directory: &Directory) -> Option<Self> {
        let digits = text.to_lowercase().strip_prefix(OBJECT_ID)?.to_owned();
        let device = Self(digits.parse().ok().filter(|number| digits.len() == 12 && *number > 0)?);
        directory.has(device.owner()).then_some(device)
    }

    fn owner(self) -> Person {
        Person { kind: Kind::Member, number: (self.0 - 1) / EACH + 1 }
    }

    pub(crate) fn is_windows(self) -> bool {
        self.0 % EACH == 1
    }

    pub(crate) fn id(self) -> String {
        format!("{OBJECT_ID}{:012}", self.0)
    }

    /// A device resource, as far as lists of directory objects show it.
    pub(crate) fn resource(self, enabled: bool) -> Value {
        let (kind, system, version, trust) =
            if self.is_windows() { ("Computer", "Windows", "10.0.26100", "AzureAd") } else { ("Phone", "iOS", "26.1", "Workplace") };
        json!({
            "@odata.type": "#microsoft.graph.device",
            "id": self.id(),
            "deviceId": format!("{DEVICE_ID}{:012}", self.0),
            "displayName": format!("{kind} {}", self.owner().number),
            "accountEnabled": enabled,
            "operatingSystem": system,
            "operatingSystemVersion": version,
            "trustType": trust,
        })
    }
}
