//! XMP: the time a picture was taken, from the XML packet that editors put into it.

use std::io::{Read, Seek};

use jiff::tz::TimeZone;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::fence::fenced;
use crate::source::Source;
use crate::time::{Moment, Shot};

/// Where the packet is looked for: every format that carries one has it near the beginning, or it is not found.
const NEAR: u64 = 1024 * 1024;

/// The properties that may hold the time, the best first, under the prefixes that everybody gives them.
const PROPERTIES: [&str; 4] = ["exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate", "xap:CreateDate"];

/// When the picture was taken, according to its XMP packet.
pub(crate) fn taken<R: Read + Seek>(source: &mut Source<'_, R>, zone: &TimeZone) -> Option<Shot> {
    let bytes = source.section(0, NEAR);
    let packet = String::from_utf8_lossy(packet(&bytes)?).into_owned();
    let found = fenced(|| times(&packet))?;
    found.into_iter().flatten().next()?.resolve(zone)
}

/// The XML of the first packet; where its end is missing, all that follows its beginning.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    [("<x:xmpmeta", "</x:xmpmeta>"), ("<rdf:RDF", "</rdf:RDF>")].iter().find_map(|(start, end)| {
        let rest = bytes.get(memmem::find(bytes, start.as_bytes())?..)?;
        let length = memmem::find(rest, end.as_bytes()).map_or(rest.len(), |at| at + end.len());
        rest.get(..length)
    })
}

/// The first readable time of each property, up to the first error in the XML.
fn times(packet: &str) -> [Option<Moment>; PROPERTIES.len()] {
    let mut found = [None; PROPERTIES.len()];
    let mut reader = Reader::from_str(packet);
    let mut inside = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                attributes(&element, &mut found);
                inside = property(element.name().as_ref());
            }
            Ok(Event::Empty(element)) => attributes(&element, &mut found),
            Ok(Event::Text(text)) => note(&mut found, inside, &text),
            Ok(Event::End(_)) => inside = None,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn attributes(element: &BytesStart<'_>, found: &mut [Option<Moment>]) {
    // The check for duplicates takes quadratic time, which a hostile packet could use.
    for attribute in element.attributes().with_checks(false).flatten() {
        note(found, property(attribute.key.as_ref()), &attribute.value);
    }
}

fn property(name: &str) -> Option<usize> {
    PROPERTIES.iter().position(|property| *property == name)
}

fn note(found: &mut [Option<Moment>], property: Option<usize>, text: &str) {
    if let Some(slot) = property.and_then(|index| found.get_mut(index)) {
        *slot = slot.or_else(|| Moment::read(text));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn taken_of(file: &str) -> Option<String> {
        let mut cursor = Cursor::new(file.as_bytes());
        let mut source = Source::open(&mut cursor, file.len() as u64).unwrap();
        taken(&mut source, &TimeZone::UTC).map(|shot| shot.at.to_string())
    }

    #[test]
    fn attributes_and_elements_are_read() {
        let file = r#"junk<x:xmpmeta><rdf:RDF><rdf:Description xmp:CreateDate="2001-01-01T00:00:00Z">
            <exif:DateTimeOriginal>2013-09-23T10:09:46.5+02:00</exif:DateTimeOriginal>
            </rdf:Description></rdf:RDF></x:xmpmeta>junk"#;
        assert_eq!(taken_of(file).as_deref(), Some("2013-09-23T08:09:46.500Z"));
    }

    #[test]
    fn the_best_property_that_can_be_read_wins() {
        let file = r#"<rdf:RDF><a xmp:CreateDate="2001-01-01" photoshop:DateCreated="2002-02-02T10:00"
            exif:DateTimeOriginal="0000-00-00T00:00:00"/></rdf:RDF>"#;
        assert_eq!(taken_of(file).as_deref(), Some("2002-02-02T10:00:00.000Z"));
    }

    #[test]
    fn what_comes_before_an_error_counts() {
        let file = r#"<rdf:RDF><a xmp:CreateDate="2001-01-01T01:02:03"><b></c><"#;
        assert_eq!(taken_of(file).as_deref(), Some("2001-01-01T01:02:03.000Z"));
        assert_eq!(taken_of("<rdf:RDF xmp:CreateDate="), None);
        assert_eq!(taken_of("no packet"), None);
    }
}
