//! Text, office documents, archives and programs: told apart as far as their first bytes allow.

use std::io::{Read, Seek};

use leporello_model::FileType;
use memchr::memmem;

use crate::kind::Kind;
use crate::source::Source;

/// How much of the beginning must be text for the whole to count as text.
const TEXT: usize = 8 * 1024;

const WORD: Kind = Kind::opaque(FileType::Word, "application/msword");
const EXCEL: Kind = Kind::opaque(FileType::Excel, "application/vnd.ms-excel");
const SLIDES: Kind = Kind::opaque(FileType::PowerPoint, "application/vnd.ms-powerpoint");

/// What the file in `source` is, if it is text, an office document or a ZIP archive.
pub(crate) fn of<R: Read + Seek>(source: &mut Source<'_, R>) -> Option<Kind> {
    let head = source.head();
    if head.starts_with(b"PK\x03\x04") {
        return Some(zip(head));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound(source));
    }
    if head.starts_with(b"{\\rtf") {
        return Some(Kind::opaque(FileType::Word, "application/rtf"));
    }
    let printable = head.starts_with(b"%PDF-") || head.starts_with(b"%!PS");
    // Whatever it is written in, text is served as plain text: a browser must not run somebody's upload.
    (is_text(head) && !printable).then(|| Kind::opaque(FileType::Other, "text/plain"))
}

/// Whether something that `infer` counts among the archives is one in the user's eyes.
pub(crate) fn archive(extension: &str) -> FileType {
    match extension {
        "zip" | "tar" | "rar" | "gz" | "bz2" | "bz3" | "7z" | "xz" | "cab" | "ar" | "Z" | "lz" | "zst" | "lz4"
        | "cpio" => FileType::Archive,
        "deb" | "rpm" | "crx" => FileType::Application,
        _ => FileType::Other,
    }
}

fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return head.len().is_multiple_of(2) && head.len() > 2;
    }
    let start = &head[..head.len().min(TEXT)];
    let valid = match std::str::from_utf8(start) {
        Ok(_) => true,
        // A character may be cut in two where the look ends, but nowhere else.
        Err(error) => error.error_len().is_none() && start.len() < head.len(),
    };
    let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    valid && !start.is_empty() && !start.iter().any(control)
}

/// What the names at the beginning of a ZIP archive's members betray: documents and programs are archives too.
const MEMBERS: [(&[u8], Kind); 9] = [
    (
        b"mimetypeapplication/vnd.oasis.opendocument.text",
        Kind::opaque(FileType::Word, "application/vnd.oasis.opendocument.text"),
    ),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        Kind::opaque(FileType::Excel, "application/vnd.oasis.opendocument.spreadsheet"),
    ),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.presentation",
        Kind::opaque(FileType::PowerPoint, "application/vnd.oasis.opendocument.presentation"),
    ),
    (b"mimetypeapplication/epub+zip", Kind::opaque(FileType::Other, "application/epub+zip")),
    (b"word/", Kind::opaque(FileType::Word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")),
    (b"xl/", Kind::opaque(FileType::Excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    (
        b"ppt/",
        Kind::opaque(FileType::PowerPoint, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ),
    (b"AndroidManifest.xml", Kind::opaque(FileType::Application, "application/vnd.android.package-archive")),
    (b"META-INF/MANIFEST.MF", Kind::opaque(FileType::Application, "application/java-archive")),
];

/// A ZIP archive, or one of the many formats that are one, by its first members.
fn zip(head: &[u8]) -> Kind {
    let mut names = memmem::find_iter(head, b"PK\x03\x04").filter_map(|at| head.get(at + 30..));
    let betrayed = names.find_map(|name| MEMBERS.iter().find(|(start, _)| name.starts_with(start)));
    betrayed.map_or(Kind::opaque(FileType::Archive, "application/zip"), |(_, kind)| *kind)
}

/// A compound file, the container of the older office documents, by the names of its streams.
fn compound<R: Read + Seek>(source: &mut Source<'_, R>) -> Kind {
    const UNKNOWN: Kind = Kind::opaque(FileType::Other, "application/x-ole-storage");
    let Some(header) = source.head().first_chunk::<52>() else { return UNKNOWN };
    let shift = u32::from(u16::from_le_bytes([header[30], header[31]])).min(12);
    let sector = u32::from_le_bytes([header[48], header[49], header[50], header[51]]);
    // The directory's first sectors nearly always lie in a row, and a document's main stream comes early.
    let directory = source.section((u64::from(sector) + 1) << shift, 8 * 1024);
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        directory.chunks_exact(128).any(|entry| entry.starts_with(&wide))
    };
    match () {
        () if has("WordDocument") => WORD,
        () if has("Workbook") || has("Book") => EXCEL,
        () if has("PowerPoint Document") => SLIDES,
        () => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn kind(bytes: &[u8]) -> Option<(FileType, &'static str)> {
        let mut cursor = Cursor::new(bytes);
        let kind = of(&mut Source::open(&mut cursor, bytes.len() as u64).unwrap())?;
        Some((kind.file_type, kind.mime))
    }

    fn zipped(members: &[&[u8]]) -> Vec<u8> {
        members.iter().flat_map(|name| [b"PK\x03\x04", &[0; 26][..], name, b"data"].concat()).collect()
    }

    #[test]
    fn text_is_plain_whatever_it_is_written_in() {
        for text in ["GIFts for BMW drivers", "<svg onload=\"alert()\"/>", "<html>", "#!/bin/sh", "ID3, 한국어", "{}"]
        {
            assert_eq!(kind(text.as_bytes()), Some((FileType::Other, "text/plain")), "{text}");
        }
        assert_eq!(kind(b"\xff\xfea\0"), Some((FileType::Other, "text/plain")));
        assert_eq!(kind("é".repeat(5_000).as_bytes()), Some((FileType::Other, "text/plain")));
        assert_eq!(kind(format!("a{}", "é".repeat(5_000)).as_bytes()), Some((FileType::Other, "text/plain")));
        assert_eq!(kind(b"a\0b"), None);
        assert_eq!(kind(b"ab\xe9"), None);
    }

    #[test]
    fn archives_are_what_their_members_say() {
        use FileType::{Application, Archive, Excel, PowerPoint, Word};
        for (members, expected) in [
            (&[&b"photo.jpg"[..]][..], Archive),
            (&[b"[Content_Types].xml", b"_rels/.rels", b"docProps/app.xml", b"word/document.xml"], Word),
            (&[b"[Content_Types].xml", b"xl/workbook.xml"], Excel),
            (&[b"[Content_Types].xml", b"ppt/presentation.xml"], PowerPoint),
            (&[b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK"], Excel),
            (&[b"classes.dex", b"AndroidManifest.xml"], Application),
        ] {
            assert_eq!(kind(&zipped(members)).unwrap().0, expected, "{members:?}");
        }
    }

    #[test]
    fn older_documents_are_what_their_streams_say() {
        for (stream, expected) in
            [("WordDocument", FileType::Word), ("Workbook", FileType::Excel), ("Other", FileType::Other)]
        {
            let mut file = vec![0; 2048];
            file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
            file[30] = 9;
            file[48] = 1;
            for (index, unit) in stream.encode_utf16().enumerate() {
                file[1024 + 128 + index * 2..][..2].copy_from_slice(&unit.to_le_bytes());
            }
            assert_eq!(kind(&file).unwrap().0, expected, "{stream}");
        }
    }
}
