//! A report as an object: the same for files, programs and browsers.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use callcenter_core::Timestamp;
use callcenter_core::stats::Metric;

use super::calendar::Calendar;
use super::report::{Report, ReportRow};

/// Times are RFC 3339 with the zone's offset, durations seconds, shares 0 to 1; `null`: not observed, or nothing to divide
/// by. Values are named by id and version of their definition, `sl-1@1`, and `definitions` says what each one means.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let query = &self.query;
        let calendar = &query.calendar;
        let mut object = serializer.serialize_struct("Report", 12)?;
        object.serialize_field("scope", query.about.word())?;
        object.serialize_field("period", &Time(calendar, (self.from, self.until)))?;
        object.serialize_field("compared_with", &self.before.map(|before| Time(calendar, before)))?;
        object.serialize_field("zone", calendar.zone())?;
        object.serialize_field("widened_to_quarter_hours", &self.widened)?;
        object.serialize_field("by", &query.by)?;
        object.serialize_field("target_s", &query.target)?;
        object.serialize_field("short_abandon_s", &query.short)?;
        object.serialize_field("streams", &self.streams)?;
        object.serialize_field("definitions", &Definitions(&self.metrics))?;
        object.serialize_field("rows", &Rows(self, &self.rows))?;
        object.serialize_field("totals", &Rows(self, &self.totals))?;
        object.end()
    }
}

struct Time<'a>(&'a Calendar, (Timestamp, Timestamp));

impl Serialize for Time<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Time", 2)?;
        object.serialize_field("from", &self.0.text(self.1.0))?;
        object.serialize_field("until", &self.0.text(self.1.1))?;
        object.end()
    }
}

struct Definitions<'a>(&'a [&'static Metric]);

impl Serialize for Definitions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for metric in self.0 {
            map.serialize_entry(&metric.to_string(), metric)?;
        }
        map.end()
    }
}

struct Rows<'a>(&'a Report, &'a [ReportRow]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|row| One(self.0, row)))
    }
}

struct One<'a>(&'a Report, &'a ReportRow);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report, row) = self;
        let calendar = &report.query.calendar;
        let bucket = row.bucket.and_then(|n| report.buckets.get(n));
        let mut object = serializer.serialize_struct("Row", 7)?;
        object.serialize_field("bucket", &bucket.map(|bucket| bucket.label.as_str()))?;
        let parts: Vec<_> =
            bucket.into_iter().flat_map(|bucket| &bucket.parts).map(|&part| Time(calendar, part)).collect();
        object.serialize_field("time", &parts)?;
        object.serialize_field("name", &row.name)?;
        object.serialize_field("observed", &row.observed)?;
        object.serialize_field("values", &Values(row))?;
        object.serialize_field("breakdowns", &row.breakdowns)?;
        object.serialize_field("changes", &Changes(row))?;
        object.end()
    }
}

struct Values<'a>(&'a ReportRow);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.measures.len()))?;
        for measure in &self.0.measures {
            map.serialize_entry(&measure.metric.to_string(), &measure.amount)?;
        }
        map.end()
    }
}

struct Changes<'a>(&'a ReportRow);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs: Vec<_> = self.0.measures.iter().zip(&self.0.changes).collect();
        let mut map = serializer.serialize_map(Some(pairs.len()))?;
        for (measure, change) in pairs {
            map.serialize_entry(&measure.metric.to_string(), change)?;
        }
        map.end()
    }
}
