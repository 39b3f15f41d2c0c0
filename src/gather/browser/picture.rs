//! The picture of a page, taken while everything that may not be shown is covered in the page itself.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{context::Context, error::BrowserError, script::Call};
use crate::evidence::{BlobId, page::Picture};

/// Largest picture in CSS pixels.
const WIDEST: u32 = 2_000;
const HIGHEST: u32 = 4_000;

/// A page that changes what has to be covered gets this many chances.
const ATTEMPTS: usize = 3;

/// What the script answers to covering.
#[derive(Deserialize)]
struct Covered {
    complete: bool,
    width: f64,
    height: f64,
}

/// What the script answers to uncovering.
#[derive(Deserialize)]
struct Uncovered {
    held: bool,
}

/// Takes the picture; `allowed` are the arguments of the script: the numbers that may be shown.
pub(super) async fn take(
    context: &Context,
    allowed: &Value,
) -> Result<(Picture, Option<(BlobId, Vec<u8>)>), BrowserError> {
    for _ in 0..ATTEMPTS {
        let covered: Covered = match context.ask(Call::new("cover", allowed.clone())).await {
            Ok(covered) => covered,
            Err(BrowserError::Lost(why)) => return Err(BrowserError::Lost(why)),
            Err(error) => return Ok(withheld(&format!("it could not be covered: {error}"))),
        };
        let shot = if covered.complete { Some(shoot(context, &covered).await) } else { None };
        let uncovered = context.ask::<Uncovered>(Call::new("uncover", allowed.clone())).await;
        match (shot, uncovered) {
            (Some(Err(BrowserError::Lost(why))), _) | (_, Err(BrowserError::Lost(why))) => {
                return Err(BrowserError::Lost(why));
            }
            (None, _) => return Ok(withheld("the page is too large to be covered")),
            (Some(Ok(png)), Ok(Uncovered { held: true })) => {
                let id = BlobId::of(&png);
                return Ok((Picture::Taken(id.clone()), Some((id, png))));
            }
            (Some(Err(error)), _) => return Ok(withheld(&format!("it could not be taken: {error}"))),
            _ => {}
        }
    }
    Ok(withheld("the page kept changing what had to be covered"))
}

async fn shoot(context: &Context, covered: &Covered) -> Result<Vec<u8>, BrowserError> {
    let size = |pixels: f64, most: u32| pixels.clamp(1.0, f64::from(most)).ceil();
    let (width, height) = (size(covered.width, WIDEST), size(covered.height, HIGHEST));
    let params = json!({
        "context": context.window()?,
        "origin": "document",
        "clip": {"type": "box", "x": 0, "y": 0, "width": width, "height": height},
    });
    let limit = context.link.limits.command;
    let answer = context.link.ask_page("browsingContext.captureScreenshot", params, limit).await?;
    let data = answer["data"].as_str().unwrap_or_default();
    let refused = |why: String| BrowserError::Refused { command: "captureScreenshot".to_owned(), why };
    BASE64_STANDARD.decode(data).map_err(|error| refused(error.to_string()))
}

fn withheld(why: &str) -> (Picture, Option<(BlobId, Vec<u8>)>) {
    (Picture::Withheld(why.to_owned()), None)
}
