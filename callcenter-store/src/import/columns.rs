//! Rows of a CSV file whose columns are told by a header, by the user, or by what they look like.

use callcenter_core::Text;
use serde::{Deserialize, Serialize};

/// Columns of a row that are told apart.
const COLUMNS_MAX: usize = 64;

/// Which column is where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Columns {
    names: Vec<Text>,
}

impl Columns {
    /// Columns by their names, in order; other spellings of a name are understood.
    pub(crate) fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names: names.into_iter().map(canonical).collect() }
    }

    /// Nothing is known of them yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is a column of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// Whether a row has a cell for each of them.
    pub(crate) fn fit(&self, row: &[Text]) -> bool {
        row.len() >= self.names.len()
    }

    /// A row's cell; empty when there is no such column.
    pub(crate) fn of<'r>(&self, row: &'r [Text], name: &str) -> &'r str {
        let place = self.names.iter().position(|own| own == name);
        place.and_then(|place| row.get(place)).map_or("", Text::as_str)
    }
}

/// The cells of a line.
///
/// # Errors
/// When it is no row of a CSV file.
pub(crate) fn cells(line: &str) -> Result<Vec<Text>, &'static str> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) if record.len() <= COLUMNS_MAX => {
            Ok(record.iter().map(super::queue_log::call::text).collect())
        }
        Ok(true) => Err("more than 64 columns"),
        _ => Err("no row of a CSV file"),
    }
}

/// The name that we use for a column: that of Asterisk's own variable.
fn canonical(name: &str) -> Text {
    let name = name.trim().to_ascii_lowercase();
    let name = match name.as_str() {
        "calldate" | "starttime" | "start_time" => "start",
        "answertime" | "answer_time" | "answerdate" => "answer",
        "endtime" | "end_time" | "enddate" => "end",
        "eventtime" | "event_time" => "time",
        "event" | "eventname" | "type" => "eventtype",
        "channame" | "chan" | "channel_name" => "channel",
        "cid_num" | "callerid_num" | "callernum" => "cidnum",
        "cid_name" | "callerid_name" | "callername" => "cidname",
        "linked_id" => "linkedid",
        "unique_id" => "uniqueid",
        "eventextra" | "extra_fields" => "extra",
        "app" => "appname",
        "dst_channel" => "dstchannel",
        "caller_id" | "callerid" => "clid",
        other => other,
    };
    Text::from(name)
}
