//! Files of configuration: somebody puts them where the switch finds them, and they hold from the next reload on.
//!
//! As much of them is understood as a call center without sound needs: phones, queues, and where an extension leads.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::floor::{Member, Phone, Queue, device};
use super::plan::{QueuePlan, Strategy};
use super::stage::Stage;
use crate::event::DeviceState;
use crate::key::Text;
use crate::time::Span;

/// Contexts that include each other without end are not followed further.
const INCLUDED_MAX: usize = 8;

/// Where the contexts of phones and trunk lead once there is a dialplan from files.
const INCLUDES: [(&str, &str); 4] = [
    ("from-trunk", "callcenter-inbound"),
    ("internal", "callcenter-phones"),
    ("agents", "callcenter-phones"),
    ("default", "callcenter-phones"),
];

/// Files, and what the switch has read of them.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    files: BTreeMap<Text, String>,
    /// Of each endpoint of pjsip.conf its context.
    endpoints: BTreeMap<Text, Text>,
    /// Of each address of pjsip.conf what it says of voicemail.
    addresses: BTreeMap<Text, Text>,
    /// Queues of queues.conf.
    queues: BTreeSet<Text>,
    contexts: BTreeMap<Text, Context>,
}

#[derive(Debug, Default)]
struct Context {
    includes: Vec<Text>,
    extens: BTreeMap<Text, Goal>,
}

/// Where an extension leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goal {
    /// It waits in a queue.
    Queue(Text),
    /// It rings a phone.
    Phone(Text),
    /// It hears a menu.
    Menu(Text),
    /// It is put through to a number outside.
    Outside(Text),
    /// Nowhere: it is there, and ends.
    End,
}

impl Configuration {
    pub(super) fn put(&mut self, name: &str, text: &str) {
        self.files.insert(Text::from(name), text.to_owned());
    }

    /// Where an extension leads by the files; nothing when they know of none.
    pub(super) fn goal(&self, context: &str, exten: &str) -> Option<&Goal> {
        let place = INCLUDES.iter().find(|(own, _)| *own == context).map_or(context, |(_, place)| place);
        self.find(place, exten, INCLUDED_MAX)
    }

    fn find(&self, context: &str, exten: &str, depth: usize) -> Option<&Goal> {
        let place = self.contexts.get(context)?;
        let further = || {
            let deeper = depth.checked_sub(1)?;
            place.includes.iter().find_map(|include| self.find(include, exten, deeper))
        };
        place.extens.get(exten).or_else(further)
    }

    /// Queues that the keys of a menu lead to.
    pub(super) fn choices(&self, menu: &str) -> Vec<Text> {
        let place = self.contexts.get(alloc::format!("callcenter-ivr-{menu}").as_str());
        let goals = place.into_iter().flat_map(|place| place.extens.values());
        let queues = goals.filter_map(|goal| match goal {
            Goal::Queue(queue) => Some(queue.clone()),
            _ => None,
        });
        queues.collect()
    }
}

impl Stage<'_> {
    /// A module reads its file again; without a name all do.
    pub(super) fn reloads(&mut self, module: &str) {
        let meant = |own: &str| module.is_empty() || module.trim_end_matches(".so") == own;
        if meant("res_pjsip") {
            self.reads_phones();
        }
        if meant("app_queue") {
            self.reads_queues();
        }
        if meant("pbx_config") {
            self.reads_dialplan();
        }
    }

    /// What a function or a global variable has; empty where there is none.
    pub(super) fn value(&self, variable: &str) -> Text {
        let configuration = &self.floor.configuration;
        let call = variable.strip_suffix(')').and_then(|variable| variable.split_once('('));
        let Some((function, arguments)) = call else {
            return self.floor.globals.get(variable).cloned().unwrap_or_default();
        };
        let (name, field) = arguments.split_once(',').unwrap_or((arguments, ""));
        match (function, field) {
            ("QUEUE_EXISTS", _) => Text::from(if self.floor.queues.contains_key(name) { "1" } else { "0" }),
            ("PJSIP_AOR", "voicemail_extension") => {
                configuration.addresses.get(name).cloned().unwrap_or_default()
            }
            ("PJSIP_ENDPOINT", "context") => match configuration.endpoints.get(name) {
                Some(context) => context.clone(),
                None if self.floor.phones.contains_key(&device(name)) => Text::const_new("internal"),
                None => Text::default(),
            },
            _ => Text::default(),
        }
    }

    /// Phones of the file come, and go when nobody is on them; those that were there before it stay.
    fn reads_phones(&mut self) {
        let Some(text) = self.floor.configuration.files.get("pjsip.conf").cloned() else { return };
        let (mut endpoints, mut addresses) = (BTreeMap::new(), BTreeMap::new());
        for section in sections(&text) {
            let name = Text::from(section.name);
            match section.get("type") {
                Some("endpoint") => {
                    endpoints.insert(name.clone(), Text::from(section.get("context").unwrap_or("default")));
                    let shown = section.get("callerid").and_then(|shown| shown.split('"').nth(1));
                    self.phone_comes(&name, shown.unwrap_or_default());
                }
                Some("aor") => {
                    addresses
                        .insert(name, Text::from(section.get("voicemail_extension").unwrap_or_default()));
                }
                _ => {}
            }
        }
        let before = core::mem::replace(&mut self.floor.configuration.endpoints, endpoints);
        self.floor.configuration.addresses = addresses;
        for gone in before.keys() {
            let device = device(gone);
            let stays = self.is_planned_phone(gone) || self.floor.configuration.endpoints.contains_key(gone);
            if !stays && self.floor.is_free(&device) {
                self.floor.phones.remove(&device);
            }
        }
    }

    fn phone_comes(&mut self, number: &Text, name: &str) {
        let name = Text::from(name);
        if let Some(phone) = self.floor.phones.get_mut(&device(number)) {
            phone.name = name;
            return;
        }
        let number = number.clone();
        let state = DeviceState::NotInUse;
        self.floor.phones.insert(device(&number), Phone { number, name, state, is_trunk: false, pauses: 0 });
    }

    fn is_planned_phone(&self, number: &Text) -> bool {
        let plan = &self.floor.plan;
        plan.agents.iter().any(|agent| agent.extension == *number)
            || plan.others.iter().any(|(other, _)| other == number)
    }

    /// Queues of the file come and change, and go when nobody waits in them; those that were there before it stay.
    fn reads_queues(&mut self) {
        let Some(text) = self.floor.configuration.files.get("queues.conf").cloned() else { return };
        let mut names = BTreeSet::new();
        for section in sections(&text).filter(|section| section.name != "general") {
            names.insert(Text::from(section.name));
            self.queue_is(&section);
        }
        let before = core::mem::replace(&mut self.floor.configuration.queues, names);
        for gone in before {
            let is_planned = self.floor.plan.queues.iter().any(|queue| queue.name == gone);
            let is_empty = self.floor.queues.get(&gone).is_some_and(|queue| queue.waiting.is_empty());
            if !is_planned && is_empty && !self.floor.configuration.queues.contains(&gone) {
                self.floor.queues.remove(&gone);
            }
        }
    }

    fn queue_is(&mut self, section: &Section<'_>) {
        let name = Text::from(section.name);
        let now = self.floor.now;
        let queue = self.floor.queues.entry(name.clone()).or_insert_with(|| Queue {
            plan: QueuePlan::quiet(name.clone()),
            members: Vec::new(),
            waiting: Vec::new(),
            tries: false,
        });
        let seconds = |key: &str, before: Span| {
            let told = section.get(key).and_then(|told| told.parse().ok());
            told.map_or(before, Span::from_secs)
        };
        let plan = &mut queue.plan;
        plan.ring = seconds("timeout", plan.ring);
        plan.wrap_up = seconds("wrapuptime", plan.wrap_up);
        plan.service_level = seconds("servicelevel", plan.service_level);
        plan.strategy = match section.get("strategy") {
            Some("leastrecent") => Strategy::LeastRecent,
            Some("fewestcalls") => Strategy::FewestCalls,
            _ => Strategy::RingAll,
        };
        for member in section.all("member") {
            let told: Vec<&str> = member.split(',').map(str::trim).collect();
            let [interface, rest @ ..] = told.as_slice() else { continue };
            if queue.members.iter().all(|member| member.interface != *interface) {
                let penalty = rest.first().and_then(|penalty| penalty.parse().ok()).unwrap_or(0);
                let name = rest.get(1).copied().unwrap_or(interface);
                queue.members.push(Member::new(interface, name, penalty, now));
            }
        }
    }

    fn reads_dialplan(&mut self) {
        let Some(text) = self.floor.configuration.files.get("extensions.conf") else { return };
        let mut contexts: BTreeMap<Text, Context> = BTreeMap::new();
        for section in sections(text) {
            let context = contexts.entry(Text::from(section.name)).or_default();
            context.includes.extend(section.all("include").map(Text::from));
            let mut exten = Text::default();
            for (key, value) in &section.lines {
                let (step, is_step) = match *key {
                    "exten" => {
                        let mut parts = value.splitn(3, ',');
                        let (name, place) = (parts.next().unwrap_or_default(), parts.next());
                        exten = Text::from(name.trim());
                        (parts.next().unwrap_or_default(), place.is_some_and(|place| place.trim() != "hint"))
                    }
                    "same" => (value.split_once(',').map_or("", |(_, step)| step), true),
                    _ => ("", false),
                };
                if is_step {
                    let goal = context.extens.entry(exten.clone()).or_insert(Goal::End);
                    if *goal == Goal::End {
                        *goal = goal_of(step, &exten);
                    }
                }
            }
        }
        self.floor.configuration.contexts = contexts;
    }
}

/// Where a step of the dialplan leads, at an extension.
fn goal_of(step: &str, exten: &str) -> Goal {
    let step = step.trim();
    let Some((application, arguments)) = step.strip_suffix(')').and_then(|step| step.split_once('(')) else {
        return Goal::End;
    };
    let first = arguments.split(',').next().unwrap_or_default();
    match application {
        "Queue" => Goal::Queue(Text::from(first)),
        "Goto" => {
            let place = arguments.split(',').nth(1).unwrap_or_default();
            match (first.strip_prefix("callcenter-queue-"), first.strip_prefix("callcenter-ivr-")) {
                (Some(queue), _) => Goal::Queue(Text::from(queue)),
                (_, Some(menu)) => Goal::Menu(Text::from(menu)),
                _ if first == "callcenter-extensions" => Goal::Phone(Text::from(place)),
                _ => Goal::End,
            }
        }
        "Dial" => match first.strip_prefix("PJSIP/").map(|to| to.split_once('@').ok_or(to)) {
            Some(Ok((number, _))) => Goal::Outside(Text::from(number)),
            Some(Err(phone)) => Goal::Phone(Text::from(phone)),
            // Each device of the extension.
            None => Goal::Phone(Text::from(exten)),
        },
        _ => Goal::End,
    }
}

/// A section of a file.
struct Section<'t> {
    name: &'t str,
    lines: Vec<(&'t str, &'t str)>,
}

impl<'t> Section<'t> {
    fn all(&self, key: &str) -> impl Iterator<Item = &'t str> {
        self.lines.iter().filter(move |(own, _)| *own == key).map(|(_, value)| *value)
    }

    fn get(&self, key: &str) -> Option<&'t str> {
        self.all(key).last()
    }
}

/// The sections of a file, in their order.
fn sections(text: &str) -> impl Iterator<Item = Section<'_>> {
    let mut all: Vec<Section<'_>> = Vec::new();
    for line in text.lines() {
        let line = line.split(';').next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            all.push(Section { name: name.0, lines: Vec::new() });
        } else if let (Some((key, value)), Some(section)) = (line.split_once('='), all.last_mut()) {
            section.lines.push((key.trim(), value.trim_start_matches('>').trim()));
        }
    }
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_leads_where_its_first_step_that_leads_anywhere_does() {
        for (step, goal) in [
            ("Goto(callcenter-queue-sales,s,1)", Goal::Queue("sales".into())),
            ("Goto(callcenter-ivr-main,s,1)", Goal::Menu("main".into())),
            ("Goto(callcenter-extensions,1001,1)", Goal::Phone("1001".into())),
            ("Dial(PJSIP/112@trunk-main)", Goal::Outside("112".into())),
            ("Dial(PJSIP/1001,30,tkx)", Goal::Phone("1001".into())),
            ("Dial(${IF(x?PJSIP/1001:y)},30,tkx)", Goal::Phone("1001".into())),
            ("NoOp(callcenter)", Goal::End),
            ("Hangup", Goal::End),
        ] {
            assert_eq!(goal_of(step, "1001"), goal, "{step}");
        }
    }

    #[test]
    fn comments_are_no_lines_and_arrows_are_equal_signs() {
        let text = "; nothing\n[a]\nkey = one ; two\nexten => 1,1,NoOp(x)\n[b]\n";
        let all: Vec<_> = sections(text).collect();
        assert_eq!(all.iter().map(|section| section.name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(all[0].get("key"), Some("one"));
        assert_eq!(all[0].get("exten"), Some("1,1,NoOp(x)"));
        assert_eq!(all[0].get("other"), None);
    }
}
