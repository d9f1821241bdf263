//! Times as people ask for them: moments, local dates, periods, in a time zone of theirs.

use callcenter_core::Timestamp;
use callcenter_store::report::{Calendar, WeekStart, local_time};
use jiff::tz::TimeZone;

use crate::problem::Problem;
use crate::site::Site;

/// A time zone in which times are told.
#[derive(Debug, Clone)]
pub(crate) struct When {
    zone: TimeZone,
    calendar: Calendar,
}

impl When {
    /// The zone that somebody asks for; without a name that of the site.
    ///
    /// # Errors
    /// As [`When::zone`].
    pub(crate) async fn asked(site: &Site, name: Option<&str>) -> Result<Self, Problem> {
        match name {
            Some(name) => Self::zone(Some(name)),
            None => Self::zone(Some(&site.zone_name().await)),
        }
    }

    /// The zone of a name; UTC without one.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when no such zone is known.
    pub(crate) fn zone(name: Option<&str>) -> Result<Self, Problem> {
        let name = name.unwrap_or("UTC");
        let unknown = || Problem::Invalid {
            field: "tz",
            why: format!("no time zone {name:?} is known; write its IANA name, such as Europe/Berlin or UTC"),
        };
        let calendar = Calendar::of(name, WeekStart::Monday).map_err(|_| unknown())?;
        Ok(Self { zone: TimeZone::get(name).map_err(|_| unknown())?, calendar })
    }

    /// Its days, weeks and months.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The zone itself.
    pub(crate) fn time_zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A moment: RFC 3339, or a local date or time.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is neither.
    pub(crate) fn moment(&self, field: &'static str, text: &str) -> Result<Timestamp, Problem> {
        let wrong = || Problem::Invalid {
            field,
            why: format!(
                "{:?} is no time; write 2026-11-21T10:00:00Z, or a local one: 2026-11-21 or 2026-11-21T10:00",
                text.chars().take(40).collect::<String>()
            ),
        };
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Timestamp::from_micros(moment.as_microsecond()));
        }
        let local = local_time(text).map_err(|_| wrong())?;
        let moment = self.zone.to_timestamp(local).map_err(|_| wrong())?;
        Ok(Timestamp::from_micros(moment.as_microsecond()))
    }
    /// A local time: as it is written, or of a moment.
    ///
    /// # Errors
    /// As [`When::moment`].
    pub(crate) fn local(&self, field: &'static str, text: &str) -> Result<jiff::civil::DateTime, Problem> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(moment.to_zoned(self.zone.clone()).datetime());
        }
        self.moment(field, text)?;
        local_time(text).map_err(|_| Problem::Internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_an_offset_or_are_local() {
        let berlin = When::zone(Some("Europe/Berlin")).expect("it is known");
        let noon = Timestamp::from_secs(1_795_260_000);
        assert_eq!(berlin.moment("from", "2026-11-21T11:20:00Z"), Ok(noon));
        assert_eq!(berlin.moment("from", "2026-11-21T12:20:00+01:00"), Ok(noon));
        assert_eq!(berlin.moment("from", "2026-11-21T12:20"), Ok(noon));
        assert_eq!(
            berlin.moment("from", "2026-11-21"),
            Ok(Timestamp::from_secs(1_795_260_000 - 12 * 3_600 - 20 * 60))
        );
        for wrong in ["", "yesterday", "2026-13-01", "1795262400"] {
            let refused = berlin.moment("from", wrong);
            assert!(matches!(refused, Err(Problem::Invalid { field: "from", .. })), "{wrong:?}");
        }
        assert!(matches!(When::zone(Some("Mars/Olympus")), Err(Problem::Invalid { field: "tz", .. })));
    }
}
