//! `toetssteen plan`: what a run would do. Opens no port and no browser, and asks nothing of any host.

use super::{CliError, args, checklist, run, terminal};
use crate::{
    gather::{Plan, outline::Outline},
    judge::Exit,
};

pub(super) fn plan(asked: &args::Plan) -> Result<Exit, CliError> {
    let what = &asked.what;
    let checklist = checklist(&what.checks)?;
    let target = run::read_target(&asked.target)?;
    let plan = Plan::make(&checklist, &target, what.timing(), &what.only)?;
    let outline = Outline::new(&plan, &checklist, &target, what.at_once.into());
    let nothing = run::nothing(&plan);
    if asked.json {
        terminal::show_json(&outline)?;
    } else if nothing.is_none() {
        terminal::show_plain(&outline.to_string())?;
    }
    let Some(nothing) = nothing else { return Ok(Exit::Fine) };
    terminal::tell(nothing);
    Ok(Exit::Nothing)
}
