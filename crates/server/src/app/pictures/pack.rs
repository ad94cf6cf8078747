//! What is in a pack of pictures, and a memory of those that were fetched last.

use std::sync::Arc;

use bytes::Bytes;
use leporello_media::{Format, Picture, Rendition};
use leporello_model::{BlobId, SpaceId};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

/// How many bytes of pictures are remembered.
const REMEMBERED: u64 = 32 * 1024 * 1024;

/// What is in a pack: JSON in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index {
    /// The pictures inside of squares, smallest first.
    kept: Vec<(u32, Place)>,
    /// The moving preview of a video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preview: Option<Place>,
}

/// Where a picture lies in a pack, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Its first byte, from 0.
    pub(crate) at: u64,
    /// Bytes.
    pub(crate) length: u64,
    /// Pixels.
    pub(crate) width: u32,
    /// Pixels.
    pub(crate) height: u32,
}

impl Index {
    /// Reads what the store keeps.
    pub(crate) fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Where the picture for this side lies; without a side, the preview.
    pub(crate) fn place(&self, side: Option<u32>) -> Option<Place> {
        match side {
            Some(side) => self.kept.iter().find(|(of, _)| *of == side).map(|(_, place)| *place),
            None => self.preview,
        }
    }

    /// Puts pictures, one for each of `sides`, and a preview into a pack.
    pub(crate) fn pack(sides: &[u32], pictures: &[Picture], preview: Option<&Picture>) -> (Self, Vec<u8>) {
        let (mut index, mut pack) = (Self::default(), Vec::new());
        let mut put = |picture: &Picture| {
            let at = pack.len() as u64;
            pack.extend_from_slice(&picture.bytes);
            Place { at, length: picture.bytes.len() as u64, width: picture.width, height: picture.height }
        };
        index.kept = sides.iter().zip(pictures).map(|(side, picture)| (*side, put(picture))).collect();
        index.preview = preview.filter(|preview| preview.format == Format::Webp).map(put);
        (index, pack)
    }
}

/// A picture of a pack. What lies there never changes, so what is remembered of it cannot be out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    pub(crate) space: SpaceId,
    pub(crate) blob: BlobId,
    /// The pack's number.
    pub(crate) number: BlobId,
    /// Which of its views, or what was made of one.
    pub(crate) view: Rendition,
}

/// Remembers pictures up to a total of bytes; the least wanted are forgotten.
pub(crate) type Memory = Cache<Kept, Bytes, Weight>;

/// Remembers stand-ins, of pictures and of videos (true).
pub(crate) type StandIns = Cache<(bool, Rendition), Bytes, Weight>;

/// A picture weighs what it has bytes.
#[derive(Clone)]
pub(crate) struct Weight;

impl<K> Weighter<K, Bytes> for Weight {
    fn weight(&self, _: &K, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + size_of::<K>() as u64
    }
}

/// An empty memory.
pub(crate) fn memory() -> Arc<Memory> {
    const USUAL: u64 = 12 * 1024;
    Arc::new(Cache::with_weighter(usize::try_from(REMEMBERED / USUAL).unwrap_or_default(), REMEMBERED, Weight))
}

/// The same for stand-ins.
pub(crate) fn stand_ins() -> Arc<StandIns> {
    const BYTES: u64 = 4 * 1024 * 1024;
    Arc::new(Cache::with_weighter(64, BYTES, Weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bytes: &[u8], format: Format) -> Picture {
        Picture { width: 4, height: 3, format, bytes: bytes.to_vec() }
    }

    #[test]
    fn a_pack_says_where_everything_is() {
        let pictures = [picture(b"small", Format::Jpeg), picture(b"larger", Format::Jpeg)];
        let (index, pack) = Index::pack(&[128, 256], &pictures, Some(&picture(b"moving", Format::Webp)));
        assert_eq!(pack, b"smalllargermoving");
        let index = Index::read(&serde_json::to_string(&index).unwrap()).unwrap();
        for (side, expected) in [(Some(128), &b"small"[..]), (Some(256), b"larger"), (None, b"moving")] {
            let place = index.place(side).unwrap();
            assert_eq!(&pack[place.at as usize..][..place.length as usize], expected);
        }
        assert_eq!(index.place(Some(720)), None);
        assert_eq!(Index::read("{}"), None);
    }

    #[test]
    fn little_is_remembered_of_much() {
        let memory = memory();
        for number in 0..100 {
            let kept = Kept {
                space: SpaceId::new(1),
                blob: BlobId::new(number),
                number: BlobId::new(1),
                view: Rendition::Preview,
            };
            memory.insert(kept, Bytes::from(vec![0; 1024 * 1024]));
        }
        assert!(memory.weight() <= REMEMBERED && memory.len() >= 16, "{} in {}", memory.weight(), memory.len());
    }
}
