//! The table of routes. Each room has its own; add a line here.

mod about_calls;
mod agent_work;
mod agents;
mod audit;
mod auth;
mod call_center;
mod call_control;
mod calls;
mod customers;
mod description;
mod doctor;
mod export;
mod extensions;
mod floor;
mod health;
mod live;
mod login_ways;
mod pbx;
mod queues;
mod recordings;
mod reports;
mod settings;
mod softphone;
mod today;
mod tokens;
mod users;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::agents::AgentsAsked;
pub(crate) use self::queues::QueuesAsked;
use crate::site::Site;

pub(crate) fn all() -> OpenApiRouter<Site> {
    let rooms = [
        health::routes(),
        auth::routes(),
        login_ways::routes(),
        users::routes(),
        tokens::routes(),
        audit::routes(),
        call_control::routes(),
        call_center::routes(),
        pbx::routes(),
        agent_work::routes(),
        calls::routes(),
        agents::routes(),
        queues::routes(),
        extensions::routes(),
        today::routes(),
        reports::routes(),
        export::routes(),
        description::routes(),
        floor::routes(),
        customers::routes(),
        recordings::routes(),
        live::routes(),
        about_calls::routes(),
        settings::routes(),
        doctor::routes(),
        softphone::routes(),
    ];
    rooms.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge)
}
