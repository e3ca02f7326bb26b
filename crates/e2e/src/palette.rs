//! A picture of the page made small: its 256 commonest colours, and for every other the nearest of them. PNG in, PNG
//! out. Flat colours stay exactly what they are; what changes is a shade at the edge of a letter.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Cursor;

use anyhow::{Context, Result, ensure};
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};

type Colour = [u8; 3];

const COLOURS_MAX: usize = 256;

/// The same picture with few colours.
///
/// # Errors
/// When it is no PNG in colours.
pub fn reduced(png: &[u8]) -> Result<Vec<u8>> {
    let mut decoder = Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::STRIP_16 | Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("the picture is too large")?];
    let info = reader.next_frame(&mut bytes)?;
    // Red, green, blue, and perhaps alpha, which a picture of a page does not need.
    let samples = info.color_type.samples();
    ensure!(samples >= 3, "a picture in {:?}", info.color_type);
    let pixels: Vec<Colour> =
        bytes.chunks_exact(samples).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let (palette, places) = palette(&pixels);
    ensure!(palette.len() <= COLOURS_MAX, "{} colours", palette.len());
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, info.width, info.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    encoder.set_palette(palette.concat());
    let indexed: Vec<u8> = pixels.iter().map(|pixel| places[pixel]).collect();
    encoder.write_header()?.write_image_data(&indexed)?;
    Ok(out)
}

/// The commonest colours, and for each colour the place of the nearest of them.
fn palette(pixels: &[Colour]) -> (Vec<Colour>, BTreeMap<Colour, u8>) {
    let mut counts: BTreeMap<Colour, usize> = BTreeMap::new();
    for pixel in pixels {
        *counts.entry(*pixel).or_default() += 1;
    }
    let mut colours: Vec<(Reverse<usize>, Colour)> =
        counts.iter().map(|(colour, count)| (Reverse(*count), *colour)).collect();
    colours.sort_unstable();
    colours.truncate(COLOURS_MAX);
    let palette: Vec<Colour> = colours.into_iter().map(|(_, colour)| colour).collect();
    let places = counts.keys().map(|colour| (*colour, nearest(&palette, *colour)));
    let places = places.collect();
    (palette, places)
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let found = palette.iter().enumerate().min_by_key(|(_, other)| distance(other));
    found.and_then(|(place, _)| u8::try_from(place).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_colours_stay_and_rare_ones_become_the_nearest() {
        // 256 colours twice each, and one that is there once, next to the last of them.
        let common = (0..=255).map(|red| [red, 0, 0]);
        let mut pixels: Vec<Colour> = common.clone().chain(common).collect();
        pixels.push([255, 1, 0]);
        let (palette, places) = palette(&pixels);
        assert_eq!((palette.len(), places.len()), (256, 257));
        let shown = |colour: Colour| palette[usize::from(places[&colour])];
        assert_eq!((shown([7, 0, 0]), shown([255, 1, 0])), ([7, 0, 0], [255, 0, 0]));
    }
}
