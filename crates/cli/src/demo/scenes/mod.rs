//! The subjects of the sample pictures. A scene draws on a stage of any shape; it knows no file, no date.

mod beach;
mod city;
mod coast;
mod evening;
mod fields;
mod figures;
mod garden;
mod harbour;
mod japan;
mod lisbon;
mod mountains;
mod snow;
mod still;
mod tram;
mod woods;

use super::stage::Stage;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    Aurora,
    Balloons,
    Beach,
    Birches,
    Bridge,
    Cabin,
    Camp,
    Cat,
    Dunes,
    Fireworks,
    Firs,
    Flowers,
    Harbour,
    Hills,
    Lake,
    Lighthouse,
    OldTown,
    Pagoda,
    Peaks,
    Pond,
    Rain,
    Sails,
    Skyline,
    Sledge,
    Tiles,
    Tram,
    Tree,
    Vineyard,
    Walkers,
    Wheel,
}

impl Scene {
    /// Draws it.
    pub(super) fn draw(self, stage: &mut Stage) {
        match self {
            Self::Aurora => snow::aurora(stage),
            Self::Balloons => fields::balloons(stage),
            Self::Beach => beach::beach(stage),
            Self::Birches => woods::birches(stage),
            Self::Bridge => lisbon::bridge(stage),
            Self::Cabin => snow::cabin(stage),
            Self::Camp => mountains::camp(stage),
            Self::Cat => still::cat(stage),
            Self::Dunes => coast::dunes(stage),
            Self::Fireworks => evening::fireworks(stage),
            Self::Firs => woods::firs(stage),
            Self::Flowers => garden::flowers(stage),
            Self::Harbour => harbour::harbour(stage),
            Self::Hills => fields::hills(stage),
            Self::Lake => mountains::lake(stage),
            Self::Lighthouse => coast::lighthouse(stage),
            Self::OldTown => lisbon::old_town(stage),
            Self::Pagoda => japan::pagoda(stage),
            Self::Peaks => mountains::peaks(stage),
            Self::Pond => garden::pond(stage),
            Self::Rain => evening::rain(stage),
            Self::Sails => coast::sails(stage),
            Self::Skyline => city::skyline(stage),
            Self::Sledge => snow::sledge(stage),
            Self::Tiles => still::tiles(stage),
            Self::Tram => tram::tram(stage),
            Self::Tree => woods::tree(stage),
            Self::Vineyard => fields::vineyard(stage),
            Self::Walkers => mountains::walkers(stage),
            Self::Wheel => city::wheel(stage),
        }
    }

    /// What a visitor would call the picture, in plain words.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Aurora => "Northern lights",
            Self::Balloons => "Hot-air balloons",
            Self::Beach => "The beach from above",
            Self::Birches => "Among birches",
            Self::Bridge => "The bridge",
            Self::Cabin => "The cabin",
            Self::Camp => "Camp under the stars",
            Self::Cat => "The cat at the window",
            Self::Dunes => "In the dunes",
            Self::Fireworks => "Fireworks",
            Self::Firs => "Firs in the mist",
            Self::Flowers => "Flowers",
            Self::Harbour => "In the harbour",
            Self::Hills => "Across the hills",
            Self::Lake => "The lake",
            Self::Lighthouse => "The lighthouse",
            Self::OldTown => "The old town",
            Self::Pagoda => "Pagoda and mountain",
            Self::Peaks => "Peaks",
            Self::Pond => "Koi pond",
            Self::Rain => "City rain",
            Self::Sails => "Sails",
            Self::Skyline => "Skyline",
            Self::Sledge => "Sledging",
            Self::Tiles => "Tiles",
            Self::Tram => "The yellow tram",
            Self::Tree => "The old tree",
            Self::Vineyard => "Among the vines",
            Self::Walkers => "The four of us",
            Self::Wheel => "The big wheel",
        }
    }
}
