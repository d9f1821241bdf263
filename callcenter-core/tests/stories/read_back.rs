//! What the switch has loaded is read back, and its lists are told again to who asks.

use callcenter_core::action::Action;
use callcenter_core::event::{Event, List};
use callcenter_core::fact::Settled;
use callcenter_core::{Command, Engine, Fact, Input, Loaded, Output, Policy, Refusal, Role, Timestamp};

struct Switch {
    engine: Engine,
    now: Timestamp,
}

impl Switch {
    fn new() -> Self {
        let policy = Policy { role: Role::Controller, ..Policy::default() };
        let mut switch = Self { engine: Engine::new(policy), now: Timestamp::from_secs(1_795_255_200) };
        switch.hear(Event::Connected { version: "Asterisk Call Manager/11.0.0" });
        switch.hear(Event::Ready { uptime: None });
        switch
    }

    fn hear(&mut self, event: Event<'_>) -> Vec<Output> {
        self.take(Input::Event(event))
    }

    fn take(&mut self, input: Input<'_>) -> Vec<Output> {
        let mut out = Vec::new();
        self.engine.handle(self.now, input, &mut out);
        out
    }

    /// Asks, and gives the actions with their numbers.
    fn ask(&mut self, command: Command) -> Vec<(String, Action)> {
        let out = self.take(Input::Command { id: 7, command });
        out.into_iter()
            .filter_map(|output| match output {
                Output::Action(id, action) => Some((id.to_string(), action)),
                Output::Entry(_) => None,
            })
            .collect()
    }
}

/// How the command ended, if it did.
fn settled(out: Vec<Output>) -> Option<(Settled, String)> {
    out.into_iter().find_map(|output| match output {
        Output::Entry(entry) => match entry.fact {
            Fact::CommandSettled { command: 7, outcome, message } => Some((outcome, message.to_string())),
            _ => None,
        },
        Output::Action(..) => None,
    })
}

#[test]
fn what_the_switch_has_loaded_is_what_it_answers() {
    let mut switch = Switch::new();
    let loaded = Loaded::Address { name: "callcenter-generation".into() };
    let asked = switch.ask(Command::ReadBack { loaded });
    let [(id, Action::VariableGet { channel, variable })] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(variable, "PJSIP_AOR(callcenter-generation,voicemail_extension)");
    assert_eq!(channel, "", "of no channel");
    let out = switch.hear(Event::Replied { action: id, ok: true, message: "17" });
    assert_eq!(settled(out), Some((Settled::Done, "17".to_owned())));
}

#[test]
fn hc_11_no_other_function_can_be_asked_for_by_a_name() {
    let mut switch = Switch::new();
    for name in ["", "a,context)${SHELL(id)}", "a)", "a b", "a\r\nAction: Originate"] {
        let loaded = Loaded::Endpoint { name: name.into() };
        let out = switch.take(Input::Command { id: 7, command: Command::ReadBack { loaded } });
        let refused = |output: &Output| {
            matches!(output, Output::Entry(entry)
            if matches!(entry.fact, Fact::CommandRefused { command: 7, why: Refusal::Malformed }))
        };
        assert!(out.iter().any(refused), "{name:?}");
        assert!(!out.iter().any(|output| matches!(output, Output::Action(..))), "{name:?}");
    }
}

#[test]
fn f_218_lists_are_told_again_and_the_last_one_settles_it() {
    let mut switch = Switch::new();
    let asked = switch.ask(Command::Refresh);
    let lists: Vec<_> = asked.iter().map(|(_, action)| action.clone()).collect();
    assert_eq!(lists, [List::Queues, List::Devices, List::Contacts].map(Action::List));
    let told =
        |id: &str, list| Event::ListEnded { action: Box::leak(id.to_owned().into()), list, whole: true };
    assert_eq!(settled(switch.hear(told(&asked[0].0, List::Queues))), None);
    assert_eq!(settled(switch.hear(told(&asked[1].0, List::Devices))), None);
    let out = switch.hear(told(&asked[2].0, List::Contacts));
    assert_eq!(settled(out), Some((Settled::Done, String::new())));
}

#[test]
fn an_extension_that_is_there_is_told_as_a_list_and_one_that_is_not_as_an_error() {
    let check = || Command::Check { context: "agents".into(), exten: "1001".into() };
    let mut switch = Switch::new();
    let asked = switch.ask(check());
    let out = switch.hear(Event::ListStarted { action: &asked[0].0 });
    assert_eq!(settled(out), Some((Settled::Done, String::new())));
    let asked = switch.ask(check());
    let message = "Did not find context agents";
    let out = switch.hear(Event::Replied { action: &asked[0].0, ok: false, message });
    assert_eq!(settled(out), Some((Settled::Refused, message.to_owned())));
}
