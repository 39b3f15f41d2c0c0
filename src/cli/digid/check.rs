//! `toetssteen digid check`: what the link between a service and the simulated DigiD still lacks.

use std::collections::BTreeMap;
use std::{fs, path::PathBuf};

use super::{super::run::read_target, CliError, args::Check, authority, digid_settings};
use crate::{
    checklist::Checklist,
    cli::{checklist, terminal},
    digid::{Digid, Forgeries, Manner},
    evidence::run::{DigidKind, Timing},
    gather::{Order, Plan, events::Events, linking},
    judge::Exit,
    report::text::one_line,
    target::Target,
};

/// Longest text of what was seen.
const WIDEST: usize = 400;

pub(super) async fn check(check: &Check) -> Result<Exit, CliError> {
    let checklist = checklist(&check.checks)?;
    let target = read_target(&check.target)?;
    if target.linked == DigidKind::Geen {
        let why = "the target file says `digid = \"geen\"`, so there is no link with the simulated DigiD to look at";
        return Err(CliError::Other(why.to_owned()));
    }
    let read = |path: &PathBuf| fs::read(path).map_err(|error| CliError::Other(format!("{}: {error}", path.display())));
    let trust = target.trust.iter().map(read).collect::<Result<_, _>>()?;
    let plan = Plan::make(&checklist, &target, Timing::Real, &[])?;
    let settings = digid_settings(&target.digid, Manner::Observing, Forgeries::default())?;
    let (_, authority) = authority(&target.digid, check.state.as_ref())?;
    let digid = Digid::start(settings, &authority, Vec::new()).await?;
    terminal::tell(&format!(
        "the simulated DigiD listens on {} (pages) and {} (artifact resolution)",
        digid.front(),
        digid.back()
    ));
    let exit = with(&checklist, &target, &plan, &digid, trust, check).await;
    digid.shutdown().await;
    exit
}

async fn with(
    checklist: &Checklist,
    target: &Target,
    plan: &Plan<'_>,
    digid: &Digid,
    trust: Vec<Vec<u8>>,
    check: &Check,
) -> Result<Exit, CliError> {
    let chromedriver = check.chromedriver.clone();
    let digid = Some(digid);
    let order = Order {
        checklist,
        target,
        plan,
        digid,
        trust,
        elsewhere: BTreeMap::new(),
        events: Events::default(),
        at_once: 1,
        rate: None,
        chromedriver,
    };
    let (mut lacking, mut unseen) = (false, false);
    let mut shown = Ok(());
    let look = linking::look(&order, |found| {
        let text = match found {
            linking::Found::Fine(says) => format!("ok       {}", one_line(&says, WIDEST)),
            linking::Found::Warning(says) => format!("warning  {}", one_line(&says, WIDEST)),
            linking::Found::Unseen(why) => {
                unseen = true;
                format!("unseen   {}", one_line(&why, WIDEST))
            }
            linking::Found::Lacks(cause, seen) => {
                lacking = true;
                let seen = one_line(&seen, WIDEST);
                format!("lacks    {}: {}\n  seen   {seen}\n  do     {}", cause.name, cause.sentence, cause.advice)
            }
        };
        if shown.is_ok() {
            shown = terminal::show(&text);
        }
    });
    tokio::select! {
        looked = look => looked?,
        Ok(()) = tokio::signal::ctrl_c() => return Ok(Exit::Interrupted),
    }
    shown?;
    Ok(match (lacking, unseen) {
        (true, _) => Exit::NietAkkoord,
        (false, true) => Exit::Mislukt,
        (false, false) => Exit::Fine,
    })
}
