//! How long a WAV file is.

use std::io::{Read, Seek, SeekFrom};

/// Chunks that are looked at before the sound is given up.
const CHUNKS_MAX: usize = 64;

/// Seconds of sound, from the header. A file that is still written says nothing, or nothing right, of its length: then what is
/// there counts. Nothing when it is no WAV file. Leaves the file at its beginning.
///
/// Source: RIFF; "Multimedia Programming Interface and Data Specifications 1.0", Microsoft and IBM, 1991.
pub(super) fn seconds(file: &mut (impl Read + Seek), bytes: u64) -> Option<f64> {
    let found = read(file, bytes);
    file.seek(SeekFrom::Start(0)).ok()?;
    found
}

fn read(file: &mut (impl Read + Seek), bytes: u64) -> Option<f64> {
    let mut riff = [0; 12];
    file.read_exact(&mut riff).ok()?;
    if &riff[..4] != b"RIFF" || &riff[8..] != b"WAVE" {
        return None;
    }
    let mut at = 12_u64;
    let mut bytes_per_second = None;
    for _ in 0..CHUNKS_MAX {
        let mut head = [0; 8];
        file.read_exact(&mut head).ok()?;
        at += 8;
        let size = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        match &head[..4] {
            b"fmt " if size >= 16 => {
                let mut format = [0; 16];
                file.read_exact(&mut format).ok()?;
                let rate = u32::from_le_bytes([format[8], format[9], format[10], format[11]]);
                bytes_per_second = Some(rate).filter(|rate| *rate > 0);
            }
            b"data" => {
                let there = bytes.saturating_sub(at);
                let size = if size == 0 || size > there { there } else { size };
                return Some(size as f64 / f64::from(bytes_per_second?));
            }
            _ => {}
        }
        at += size + (size & 1);
        file.seek(SeekFrom::Start(at)).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A header as Asterisk writes it: PCM, 8,000 samples of 16 bits a second.
    fn wav(said: u32, sound: usize, extra: &[u8]) -> Vec<u8> {
        let mut file =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0".to_vec();
        file.extend_from_slice(extra);
        file.extend_from_slice(b"data");
        file.extend_from_slice(&said.to_le_bytes());
        file.resize(file.len() + sound, 0);
        file
    }

    fn length(file: Vec<u8>) -> Option<f64> {
        let bytes = file.len() as u64;
        seconds(&mut Cursor::new(file), bytes)
    }

    #[test]
    fn the_header_says_how_long_it_is() {
        assert_eq!(length(wav(16_000, 16_000, b"")), Some(1.0));
        assert_eq!(length(wav(8_000, 16_000, b"LIST\x03\0\0\0abc\0")), Some(0.5));
    }

    #[test]
    fn of_a_file_that_is_still_written_counts_what_is_there() {
        assert_eq!(length(wav(0, 24_000, b"")), Some(1.5));
        assert_eq!(length(wav(u32::MAX, 24_000, b"")), Some(1.5));
    }

    #[test]
    fn what_is_no_wav_file_has_no_length() {
        for file in [b"".to_vec(), b"RIFF".to_vec(), b"RIFF\0\0\0\0AVI abcdefgh".to_vec(), vec![0; 999]] {
            assert_eq!(length(file), None);
        }
        let mut endless = b"RIFF\0\0\0\0WAVE".to_vec();
        endless.extend(b"junk\0\0\0\0".repeat(CHUNKS_MAX + 5));
        assert_eq!(length(endless), None);
        let mut still = wav(10, 10, b"");
        still[28..32].fill(0);
        assert_eq!(length(still), None);
    }
}
