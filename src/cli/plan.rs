//! `toetssteen plan`: what a run would do. Opens no port and no browser, and asks nothing of any host.

use super::{CliError, args, checklist, run, terminal};
use crate::{
    checklist::Checklist,
    gather::{Plan, outline::Outline, plan::PlanError},
    judge::Exit,
    target::Target,
};

/// The plan for what was asked.
///
/// # Errors
/// [`PlanError`].
pub(super) fn of<'a>(what: &args::What, checklist: &'a Checklist, target: &'a Target) -> Result<Plan<'a>, PlanError> {
    let plan = Plan::make(checklist, target, what.timing(), &what.only)?;
    let plan = Plan { without_browser: what.without_browser, ..plan };
    Ok(if what.long { plan.with_long() } else { plan })
}

pub(super) fn plan(asked: &args::Plan) -> Result<Exit, CliError> {
    let what = &asked.what;
    let checklist = checklist(&what.checks)?;
    let target = run::read_target(&asked.target)?;
    let plan = of(what, &checklist, &target)?;
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
