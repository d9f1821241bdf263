//! Which rows of figures an interval is made of: whole UTC days, and the quarter hours at its edges.

use callcenter_core::Timestamp;

use super::calendar::QUARTER_MICROS;
use crate::figures::{DAY_MICROS, DAY_QUARTERS, day_of};

/// Ranges in one question.
const RANGES_MAX: usize = 100;

/// Quarter hours in one question: two months, so that what is in memory at once has a bound.
const QUARTERS_AT_ONCE: i64 = 62 * 96;

/// Rows of one width that begin in `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range {
    /// In quarter hours: 1 or a day.
    pub(crate) width: u32,
    /// Where the first one may begin.
    pub(crate) from: Timestamp,
    /// Where none begins any more.
    pub(crate) until: Timestamp,
}

/// The rows of `[from, until)`, whose borders lie on quarter hours.
pub(crate) fn cover(from: Timestamp, until: Timestamp) -> Vec<Range> {
    let first = day_of(Timestamp::from_micros(from.as_micros().saturating_add(DAY_MICROS - 1)));
    let last = day_of(until);
    let ranges = if first < last {
        vec![(1, from, first), (DAY_QUARTERS, first, last), (1, last, until)]
    } else {
        vec![(1, from, until)]
    };
    ranges
        .into_iter()
        .filter(|&(_, from, until)| from < until)
        .map(|(width, from, until)| Range { width, from, until })
        .collect()
}

/// Whether a row that begins at `start` is one of those that make up the interval.
pub(crate) fn is_part(from: Timestamp, until: Timestamp, width: u32, start: Timestamp) -> bool {
    cover(from, until).iter().any(|range| range.width == width && range.from <= start && start < range.until)
}

/// The same rows in as few ranges as there can be, in groups that are asked for together: of one width, and near each
/// other.
pub(crate) fn grouped(mut ranges: Vec<Range>) -> Vec<Vec<Range>> {
    ranges.sort_unstable();
    let mut joined: Vec<Range> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.width == range.width && range.from <= last.until => {
                last.until = last.until.max(range.until);
            }
            _ => joined.push(range),
        }
    }
    let mut groups: Vec<Vec<Range>> = Vec::new();
    for range in joined.into_iter().flat_map(pieces) {
        let group = groups.last_mut().filter(|group| {
            let first = group[0];
            let near = range.until.since(first.from).as_micros() <= QUARTERS_AT_ONCE * QUARTER_MICROS;
            group.len() < RANGES_MAX && first.width == range.width && near
        });
        match group {
            Some(group) => group.push(range),
            None => groups.push(vec![range]),
        }
    }
    groups
}

/// A range in pieces of which each may be asked for at once.
fn pieces(range: Range) -> impl Iterator<Item = Range> {
    let step = if range.width == 1 { QUARTERS_AT_ONCE * QUARTER_MICROS } else { i64::MAX };
    let mut from = range.from;
    std::iter::from_fn(move || {
        let begin = from;
        from = Timestamp::from_micros(begin.as_micros().saturating_add(step)).min(range.until);
        (begin < range.until).then_some(Range { from: begin, until: from, ..range })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: i64) -> Timestamp {
        Timestamp::from_secs(1_795_219_200 + hours * 3_600)
    }

    #[test]
    fn an_interval_is_whole_days_and_quarter_hours_at_its_edges() {
        let widths = |from, until| {
            cover(hours(from), hours(until)).iter().map(|range| range.width).collect::<Vec<_>>()
        };
        assert_eq!(widths(0, 24), [96]);
        assert_eq!(widths(-1, 23), [1], "a local day is none of UTC");
        assert_eq!(widths(-1, 49), [1, 96, 1]);
        assert_eq!(widths(5, 5), [0_u32; 0]);
    }

    #[test]
    fn each_row_is_part_of_one_of_two_intervals_that_meet() {
        for border in [-3, 0, 5, 24, 30] {
            for (width, step) in [(1, 900), (96, 86_400)] {
                for n in -96 * 2..96 * 4 {
                    let start = Timestamp::from_secs(1_795_219_200 + n * step);
                    let parts = [(hours(-30), hours(border)), (hours(border), hours(70))];
                    let of = parts.iter().filter(|part| is_part(part.0, part.1, width, start)).count();
                    assert!(of <= 1, "{start} of width {width} counts {of} times with a border at {border}");
                }
            }
        }
    }

    #[test]
    fn ranges_that_touch_are_asked_for_as_one_and_long_ones_in_pieces() {
        let days: Vec<Range> =
            (0..365).flat_map(|day| cover(hours(day * 24 - 1), hours(day * 24 + 23))).collect();
        let groups = grouped(days);
        assert_eq!(groups.len(), 6, "two months each");
        assert!(groups.iter().all(|group| group.len() == 1));
        assert_eq!(groups.first().map(|group| group[0].from), Some(hours(-1)));
        assert_eq!(groups.last().map(|group| group[0].until), Some(hours(365 * 24 - 1)));
    }
}
