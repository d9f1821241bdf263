//! Chance that is the same on every machine: one seed, one day.

use crate::time::Span;

/// A small generator (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to `n`, without it; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.bits() % n.max(1)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn happens(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < u64::from(per_mille)
    }

    /// One of several; nothing of none.
    pub(super) fn one_of<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let n = self.below(things.len() as u64);
        things.get(usize::try_from(n).ok()?)
    }

    /// A span between two, evenly.
    pub(super) fn between(&mut self, least: Span, most: Span) -> Span {
        let width = (most - least).as_micros().max(0).unsigned_abs();
        least + Span::from_micros(i64::try_from(self.below(width + 1)).unwrap_or(0))
    }

    /// A span as waits between chance events are, of this mean and no longer than six times of it.
    pub(super) fn about(&mut self, mean: Span) -> Span {
        // 53 bits: never 0, never more than 1.
        let even = ((self.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        let span = -ln(even) * mean.as_micros() as f64;
        Span::from_micros((span as i64).min(mean.as_micros().saturating_mul(6)))
    }
}

/// The natural logarithm by arithmetic alone: the same bits everywhere, and there is none without std.
///
/// `x = m·2^e` with m in [√½, √2); ln m = 2·artanh((m-1)/(m+1)) as a series.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i64 - 1_023;
    let mut mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 1_023 << 52);
    if mantissa > core::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let mut term = z;
    let mut sum = 0.0;
    for n in 0..12 {
        sum += term / f64::from(2 * n + 1);
        term *= square;
    }
    2.0 * sum + exponent as f64 * core::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use core::f64::consts::{LN_2, LN_10};

    use super::*;

    #[test]
    fn the_logarithm_is_the_logarithm() {
        for (x, expected) in [(1.0, 0.0), (0.5, -LN_2), (0.1, -LN_10)] {
            assert!((ln(x) - expected).abs() < 1e-12, "ln {x} is {}", ln(x));
        }
    }

    #[test]
    fn spans_of_a_mean_have_that_mean() {
        let mut dice = Dice::new(7);
        let sum: i64 = (0..20_000).map(|_| dice.about(Span::from_secs(60)).as_micros()).sum();
        let mean = sum / 20_000;
        assert!((58_000_000..62_000_000).contains(&mean), "{mean}");
    }
}
