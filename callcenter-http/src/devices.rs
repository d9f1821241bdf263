//! What devices did today, from the store: since when each is in its state, and how long it could be reached (F-047, F-048).

use std::collections::BTreeMap;

use callcenter_core::{Span, Timestamp};
use callcenter_store::{
    Condition, DEVICE_STATES, DeviceStateRow, JOURNAL, Select, Store, StoreError, Value, rows,
};
use tokio::sync::Mutex;

use crate::calls::first;
use crate::shown::Availability;

/// Changes of devices of one day that are looked at; later ones are left out.
const CHANGES_MAX: u64 = 500_000;

/// How long after midnight everything of the day before is in the store.
const SETTLED: Span = Span::from_secs(300);

/// What a device did today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeviceDay {
    /// Since when it is in its state.
    pub(crate) since: Option<Timestamp>,
    /// How long it could be reached.
    pub(crate) online: Span,
    /// How long it could not.
    pub(crate) offline: Span,
}

/// What devices did today.
#[derive(Debug, Default)]
pub(crate) struct Devices {
    /// How devices stood at the last midnight that was asked for: that does not change any more, and is found by looking at
    /// all rows.
    midnight: Mutex<Option<Midnight>>,
}

#[derive(Debug, Clone)]
struct Midnight {
    stream: i64,
    at: Timestamp,
    /// By device: its state, and since when.
    states: BTreeMap<String, (String, Option<Timestamp>)>,
    /// The first entry that may be later.
    first: i64,
}

impl Devices {
    /// What each device did from a midnight until now, by the switch's name of it.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn day(
        &self,
        store: &dyn Store,
        stream: i64,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<BTreeMap<String, DeviceDay>, StoreError> {
        let Some(midnight) = self.midnight(store, stream, from, now).await? else {
            return Ok(BTreeMap::new());
        };
        let changes = Select::from(DEVICE_STATES)
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::AtLeast("seq", midnight.first.into()))
            .only(Condition::Above("from_at", from.into()))
            .by("seq")
            .limit(CHANGES_MAX);
        let mut standing: BTreeMap<String, (String, Option<Timestamp>, Timestamp)> = midnight
            .states
            .into_iter()
            .map(|(device, (state, since))| (device, (state, since, from)))
            .collect();
        let mut days: BTreeMap<String, DeviceDay> = BTreeMap::new();
        for row in rows::<DeviceStateRow>(store, &changes).await? {
            let at = row.from_at.unwrap_or(from);
            let before = standing.insert(row.device.clone(), (row.state, row.from_at, at));
            if let Some((state, _, begun)) = before {
                days.entry(row.device).or_default().add(&state, at.since(begun));
            }
        }
        for (device, (state, since, begun)) in standing {
            let day = days.entry(device).or_default();
            day.add(&state, now.since(begun));
            day.since = since;
        }
        Ok(days)
    }

    async fn midnight(
        &self,
        store: &dyn Store,
        stream: i64,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Midnight>, StoreError> {
        let mut known = self.midnight.lock().await;
        if let Some(own) = known.as_ref().filter(|own| own.stream == stream && own.at == at) {
            return Ok(Some(own.clone()));
        }
        let Some(tip) = tip(store, stream).await? else { return Ok(None) };
        let stood = Select::from(DEVICE_STATES)
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::AtMost("from_at", at.into()))
            .only(Condition::Any(vec![
                Condition::Above("until_at", at.into()),
                Condition::Is("open", true.into()),
            ]))
            .by("seq")
            .limit(CHANGES_MAX);
        let states = rows::<DeviceStateRow>(store, &stood).await?.into_iter();
        let states = states.map(|row| (row.device, (row.state, row.from_at))).collect();
        let first = first(store, stream, Some(at), tip).await?.unwrap_or(tip.saturating_add(1));
        let own = Midnight { stream, at, states, first };
        // The last entries of the day before may still be on their way into the store.
        if now.since(at) > SETTLED {
            *known = Some(own.clone());
        }
        Ok(Some(own))
    }
}

impl DeviceDay {
    fn add(&mut self, state: &str, time: Span) {
        match Availability::of_word(state) {
            Availability::Online => self.online += time,
            Availability::Offline | Availability::Invalid => self.offline += time,
            Availability::Unknown => {}
        }
    }
}

/// Number of the last entry of a stream that the store has.
async fn tip(store: &dyn Store, stream: i64) -> Result<Option<i64>, StoreError> {
    let select = Select::from(JOURNAL)
        .columns(&["last"])
        .only(Condition::Is("stream", stream.into()))
        .latest_first("first")
        .limit(1);
    Ok(match store.select(&select).await?.pop().as_deref() {
        Some([Value::Int(last)]) => Some(*last),
        _ => None,
    })
}
