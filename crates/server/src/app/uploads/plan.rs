//! The plan of an upload: how many parts, and how large each.

use leporello_model::Refusal;

/// What the server plans for a client that plans nothing: 100 MiB.
const USUAL: i64 = 100 << 20;
/// The smallest part but for the last: 5 MiB.
const SMALLEST: i64 = 5 << 20;
/// The smallest part but for the last, for a client that says that it sends small ones: 256 KiB.
const SMALL: i64 = 256 << 10;
/// The largest part: 5 GiB.
const LARGEST: i64 = 5 << 30;
/// The most parts.
pub const MAX_PARTS: usize = 10_000;

/// A part that a client plans or asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// From 1.
    pub number: i64,
    /// Bytes.
    pub size: Option<i64>,
}

/// A part of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub number: u32,
    /// Bytes.
    pub size: i64,
    /// Bytes before it.
    pub offset: i64,
}

/// The sizes of the parts of a file of `length` bytes. An empty file has one empty part.
pub(super) fn usual(length: i64) -> Vec<i64> {
    let full = usize::try_from(length / USUAL).unwrap_or_default();
    let mut sizes = vec![USUAL; full];
    if length % USUAL > 0 || length == 0 {
        sizes.push(length % USUAL);
    }
    sizes
}

/// How small the parts may be that a client plans, where the store takes none below `store`; `small` is whether they are to
/// be small ones.
pub(super) const fn smallest(small: bool, store: i64) -> i64 {
    match small {
        true if store < SMALL => SMALL,
        true if store < SMALLEST => store,
        _ => SMALLEST,
    }
}

/// The sizes of the parts that a client plans for a file of `length` bytes, each but the last at least of `smallest`.
///
/// # Errors
/// What is wrong with the first part that is, or with their sum.
pub(super) fn checked(asked: &[Asked], length: i64, smallest: i64) -> Result<Vec<i64>, Refusal> {
    const SIZE: &str = "multiParts.partSize";
    let mut sizes = Vec::with_capacity(asked.len());
    for (part, number) in asked.iter().zip(1..) {
        if part.number != number {
            return Err(Refusal::FieldRange { field: "multiParts.partNumber", min: number, max: number });
        }
        let size = part.size.ok_or(Refusal::FieldMissing { field: SIZE })?;
        let min = if sizes.len() + 1 == asked.len() { 0 } else { smallest };
        if !(min..=LARGEST).contains(&size) {
            return Err(Refusal::FieldRange { field: SIZE, min, max: LARGEST });
        }
        sizes.push(size);
    }
    let sum = sizes.iter().sum();
    if sum == length { Ok(sizes) } else { Err(Refusal::FieldRange { field: "length", min: sum, max: sum }) }
}

/// All parts of a plan.
pub(super) fn parts(sizes: &[i64]) -> Vec<Part> {
    let mut offset = 0;
    let part = |(size, number): (&i64, u32)| {
        let part = Part { number, size: *size, offset };
        offset += size;
        part
    };
    sizes.iter().zip(1..).map(part).collect()
}

/// Those parts that are asked about, in the order asked, and the new plan if they are one.
///
/// # Errors
/// What is wrong with the first that is neither in the plan nor part of a new one.
pub(super) fn asked_of(
    sizes: &[i64],
    asked: &[Asked],
    length: i64,
    smallest: i64,
) -> Result<(Vec<Part>, Option<Vec<i64>>), Refusal> {
    if let Ok(new) = checked(asked, length, smallest) {
        let changed = new != sizes;
        return Ok((parts(&new), changed.then_some(new)));
    }
    let all = parts(sizes);
    let one = |asked: &Asked| {
        let max = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let place = asked.number.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let part = place.and_then(|place| all.get(place)).copied();
        let part = part.ok_or(Refusal::FieldRange { field: "multiParts.partNumber", min: 1, max })?;
        if asked.size.is_some_and(|size| size != part.size) {
            return Err(Refusal::FieldRange { field: "multiParts.partSize", min: part.size, max: part.size });
        }
        Ok(part)
    };
    Ok((asked.iter().map(one).collect::<Result<_, _>>()?, None))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(sizes: &[i64]) -> Vec<Asked> {
        sizes.iter().zip(1..).map(|(size, number)| Asked { number, size: Some(*size) }).collect()
    }

    proptest! {
        #[test]
        fn the_usual_plan_is_one_that_a_client_could_have_made(length in 0i64..=200 << 30) {
            let sizes = usual(length);
            prop_assert_eq!(checked(&of(&sizes), length, SMALLEST), Ok(sizes.clone()));
            let last = parts(&sizes).pop().unwrap();
            prop_assert_eq!(last.offset + last.size, length);
        }
    }

    #[test]
    fn only_the_last_part_may_be_small() {
        assert_eq!(checked(&of(&[SMALLEST, 0]), SMALLEST, SMALLEST), Ok(vec![SMALLEST, 0]));
        let small = Refusal::FieldRange { field: "multiParts.partSize", min: SMALLEST, max: LARGEST };
        assert_eq!(checked(&of(&[SMALLEST - 1, 1]), SMALLEST, SMALLEST), Err(small));
        let large = Refusal::FieldRange { field: "multiParts.partSize", min: 0, max: LARGEST };
        assert_eq!(checked(&of(&[LARGEST + 1]), LARGEST + 1, SMALLEST), Err(large));
    }

    #[test]
    fn parts_are_small_where_that_is_asked_for_and_the_store_takes_them() {
        assert_eq!([smallest(true, 0), smallest(true, SMALLEST)], [SMALL, SMALLEST]);
        assert_eq!([smallest(false, 0), smallest(false, SMALLEST)], [SMALLEST; 2]);
        assert_eq!(checked(&of(&[SMALL, SMALL, 1]), 2 * SMALL + 1, SMALL), Ok(vec![SMALL, SMALL, 1]));
        let small = Refusal::FieldRange { field: "multiParts.partSize", min: SMALL, max: LARGEST };
        assert_eq!(checked(&of(&[SMALL - 1, 1]), SMALL, SMALL), Err(small));
    }

    #[test]
    fn parts_are_numbered_without_gaps_and_add_up() {
        let gap = [Asked { number: 1, size: Some(SMALLEST) }, Asked { number: 3, size: Some(1) }];
        let wrong = Refusal::FieldRange { field: "multiParts.partNumber", min: 2, max: 2 };
        assert_eq!(checked(&gap, SMALLEST + 1, SMALLEST), Err(wrong));
        assert_eq!(checked(&of(&[7]), 8, SMALLEST), Err(Refusal::FieldRange { field: "length", min: 7, max: 7 }));
    }

    #[test]
    fn links_are_given_for_the_plan_or_for_a_new_one() {
        let (plan, length) = (vec![SMALLEST, SMALLEST, 5], 2 * SMALLEST + 5);
        let third = Part { number: 3, size: 5, offset: 2 * SMALLEST };
        let asked = [Asked { number: 3, size: None }, Asked { number: 3, size: Some(5) }];
        assert_eq!(asked_of(&plan, &asked, length, SMALLEST), Ok((vec![third, third], None)));
        assert_eq!(asked_of(&plan, &of(&plan), length, SMALLEST), Ok((parts(&plan), None)));
        let new = vec![2 * SMALLEST, 5];
        assert_eq!(asked_of(&plan, &of(&new), length, SMALLEST), Ok((parts(&new), Some(new))));
        for (number, size) in [(4, None), (0, None), (i64::MIN, None), (1, Some(SMALLEST + 1))] {
            assert!(asked_of(&plan, &[Asked { number, size }], length, SMALLEST).is_err(), "{number} {size:?}");
        }
    }
}
