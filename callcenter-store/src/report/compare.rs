//! Two periods side by side.

use serde::Serialize;

use super::measure::{Amount, Measure};

/// A measure in the other period, and how much it changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// How much it was; absent: not observed, or nothing to divide by.
    pub before: Option<Amount>,
    /// How much more it is now, in the measure's unit; absent when one of the two is.
    pub difference: Option<f64>,
    /// The same in per cent of what it was; absent as well when that was 0.
    pub percent: Option<f64>,
}

/// How measures changed, in their order; the same measures, or none, are in `before`.
pub(crate) fn changes(now: &[Measure], before: Option<&[Measure]>) -> Vec<Change> {
    let of = |n: usize, measure: &Measure| {
        let old = before.and_then(|before| before.get(n)).filter(|old| old.metric == measure.metric);
        change(measure.amount, old.and_then(|old| old.amount))
    };
    now.iter().enumerate().map(|(n, measure)| of(n, measure)).collect()
}

fn change(now: Option<Amount>, before: Option<Amount>) -> Change {
    let number = |amount: Option<Amount>| amount.and_then(Amount::number);
    let difference = number(now).zip(number(before)).map(|(now, before)| now - before);
    let base = number(before).filter(|&base| base != 0.0);
    let percent = difference.zip(base).map(|(difference, base)| 100.0 * difference / base);
    Change { before, difference, percent }
}

#[cfg(test)]
mod tests {
    use callcenter_core::stats::Ratio;

    use super::*;

    #[test]
    fn a_change_from_nothing_has_no_per_cent_and_one_from_the_unknown_no_difference() {
        let count = |count| Some(Amount::Count(count));
        let told = |now, before| {
            let change = change(now, before);
            (change.difference, change.percent)
        };
        assert_eq!(told(count(3), count(2)), (Some(1.0), Some(50.0)));
        assert_eq!(told(count(0), count(2)), (Some(-2.0), Some(-100.0)));
        assert_eq!(told(count(3), count(0)), (Some(3.0), None));
        assert_eq!(told(count(3), None), (None, None));
        assert_eq!(told(None, count(3)), (None, None));
        assert_eq!(told(count(1), Some(Amount::Share(Ratio::new(0, 0)))), (None, None));
    }
}
