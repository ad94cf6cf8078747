//! Pixels in memory, eight bits per channel, row by row without gaps.

use fast_image_resize::PixelType;

/// What the channels of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Grey.
    Grey,
    /// Grey and how opaque it is.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue and how opaque that is.
    Rgba,
    /// How much there is of four inks: cyan, magenta, yellow, black.
    Cmyk,
}

impl Layout {
    /// Bytes per pixel.
    pub(crate) const fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    /// Whether the last channel says how opaque a pixel is.
    pub(crate) const fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }

    /// The name that the resizing library has for it.
    pub(crate) const fn pixel_type(self) -> PixelType {
        match self {
            Self::Grey => PixelType::U8,
            Self::GreyAlpha => PixelType::U8x2,
            Self::Rgb => PixelType::U8x3,
            Self::Rgba | Self::Cmyk => PixelType::U8x4,
        }
    }
}

/// A picture in memory; `pixels` is exactly as long as the rest says.
#[derive(Clone, Debug)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) layout: Layout,
    pub(crate) pixels: Vec<u8>,
}

impl Raster {
    /// A picture of these pixels, if there are as many as there should be.
    pub(crate) fn new(width: u32, height: u32, layout: Layout, pixels: Vec<u8>) -> Option<Self> {
        let raster = Self { width, height, layout, pixels };
        (raster.pixels.len() == raster.count() * layout.channels()).then_some(raster)
    }

    /// Width and height.
    pub(crate) const fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// How many pixels it has.
    pub(crate) const fn count(&self) -> usize {
        self.width as usize * self.height as usize
    }

    /// Whether nothing shines through it.
    pub(crate) fn opaque(&self) -> bool {
        match self.layout {
            Layout::GreyAlpha => self.pixels.chunks_exact(2).all(|pixel| pixel[1] == u8::MAX),
            Layout::Rgba => self.pixels.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX),
            _ => true,
        }
    }

    /// The same picture with other channels: `each` makes those of a pixel in `layout` from its present ones.
    pub(crate) fn map<const N: usize>(&self, layout: Layout, each: impl Fn(&[u8]) -> [u8; N]) -> Self {
        debug_assert_eq!(layout.channels(), N);
        let pixels = self.pixels.chunks_exact(self.layout.channels()).flat_map(each).collect();
        Self { width: self.width, height: self.height, layout, pixels }
    }
}
