//! What it takes to revoke sessions, and how an administrator gives it.

use crate::credential::Context;

/// Any of them lets a caller revoke sessions (Graph, user: revokeSignInSessions); the first is the least.
const ENOUGH: [&str; 5] = [
    "User.RevokeSessions.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
];

/// What a token lacks; none where it has it, or does not tell what it has.
pub(super) fn missing(context: &Context) -> Option<String> {
    let has = |scope: &String| ENOUGH.iter().any(|enough| enough.eq_ignore_ascii_case(scope));
    let delegated = context.delegated?;
    if context.scopes.iter().any(has) {
        return None;
    }
    let has = if context.scopes.is_empty() { "none".into() } else { context.scopes.join(", ") };
    Some(format!("The access token has no permission to revoke sessions (it has: {has}). {}", grant(delegated)))
}

/// What to do about a 403, in place of guessing.
pub(crate) fn advice(context: &Context) -> String {
    match (context.missing_permission.as_deref(), context.delegated) {
        (Some(missing), _) => missing.into(),
        (None, Some(true)) => "The signed-in user needs a role that may act on this user: Helpdesk Administrator or User Administrator for users without administrator roles, Privileged Authentication Administrator for administrators and members of role-assignable groups.".into(),
        (None, Some(false)) => "The application has the permission, but not for this user: administrators and members of role-assignable groups need a role such as Privileged Authentication Administrator assigned to the application.".into(),
        (None, None) => grant(false),
    }
}

fn grant(delegated: bool) -> String {
    if delegated {
        "Sign in with the delegated permission User.RevokeSessions.All (Connect-EntraRevoke -Scopes User.RevokeSessions.All), which an administrator has to consent to.".into()
    } else {
        "Give the app registration the application permission User.RevokeSessions.All of Microsoft Graph, grant admin consent, wait a minute, and connect again.".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(delegated: Option<bool>, scopes: &[&str]) -> Context {
        Context { delegated, scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), ..Context::default() }
    }

    #[test]
    fn only_a_lack_that_is_certain_is_told() {
        for enough in ENOUGH {
            assert_eq!(missing(&context(Some(false), &["User.Read.All", enough])), None);
        }
        assert_eq!(missing(&context(None, &[])), None, "an opaque token");
        let app = missing(&context(Some(false), &["User.Read.All"])).expect("it lacks it");
        assert!(app.contains("it has: User.Read.All") && app.contains("application permission User.RevokeSessions.All"), "{app}");
        let user = missing(&context(Some(true), &[])).expect("it lacks it");
        assert!(user.contains("it has: none") && user.contains("-Scopes User.RevokeSessions.All"), "{user}");
    }
}
