//! The task that tells today's figures.

use std::sync::Weak;
use std::time::Duration;

use callcenter_core::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::Instant;

use super::Shared;
use super::row::figures;
use super::watched::Duty;
use crate::figures::Day;

/// Between two computations.
const PACE: Duration = Duration::from_secs(1);

/// Of the time, computing may take one part in this.
const SHARE: u32 = 10;

/// Computes and tells until nobody watches any more.
pub(super) async fn run(weak: Weak<Shared>) {
    loop {
        let begun = Instant::now();
        let Some(shared) = weak.upgrade() else { return };
        if shared.tell_figures().await == Watched::ByNobody {
            return;
        }
        drop(shared);
        tokio::time::sleep_until(begun + PACE.max(begun.elapsed() * SHARE)).await;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watched {
    BySomebody,
    ByNobody,
}

impl Shared {
    async fn tell_figures(&self) -> Watched {
        let Some((queues, agents)) = self.hub().as_ref().map(super::hub::Hub::names) else {
            return Watched::ByNobody;
        };
        // Figures that cannot be had just now are told the next time.
        let Ok(board) = self.today.board(&*self.desk, &*self.store).await else { return Watched::BySomebody };
        let zone = self.zone.now(&*self.store).await;
        let rows =
            figures(&board, day_of(board.now, &zone), zone.iana_name().unwrap_or("UTC"), &queues, &agents);
        let mut hub = self.hub();
        let Some(hub) = hub.as_mut() else { return Watched::ByNobody };
        if let Some(batch) = hub.update_figures(rows) {
            self.publish(batch);
        }
        self.done(Duty::Figures);
        Watched::BySomebody
    }
}

/// The day that a moment lies in, where the site is.
fn day_of(now: Timestamp, zone: &TimeZone) -> Day {
    let day = jiff::Timestamp::from_microsecond(now.as_micros())
        .and_then(|now| now.to_zoned(zone.clone()).start_of_day())
        .and_then(|begun| Ok(Day { from: micros(&begun), until: micros(&begun.tomorrow()?) }));
    // Beyond the calendar there are no days.
    day.unwrap_or(Day { from: now, until: now })
}

fn micros(at: &jiff::Zoned) -> Timestamp {
    Timestamp::from_micros(at.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Utc;

    #[test]
    fn the_day_begins_at_midnight_where_the_site_is_also_when_clocks_change() {
        let zone = TimeZone::get("Europe/Berlin").expect("the zone is bundled");
        // 2026-10-25, 12:00 UTC: the day has 25 hours.
        let Day { from, until } = day_of(Timestamp::from_secs(1_792_929_600), &zone);
        assert_eq!(Utc(from).to_string(), "2026-10-24T22:00:00Z");
        assert_eq!(Utc(until).to_string(), "2026-10-25T23:00:00Z");
    }
}
