//! What is heard in recordings: two voices without words, made of a few waves.

use std::f32::consts::TAU;

/// Samples in a second, as the telephone has them.
const RATE: u32 = 8_000;

/// How long the talk is before it begins again, in seconds.
const TALK: u32 = 30;

/// Each voice by its pitch in Hz.
const VOICES: [f32; 2] = [118.0, 205.0];

/// Where vowels are loud, in Hz: `a`, `e`, `i`, `o`, `u`.
const VOWELS: [[f32; 2]; 5] =
    [[730.0, 1_090.0], [530.0, 1_840.0], [270.0, 2_290.0], [570.0, 840.0], [300.0, 870.0]];

/// Half a minute of a talk: one says something, then the other.
pub(super) fn talk() -> Vec<i16> {
    let mut samples = Vec::with_capacity((RATE * TALK) as usize);
    let mut chance = 7_u32;
    let mut next = move |most: u32| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 16) % most
    };
    let mut speaker = 0;
    while samples.len() < (RATE * TALK) as usize {
        for _ in 0..8 + next(14) {
            let length = RATE / 100 * (9 + next(12));
            syllable(&mut samples, VOICES[speaker], VOWELS[next(5) as usize], length);
            let pause = RATE / 100 * if next(5) == 0 { 14 } else { 2 };
            samples.extend((0..pause).map(|_| 0));
        }
        samples.extend((0..RATE / 3).map(|_| 0));
        speaker = 1 - speaker;
    }
    samples.truncate((RATE * TALK) as usize);
    samples
}

fn syllable(samples: &mut Vec<i16>, pitch: f32, loud: [f32; 2], length: u32) {
    for at in 0..length {
        let time = at as f32 / RATE as f32;
        let place = at as f32 / length as f32;
        // It falls a little, as at the end of every word.
        let pitch = pitch * (1.06 - 0.12 * place);
        let mut wave = 0.0;
        for harmonic in 1..=12_u8 {
            let tone = pitch * f32::from(harmonic);
            let near = |formant: f32| 1.0 / (1.0 + ((tone - formant) / 140.0).powi(2));
            wave += (near(loud[0]) + 0.6 * near(loud[1]) + 0.05) * (TAU * tone * time).sin();
        }
        let rises = (place * 6.0).min(1.0) * ((1.0 - place) * 4.0).min(1.0);
        samples.push((wave * rises * 5_000.0) as i16);
    }
}

/// So many seconds of a sound, again and again, as a WAV file: PCM, 16 bits, as `MixMonitor` writes it.
pub(super) fn wav(sound: &[i16], seconds: u32) -> Vec<u8> {
    let bytes = RATE * 2 * seconds;
    let mut file = Vec::with_capacity(bytes as usize + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(bytes + 36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(b"\x02\0\x10\0data");
    file.extend_from_slice(&bytes.to_le_bytes());
    let samples = sound.iter().cycle().take((RATE * seconds) as usize);
    file.extend(samples.flat_map(|sample| sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talk_is_heard_and_not_too_loud() {
        let talk = talk();
        assert_eq!(talk.len(), 240_000);
        let loudest = talk.iter().map(|sample| sample.unsigned_abs()).max();
        assert!(loudest.is_some_and(|loudest| (3_000..32_000).contains(&loudest)), "{loudest:?}");
        let file = wav(&talk, 45);
        assert_eq!(file.len(), 44 + 45 * 16_000);
        assert_eq!(&file[44..48], &file[44 + 30 * 16_000..48 + 30 * 16_000]);
    }
}
