//! Chance as an argument, and the identifiers that are made from it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    AlbumId, AppId, BlobId, Clock, FamilyId, FileId, GroupId, InvitationId, JobId, SpaceId, TokenId, UploadId, UserId,
};

/// Where unpredictable bytes come from: the system for `serve`, a seeded stream for `emulate`.
pub trait Random: Send + Sync {
    /// Fills `bytes` completely.
    fn fill(&self, bytes: &mut [u8]);
}

/// Makes identifiers: time-ordered, so that new rows land at the end of an index.
///
/// Numbers are milliseconds shifted by twenty bits plus a start drawn at random for each
/// millisecond, then counted up; they stay positive 63-bit numbers until the year 2248. Within one
/// process no number is given out twice, also when the clock is set back.
pub struct IdSource {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    last: Mutex<i64>,
}

impl IdSource {
    /// A source that reads the time from `clock` and chance from `random`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random, last: Mutex::new(0) }
    }

    /// Forgets what was given out, so that an emulator that was reset repeats its identifiers.
    pub fn reset(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = 0;
    }

    /// A new user's identifier.
    pub fn user(&self) -> UserId {
        UserId::new(self.number())
    }

    /// A new space's identifier.
    pub fn space(&self) -> SpaceId {
        SpaceId::new(self.number())
    }

    /// A new album's identifier.
    pub fn album(&self) -> AlbumId {
        AlbumId::new(self.number())
    }

    /// A new job's identifier.
    pub fn job(&self) -> JobId {
        JobId::new(self.number())
    }

    /// A new family's identifier.
    pub fn family(&self) -> FamilyId {
        FamilyId::new(self.number())
    }

    /// A new group's identifier.
    pub fn group(&self) -> GroupId {
        GroupId::new(self.number())
    }

    /// A new invitation's identifier.
    pub fn invitation(&self) -> InvitationId {
        InvitationId::new(self.number())
    }

    /// A new stored object's identifier.
    pub fn blob(&self) -> BlobId {
        BlobId::new(self.number())
    }

    /// A new session's or personal access token's identifier.
    pub fn token(&self) -> TokenId {
        TokenId::new(self.number())
    }

    /// A new file's or folder's identifier: 48 bits of milliseconds, then 144 random bits.
    pub fn file(&self) -> FileId {
        let mut bytes = [0; 24];
        bytes[..6].copy_from_slice(&self.clock.now().0.to_be_bytes()[2..]);
        self.random.fill(&mut bytes[6..]);
        FileId::from_bits(bytes)
    }

    /// A new upload's identifier.
    pub fn upload(&self) -> UploadId {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes);
        UploadId::from_bits(bytes)
    }

    /// A secret of 256 random bits, as 64 lower-case hexadecimal digits: a token, for instance.
    pub fn secret(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A new app's identifier.
    pub fn app(&self) -> AppId {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        AppId::from_bits(bytes)
    }

    /// A trace for a request that came without one: 58 hexadecimal digits.
    pub fn trace(&self) -> String {
        let mut trace = self.secret();
        trace.truncate(58);
        trace
    }

    fn number(&self) -> i64 {
        let mut low = [0; 4];
        self.random.fill(&mut low);
        // Half of the twenty bits stay free above the random start, for counting up within a millisecond.
        let start = i64::from(u32::from_be_bytes(low) & 0x7_ffff);
        let floor = self.clock.now().0.max(1) << 20;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if *last < floor { floor | start } else { *last + 1 };
        *last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Millis;

    struct Fixed(i64);
    impl Clock for Fixed {
        fn now(&self) -> Millis {
            Millis(self.0)
        }
    }
    struct Sevens;
    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn numbers_rise_within_a_millisecond_and_have_nineteen_digits() {
        let ids = IdSource::new(Arc::new(Fixed(1_762_153_300_000)), Arc::new(Sevens));
        let (first, second) = (ids.album(), ids.album());
        assert!(first < second);
        assert_eq!(first.to_string().len(), 19);
    }

    #[test]
    fn a_reset_repeats_the_numbers() {
        let ids = IdSource::new(Arc::new(Fixed(1_762_153_300_000)), Arc::new(Sevens));
        let first = ids.user();
        ids.reset();
        assert_eq!(ids.user(), first);
    }

    #[test]
    fn file_ids_sort_by_the_time_they_were_made() {
        let early = IdSource::new(Arc::new(Fixed(1)), Arc::new(Sevens)).file();
        let late = IdSource::new(Arc::new(Fixed(1_762_153_300_000)), Arc::new(Sevens)).file();
        assert!(early < late);
        assert!(early.as_str() < late.as_str());
        assert_eq!(late.as_str().len(), 33);
    }
}
