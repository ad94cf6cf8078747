//! The story the sample pictures tell: two years of a family's trips, day by day and hour by hour.
//!
//! Only the plan is here; nothing in it draws.

use leporello_model::Millis;

use super::dice::Dice;
use super::light::{
    Hour::{self, Dawn, Day as Noon, Dusk, Golden, Mist, Morning, Night, Sunset},
    Season::{self, Autumn, Spring, Summer, Winter},
};
use super::scenes::Scene::{self, *};

/// A folder: one trip, or the seasons of one place.
pub(super) struct Trip {
    pub(super) folder: &'static str,
    /// Minutes the local clock is ahead of UTC.
    pub(super) zone: i64,
    /// Degrees north and degrees east.
    place: (f64, f64),
    days: &'static [Day],
}

/// A day with a camera.
struct Day {
    /// `yyyyMMdd`.
    date: &'static str,
    season: Season,
    /// Sunrise and sunset on the local clock, as `hours * 100 + minutes`.
    sun: (i64, i64),
    shots: &'static [(Hour, Scene)],
}

/// One planned picture.
pub(super) struct Shot {
    pub(super) trip: &'static Trip,
    pub(super) taken: Millis,
    pub(super) place: (f64, f64),
    pub(super) hour: Hour,
    pub(super) season: Season,
    pub(super) scene: Scene,
    /// Whether it is an extra wide one.
    pub(super) panorama: bool,
}

const fn day(date: &'static str, season: Season, sun: (i64, i64), shots: &'static [(Hour, Scene)]) -> Day {
    Day { date, season, sun, shots }
}

/// All trips, in the order of their first day.
pub(super) static TRIPS: [Trip; 6] = [
    Trip {
        folder: "First snow",
        zone: 60,
        place: (68.152, 13.998),
        days: &[
            day("20231103", Winter, (805, 1510), &[(Golden, Harbour), (Sunset, Peaks), (Dusk, Cabin), (Night, Aurora)]),
            day("20231104", Winter, (809, 1506), &[(Dawn, Lake), (Morning, Firs), (Noon, Sledge)]),
            day("20231104", Winter, (809, 1506), &[(Golden, Walkers), (Night, Aurora), (Night, Cabin)]),
            day("20231105", Winter, (813, 1502), &[(Mist, Birches), (Mist, Firs), (Noon, Cat)]),
            day("20231105", Winter, (813, 1502), &[(Dusk, Lighthouse), (Night, Aurora)]),
            day("20231106", Winter, (817, 1458), &[(Morning, Peaks), (Noon, Sledge), (Noon, Cabin)]),
            day("20231106", Winter, (817, 1458), &[(Sunset, Lake), (Night, Aurora)]),
            day("20231107", Winter, (821, 1454), &[(Dawn, Peaks), (Mist, Sails), (Golden, Cabin)]),
            day("20231107", Winter, (821, 1454), &[(Dusk, Harbour), (Night, Aurora)]),
            day("20231108", Winter, (825, 1450), &[(Morning, Sledge), (Noon, Tree), (Sunset, Firs)]),
            day("20231108", Winter, (825, 1450), &[(Dusk, Peaks), (Night, Cabin)]),
            day("20231109", Winter, (829, 1446), &[(Dawn, Cabin), (Morning, Lake)]),
        ],
    },
    Trip {
        folder: "Lisbon 2024",
        zone: 60,
        place: (38.713, -9.139),
        days: &[
            day(
                "20240412",
                Spring,
                (701, 2011),
                &[(Golden, OldTown), (Sunset, Bridge), (Dusk, Tram), (Night, OldTown)],
            ),
            day("20240413", Spring, (700, 2012), &[(Morning, Tram), (Morning, Tiles), (Noon, OldTown), (Noon, Tiles)]),
            day("20240413", Spring, (700, 2012), &[(Golden, Tram), (Sunset, OldTown), (Night, Bridge)]),
            day("20240414", Spring, (658, 2013), &[(Mist, Bridge), (Mist, Tiles), (Noon, Cat), (Noon, Tiles)]),
            day("20240414", Spring, (658, 2013), &[(Golden, Sails), (Dusk, OldTown)]),
            day(
                "20240415",
                Spring,
                (657, 2014),
                &[(Dawn, Bridge), (Morning, Lighthouse), (Noon, Beach), (Noon, Sails)],
            ),
            day("20240415", Spring, (657, 2014), &[(Golden, Walkers), (Sunset, Lighthouse)]),
            day("20240416", Spring, (655, 2015), &[(Morning, Tiles), (Morning, OldTown), (Noon, Tram)]),
            day("20240416", Spring, (655, 2015), &[(Golden, Tiles), (Sunset, Sails), (Night, Tram)]),
            day("20240417", Spring, (654, 2016), &[(Dawn, Sails), (Morning, Flowers), (Noon, Hills)]),
            day("20240417", Spring, (654, 2016), &[(Golden, Vineyard), (Sunset, Dunes), (Dusk, Bridge)]),
            day("20240418", Spring, (653, 2017), &[(Morning, Bridge)]),
        ],
    },
    Trip {
        folder: "Alps hike",
        zone: 120,
        place: (46.618, 8.034),
        days: &[
            day("20240720", Summer, (556, 2113), &[(Noon, Hills), (Golden, Lake), (Sunset, Peaks)]),
            day("20240721", Summer, (557, 2112), &[(Dawn, Peaks), (Morning, Lake), (Noon, Flowers)]),
            day("20240721", Summer, (557, 2112), &[(Golden, Firs), (Night, Camp)]),
            day("20240722", Summer, (558, 2111), &[(Morning, Peaks), (Noon, Lake), (Noon, Flowers)]),
            day("20240722", Summer, (558, 2111), &[(Sunset, Walkers), (Dusk, Lake), (Night, Camp)]),
            day("20240723", Summer, (559, 2110), &[(Mist, Firs), (Mist, Lake), (Noon, Birches)]),
            day("20240723", Summer, (559, 2110), &[(Golden, Peaks), (Dusk, Camp)]),
            day("20240724", Summer, (600, 2109), &[(Dawn, Lake), (Morning, Firs), (Noon, Peaks), (Noon, Flowers)]),
            day("20240724", Summer, (600, 2109), &[(Golden, Walkers), (Sunset, Lake), (Night, Camp)]),
            day("20240725", Summer, (601, 2108), &[(Mist, Peaks), (Noon, Hills), (Golden, Balloons), (Dusk, Peaks)]),
            day("20240726", Summer, (602, 2107), &[(Dawn, Firs), (Morning, Walkers), (Noon, Lake)]),
            day("20240726", Summer, (602, 2107), &[(Golden, Hills), (Night, Peaks)]),
            day("20240727", Summer, (603, 2105), &[(Morning, Hills)]),
        ],
    },
    Trip {
        folder: "City lights",
        zone: 540,
        place: (35.661, 139.752),
        days: &[
            day("20241122", Autumn, (624, 1631), &[(Sunset, Skyline), (Dusk, Wheel), (Night, Skyline), (Night, Rain)]),
            day("20241123", Autumn, (625, 1630), &[(Morning, Skyline), (Noon, Pond), (Golden, Tree)]),
            day("20241123", Autumn, (625, 1630), &[(Dusk, Skyline), (Night, Wheel), (Night, Fireworks)]),
            day("20241124", Autumn, (626, 1630), &[(Dawn, Pagoda), (Morning, Pagoda), (Noon, Tree)]),
            day("20241124", Autumn, (626, 1630), &[(Golden, Pagoda), (Sunset, Pagoda), (Night, Rain)]),
            day("20241125", Autumn, (627, 1629), &[(Mist, Skyline), (Noon, Pond), (Noon, Birches)]),
            day("20241125", Autumn, (627, 1629), &[(Night, Rain), (Night, Skyline)]),
            day("20241126", Autumn, (628, 1629), &[(Morning, Pond), (Noon, Pagoda), (Sunset, Wheel)]),
            day("20241126", Autumn, (628, 1629), &[(Dusk, Bridge), (Night, Fireworks)]),
            day("20241127", Autumn, (629, 1629), &[(Dawn, Skyline), (Mist, Pagoda), (Golden, Tree)]),
            day("20241127", Autumn, (629, 1629), &[(Dusk, Pagoda), (Night, Rain)]),
            day("20241128", Autumn, (630, 1628), &[(Morning, Cat)]),
        ],
    },
    Trip {
        folder: "Garden",
        zone: 120,
        place: (47.993, 7.791),
        days: &[
            day("20250405", Spring, (700, 2005), &[(Morning, Tree), (Noon, Flowers), (Golden, Tree)]),
            day(
                "20250419",
                Spring,
                (634, 2025),
                &[(Morning, Flowers), (Noon, Cat), (Golden, Flowers), (Sunset, Balloons)],
            ),
            day("20250503", Spring, (610, 2045), &[(Dawn, Balloons), (Noon, Hills), (Noon, Pond), (Golden, Vineyard)]),
            day("20250525", Spring, (540, 2113), &[(Morning, Flowers), (Mist, Tree), (Dusk, Tree)]),
            day("20250607", Summer, (532, 2125), &[(Noon, Flowers), (Golden, Pond), (Dusk, Cat)]),
            day("20250712", Summer, (544, 2123), &[(Morning, Flowers), (Noon, Vineyard), (Golden, Flowers)]),
            day("20250712", Summer, (544, 2123), &[(Sunset, Hills), (Night, Tree)]),
            day("20250816", Summer, (626, 2041), &[(Dawn, Balloons), (Noon, Flowers), (Golden, Hills)]),
            day(
                "20250920",
                Autumn,
                (713, 1930),
                &[(Morning, Vineyard), (Noon, Tree), (Golden, Vineyard), (Dusk, Balloons)],
            ),
            day("20251011", Autumn, (742, 1847), &[(Mist, Birches), (Noon, Birches), (Golden, Tree)]),
            day("20251011", Autumn, (742, 1847), &[(Sunset, Vineyard), (Night, Cat)]),
        ],
    },
    Trip {
        folder: "Harbour days",
        zone: 120,
        place: (57.722, 10.588),
        days: &[
            day("20250614", Summer, (418, 2221), &[(Golden, Harbour), (Sunset, Sails), (Dusk, Harbour)]),
            day("20250615", Summer, (418, 2222), &[(Morning, Harbour), (Noon, Beach), (Noon, Dunes)]),
            day("20250615", Summer, (418, 2222), &[(Golden, Lighthouse), (Dusk, Lighthouse)]),
            day("20250616", Summer, (418, 2222), &[(Dawn, Sails), (Morning, Dunes), (Noon, Sails), (Noon, Beach)]),
            day("20250616", Summer, (418, 2222), &[(Sunset, Harbour)]),
            day("20250617", Summer, (418, 2223), &[(Mist, Lighthouse), (Mist, Harbour), (Noon, Cat)]),
            day("20250617", Summer, (418, 2223), &[(Golden, Dunes), (Night, Lighthouse)]),
            day("20250618", Summer, (418, 2223), &[(Noon, Harbour), (Noon, Beach), (Golden, Sails)]),
            day("20250618", Summer, (418, 2223), &[(Sunset, Walkers), (Dusk, Sails)]),
            day("20250619", Summer, (418, 2223), &[(Dawn, Lighthouse), (Morning, Beach), (Noon, Hills)]),
            day("20250619", Summer, (418, 2223), &[(Golden, Harbour), (Sunset, Dunes)]),
            day("20250620", Summer, (418, 2224), &[(Morning, Sails), (Night, Fireworks)]),
        ],
    },
];

/// The extra wide ones.
const PANORAMAS: [(&str, Hour, Scene); 3] =
    [("20231106", Sunset, Lake), ("20240722", Morning, Peaks), ("20241123", Dusk, Skyline)];

/// How many pictures there are.
pub(super) const COUNT: usize = {
    let (mut sum, mut trip) = (0, 0);
    while trip < TRIPS.len() {
        let mut day = 0;
        while day < TRIPS[trip].days.len() {
            sum += TRIPS[trip].days[day].shots.len();
            day += 1;
        }
        trip += 1;
    }
    sum
};

/// Every planned picture, trip by trip.
pub(super) fn shots() -> impl Iterator<Item = Shot> {
    TRIPS
        .iter()
        .flat_map(|trip| trip.days.iter().flat_map(move |day| (0..day.shots.len()).map(move |at| (trip, day, at))))
        .enumerate()
        .map(|(index, (trip, day, at))| shot(index, trip, day, at))
}

fn shot(index: usize, trip: &'static Trip, day: &'static Day, at: usize) -> Shot {
    let (hour, scene) = day.shots[at];
    let mut dice = Dice::new(0x5eed_0000 + index as u64);
    let before = day.shots[..at].iter().filter(|(earlier, _)| *earlier == hour).count() as i64;
    let minute = clock(hour, day.sun, before);
    let midnight = Millis::parse_basic(&format!("{}T000000Z", day.date)).unwrap_or_default();
    let seconds = (dice.unit() * 240.0) as i64;
    let taken = midnight.plus((minute - trip.zone) * Millis::MINUTE + seconds * Millis::SECOND);
    // Steps of about a hundred metres, up to three kilometres away.
    let mut near = |degrees: f64| degrees + (f64::from(dice.below(60) as u32) - 30.0) / 1000.0;
    let place = (near(trip.place.0), near(trip.place.1));
    let panorama = PANORAMAS.contains(&(day.date, hour, scene));
    Shot { trip, taken, place, hour, season: day.season, scene, panorama }
}

/// The minute of the local day at which a picture of that hour is taken, `before` others of the same hour.
fn clock(hour: Hour, (sunrise, sunset): (i64, i64), before: i64) -> i64 {
    let minutes = |clock: i64| clock / 100 * 60 + clock % 100;
    let (rise, set) = (minutes(sunrise), minutes(sunset));
    let length = set - rise;
    match hour {
        Dawn => rise - 4 + before * 7,
        Morning => rise + length * 14 / 100 + before * 25,
        Mist => rise + length * 28 / 100 + before * 15,
        Noon => rise + length / 2 + before * 25,
        Golden => set - length.min(600) / 10 + before * 9,
        Sunset => set - 9 + before * 5,
        Dusk => set + 28 + before * 6,
        Night => set + 105 + before * 37,
    }
}
