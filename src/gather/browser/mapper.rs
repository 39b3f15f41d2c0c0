//! Stops the tab in which chromedriver translates BiDi from showing what it does.

use serde_json::{Value, json};

use super::{error::BrowserError, link::Link};

/// Title of the tab.
const TITLE: &str = "BiDi-CDP Mapper";

/// The tab writes every message into its own page, pictures included, and lays that page out anew each time. Nobody looks
/// at it, and it is twice the work of the pages under test together. Without a document it writes nothing.
const CLEAR: &str = "document.documentElement.remove()";

/// Empties the tab; where there is none, or it is already empty, there is nothing to do.
pub(super) async fn quiet(link: &Link) -> Result<(), BrowserError> {
    let targets = cdp(link, "Target.getTargets", json!({"filter": [{"type": "page"}]})).await?;
    let targets = targets["targetInfos"].as_array();
    let Some(mapper) = targets.into_iter().flatten().find(|target| target["title"] == TITLE) else { return Ok(()) };
    // BiDi does not know the session of a tab that it did not attach to itself, so the message goes in an envelope.
    let attach = json!({"targetId": mapper["targetId"], "flatten": false});
    let attached = cdp(link, "Target.attachToTarget", attach).await?;
    let message = json!({"id": 1, "method": "Runtime.evaluate", "params": {"expression": CLEAR}}).to_string();
    let envelope = json!({"sessionId": attached["sessionId"], "message": message});
    cdp(link, "Target.sendMessageToTarget", envelope).await.map(drop)
}

async fn cdp(link: &Link, method: &str, params: Value) -> Result<Value, BrowserError> {
    let mut answer = link.command("goog:cdp.sendCommand", json!({"method": method, "params": params})).await?;
    Ok(answer["result"].take())
}
