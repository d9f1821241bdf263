//! The lines of manager.conf that we want, made out to the user at hand.

use callcenter::ami::NOISE;

use super::judge::CLASSES;
use super::probe::Found;

/// Variables that nobody needs and that make most of the bytes. Kept are QUEUESTATUS, MIXMONITOR_FILENAME,
/// QUEUE_WITHDRAW_INFO and whatever the dialplan sets.
const VARIABLES: &str = "BRIDGE|RTPAUDIO|MEMBER|QEORIGINALPOS|QUEUE(NAME|MAX|STRATEGY|CALLS|HOLDTIME|COMPLETED|ABANDONED|SRVLEVEL|TALKTIME|WAIT)|DIALED|ANSWEREDTIME";

/// What to write, and how to make it count.
pub(super) fn manager_conf(found: &Found, user: &str) -> String {
    let mut classes: Vec<&str> = CLASSES.iter().map(|(class, ..)| *class).collect();
    classes.sort_unstable();
    let was = |key: &str| found.option(key).map_or(String::new(), |value| format!("   ; was {value}"));
    let lines = [
        "[general]".to_owned(),
        "timestampevents = yes".to_owned(),
        String::new(),
        format!("[{user}]"),
        format!("read = {}{}", classes.join(","), was("read")),
        format!(
            "write = reporting,user{}   ; to watch; a program that steers calls needs more",
            was("write")
        ),
        "writetimeout = 5000   ; ms; the default of 100 cuts off a connection that a network delays"
            .to_owned(),
        format!("eventfilter = !Event: ({})", NOISE.join("|")),
        format!("eventfilter = !Variable: ({VARIABLES})"),
    ];
    format!(
        "\nIn /etc/asterisk/manager.conf:\n\n    {}\n\nThen: asterisk -rx \"manager reload\", and run the doctor again.\n",
        lines.join("\n    ").replace("    \n", "\n")
    )
}
