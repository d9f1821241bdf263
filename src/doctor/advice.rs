//! The lines of manager.conf that we want, made out to the user at hand.

use callcenter_ami::NOISE;
use callcenter_core::Role;

use super::judge::CLASSES;
use super::probe::Found;

/// Variables that nobody needs and that make most of the bytes. Kept are QUEUESTATUS, MIXMONITOR_FILENAME,
/// QUEUE_WITHDRAW_INFO and whatever the dialplan sets.
const VARIABLES: &str = "BRIDGE|RTPAUDIO|MEMBER|QEORIGINALPOS|QUEUE(NAME|MAX|STRATEGY|CALLS|HOLDTIME|COMPLETED|ABANDONED|SRVLEVEL|TALKTIME|WAIT)|DIALED|ANSWEREDTIME";

/// What to write.
pub(super) fn manager_conf(found: &Found, user: &str, role: Role) -> String {
    let mut classes: Vec<&str> = CLASSES.iter().map(|(class, ..)| *class).collect();
    classes.sort_unstable();
    let was = |key: &str| found.option(key).map_or(String::new(), |value| format!("   ; was {value}"));
    let write = match role {
        Role::Observer => "reporting,user",
        Role::Controller => "system,call,agent,user,config,reporting,originate,message",
    };
    let why = match role {
        Role::Observer => "to watch; a program that steers calls needs more",
        Role::Controller => "to steer calls",
    };
    let lines = [
        "[general]".to_owned(),
        "timestampevents = yes".to_owned(),
        String::new(),
        format!("[{user}]"),
        format!("read = {}{}", classes.join(","), was("read")),
        format!("write = {write}{}   ; {why}", was("write")),
        "writetimeout = 5000   ; ms; the default of 100 cuts off a connection that a network delays"
            .to_owned(),
        format!("eventfilter = !Event: ({})", NOISE.join("|")),
        format!("eventfilter = !Variable: ({VARIABLES})"),
    ];
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_made_out_to_the_user_and_take_away_no_control_that_is_used() {
        let section = vec![("write".to_owned(), "all".to_owned())];
        let found = Found { section: Some(section), ..Found::default() };
        let write = |role| {
            let lines = manager_conf(&found, "cc", role);
            assert!(lines.lines().any(|line| line == "[cc]"), "{lines}");
            lines.lines().find(|line| line.starts_with("write = ")).map(str::to_owned)
        };
        let watching = write(Role::Observer).expect("it is there");
        assert!(watching.starts_with("write = reporting,user   ; was all   ; to watch"), "{watching}");
        let steering = write(Role::Controller).expect("it is there");
        assert!(steering.contains("originate,") && steering.contains("; was all"), "{steering}");
    }
}
