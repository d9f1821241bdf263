//! The queues.

use super::lines::{Lines, name};
use crate::floor::{Agent, Definitions, Queue, Rings};

pub(super) fn text(all: &Definitions) -> String {
    let mut lines = Lines::default();
    for kept in all.queues.values().filter(|kept| kept.definition.enabled) {
        queue(&mut lines, &kept.definition);
        for member in members(all, &kept.definition.name) {
            lines.other("member", &member);
        }
    }
    lines.done()
}

fn queue(lines: &mut Lines, queue: &Queue) {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let told = &queue.announcements;
    lines.section(&queue.name);
    lines.set("strategy", queue.strategy.name()).set("musicclass", &queue.music);
    lines.set("timeout", queue.ring_s).set("retry", queue.retry_s).set("timeoutpriority", "conf");
    lines
        .set("wrapuptime", queue.wrap_up_s)
        .set("weight", queue.weight)
        .set("servicelevel", queue.service_level_s);
    lines.set("maxlen", queue.waiting_max.unwrap_or(0)).set("memberdelay", queue.connect_delay_s);
    lines.set("joinempty", queue.join.option()).set("leavewhenempty", queue.leave.option());
    lines.set("ringinuse", yes(queue.ring_in_use)).set("autopause", queue.pause_unanswered.option());
    lines.set("autofill", "yes").set("timeoutrestart", "yes").set("reportholdtime", "no");
    // Their variables are most of what a busy switch reports, and say nothing that events do not.
    lines.set("setinterfacevar", "no").set("setqueuevar", "no").set("setqueueentryvar", "no");
    lines
        .set("announce-frequency", told.every_s)
        .set("announce-position", yes(told.position && told.every_s > 0));
    lines.set("announce-holdtime", yes(told.hold_time && told.every_s > 0));
    if !told.periodic.is_empty() {
        lines
            .set("periodic-announce", told.periodic.join(","))
            .set("periodic-announce-frequency", told.periodic_s);
    }
    if let Some(sound) = &queue.agent_announcement {
        lines.set("announce", sound);
    }
    if !queue.keys.is_empty() {
        lines.set("context", format_args!("callcenter-keys-{}", queue.name));
    }
}

/// Members whose phones a queue always rings: those that do not sign in.
fn members(all: &Definitions, queue: &str) -> Vec<String> {
    let agents = all.agents.values().map(|kept| &kept.definition).filter(|agent| agent.enabled);
    let member = |agent: &Agent| {
        let membership = agent
            .queues
            .iter()
            .find(|membership| membership.queue == queue && membership.rings == Rings::Always)?;
        let extension = agent.extension.as_ref()?;
        let is_there = all.extensions.get(extension).is_some_and(|kept| kept.definition.enabled);
        is_there.then(|| {
            format!("PJSIP/{extension},{},{},PJSIP/{extension}", membership.penalty, name(&agent.name))
        })
    };
    agents.filter_map(member).collect()
}
