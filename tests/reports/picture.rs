//! A PNG that was never taken.

use std::{collections::BTreeMap, io::Write as _, sync::Mutex};

use flate2::{Compression, Crc, write::ZlibEncoder};

/// A picture of a page: a coloured bar above grey lines. Each colour is made once.
pub(super) fn png(colour: u8) -> Vec<u8> {
    static MADE: Mutex<BTreeMap<u8, Vec<u8>>> = Mutex::new(BTreeMap::new());
    MADE.lock().unwrap().entry(colour).or_insert_with(|| drawn(colour)).clone()
}

fn drawn(colour: u8) -> Vec<u8> {
    const WIDTH: usize = 480;
    const HEIGHT: usize = 320;
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for y in 0..HEIGHT {
        let mut row = if y < 48 { [20, colour, 115].repeat(WIDTH) } else { vec![250; 3 * WIDTH] };
        if y % 24 < 8 && y > 70 {
            row[120..3 * (WIDTH - 40 - (y / 24 * 37) % 200)].fill(175);
        }
        rows.write_all(&[0]).unwrap();
        rows.write_all(&row).unwrap();
    }
    let size = [WIDTH, HEIGHT].map(|side| u32::try_from(side).unwrap().to_be_bytes()).concat();
    let head = [&size[..], &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", rows.finish().unwrap()), (b"IEND", Vec::new())] {
        let body = [&kind[..], &data].concat();
        let mut crc = Crc::new();
        crc.update(&body);
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(&body);
        png.extend(crc.sum().to_be_bytes());
    }
    png
}
