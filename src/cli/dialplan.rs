//! `callcenter dialplan`: what the switch's dialplan needs so that calls can be controlled.

use std::process::ExitCode;

use super::failure::Failure;

/// As it is printed.
const DIALPLAN: &str = include_str!("dialplan.conf");

/// Print the part of extensions.conf that holding, attended transfers, pickup and the like need.
#[derive(Debug, clap::Args)]
pub(crate) struct Dialplan {}

impl Dialplan {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        print!("{DIALPLAN}");
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use callcenter::core::control::{Hook, PHONE, PICKUP, PICKUP_FAILED, STAY};

    use super::DIALPLAN;

    /// The extensions of a context, as they stand there.
    fn extensions(context: &str) -> Vec<&'static str> {
        let inside = DIALPLAN.split(&format!("[{context}]\n")).nth(1).expect("the context is there");
        let own = inside.lines().take_while(|line| !line.starts_with('['));
        let named = own.filter_map(|line| line.strip_prefix("exten => "));
        named.filter_map(|line| line.split(',').next()).collect()
    }

    #[test]
    fn it_has_every_place_that_the_engine_sends_legs_to() {
        for hook in Hook::ALL {
            let found = extensions(hook.context()).into_iter().any(|exten| match exten.strip_prefix('_') {
                None => exten == hook.exten(),
                Some(pattern) => hook.exten().starts_with(pattern.trim_end_matches('.')),
            });
            assert!(found, "{hook:?}");
        }
        assert!(extensions(Hook::Room.context()).contains(&"_room."));
        assert!(Hook::room(17).starts_with("room"));
    }

    #[test]
    fn it_reads_the_variables_that_the_engine_sets() {
        for name in [STAY, PHONE, PICKUP] {
            assert!(DIALPLAN.contains(&format!("${{{name}}}")), "{name}");
        }
        assert!(DIALPLAN.contains(&format!("UserEvent({PICKUP_FAILED})")));
    }
}
