//! Raw files, by the previews in them.

use super::*;

fn entry(tag: u16, kind: u16, count: usize, value: u32) -> Vec<u8> {
    let count = u32::try_from(count).unwrap();
    [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
}

/// A raw file of this maker: one directory, and behind it what is given.
fn raw(maker: &str, orientation: u32, behind: &[&[u8]]) -> Vec<u8> {
    let directory = [
        &7_u16.to_le_bytes()[..],
        &entry(0x00fe, 4, 1, 1),
        &entry(0x0100, 4, 1, 6000),
        &entry(0x0101, 4, 1, 4000),
        &entry(0x0103, 3, 1, 34_713),
        &entry(0x010f, 2, maker.len(), 98),
        &entry(0x0112, 3, 1, orientation),
        &entry(0x014a, 4, 1, 98),
        &[0; 4],
    ];
    let directory = directory.concat();
    assert_eq!(directory.len(), 90);
    [b"II\x2a\0\x08\0\0\0", &directory[..], maker.as_bytes(), &behind.concat()].concat()
}

/// The same JPEG, as if it held what the sensor saw.
fn sensor(mut bytes: Vec<u8>) -> Vec<u8> {
    let frame = memchr::memmem::find(&bytes, b"\xff\xc0").unwrap();
    bytes[frame + 1] = 0xc3;
    bytes
}

#[test]
fn the_largest_preview_is_shown_upright() {
    let (small, large) = (jpeg(80, 60), jpeg(320, 240));
    let noise = vec![0x5a; 3_000_000];
    for maker in ["NIKON CORPORATION", "SONY DSLR", "SAMSUNG", "ACME"] {
        let bytes = raw(maker, 6, &[&small, &noise, &large, &sensor(jpeg(640, 480)), b"\xff\xd8\xff\xd8\xff"]);
        let picture = one(&bytes, 1000).unwrap();
        assert_eq!((picture.width, picture.height), (240, 320), "{maker}");
        let expected = image::imageops::rotate90(&drawn(320, 240));
        let off = difference(&decoded(&picture), &image::DynamicImage::from(expected).to_rgba8());
        assert!(off < 3.0, "{maker} {off}");
    }
}

#[test]
fn a_preview_that_is_cut_off_gives_way_to_a_whole_one() {
    let (small, large) = (jpeg(80, 60), jpeg(320, 240));
    let bytes = raw("SONY DSLR", 1, &[&small, &large[..large.len() / 2]]);
    assert_eq!(one(&bytes, 1000).unwrap().width, 80);
    assert_eq!(one(&raw("SONY DSLR", 1, &[&large[..large.len() / 2]]), 1000), Err(Trouble::Undecodable));
    assert_eq!(one(&raw("SONY DSLR", 1, &[&sensor(large)]), 1000), Err(Trouble::Unsupported));
}

#[test]
fn beginnings_on_the_edge_are_found() {
    let preview = jpeg(80, 60);
    let start = raw("SONY DSLR", 1, &[]).len();
    for before in [3, 2, 1, 0] {
        let bytes = raw("SONY DSLR", 1, &[&vec![0; (1 << 20) - start - before], &preview]);
        assert_eq!(one(&bytes, 1000).unwrap().width, 80, "{before}");
    }
}

#[test]
fn raw_files_that_are_no_tiff_have_previews_too() {
    let preview = jpeg(320, 240);
    let raf = [&b"FUJIFILMCCD-RAW 0201FF383501"[..], &[0; 200], &preview, &[0; 500]].concat();
    let cr3 = [&b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom"[..], b"\0\0\0\0mdat", &preview].concat();
    let olympus = [&b"IIRO\x08\0\0\0\0\0\0\0\0\0"[..], &preview].concat();
    let canon = [&b"II\x2a\0\x10\0\0\0CR\x02\0\0\0\0\0\0\0\0\0\0\0"[..], &preview].concat();
    for bytes in [raf, cr3, olympus, canon] {
        assert_eq!(one(&bytes, 1000).unwrap().width, 320);
    }
}

#[test]
fn ten_thousand_beginnings_are_not_all_tried() {
    let bytes = raw("SONY DSLR", 1, &[&b"\xff\xd8\xff\xe1\xff\xff".repeat(10_000)]);
    assert_eq!(one(&bytes, 1000), Err(Trouble::Unsupported));
}
