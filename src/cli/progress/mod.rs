//! Shows what is going on in a run: on a terminal a few lines that are drawn again, elsewhere a line for each thing that
//! happens and one a minute while nothing does.

mod going;

use std::time::{Duration, Instant};

use jiff::Zoned;
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{MissedTickBehavior, interval},
};

use self::going::Going;
use super::terminal;
use crate::gather::events::Event;

/// What counts down is drawn this often.
const REDRAWN: Duration = Duration::from_secs(1);

/// What runs elsewhere, such as CI, may end a program that says nothing for some minutes.
const SILENT: Duration = Duration::from_secs(60);

/// Shows the news of a run, which takes about so long, until there is no more.
pub(super) async fn follow(mut news: UnboundedReceiver<Event>, length: Duration) {
    let live = terminal::canvas().is_some();
    let mut going = Going::new(Instant::now(), length);
    let mut clock = interval(if live { REDRAWN } else { SILENT });
    clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
    clock.reset();
    loop {
        tokio::select! {
            event = news.recv() => {
                let Some(event) = event else { break };
                let said = said(&event, live);
                going.hear(event, Instant::now());
                if let Some(said) = said {
                    terminal::news(&said);
                    // Whoever just heard something need not hear that it goes on.
                    if !live {
                        clock.reset();
                    }
                }
            }
            _ = clock.tick() => {
                if !live {
                    terminal::news(&format!("  {}", going.summary(Instant::now())));
                }
            }
        }
        if let Some(canvas) = terminal::canvas() {
            terminal::draw(&going.lines(Instant::now(), canvas.rows), canvas);
        }
    }
    if let Some(canvas) = terminal::canvas() {
        terminal::draw(&[], canvas);
    }
}

/// The line that stays. Where the rest is drawn, that is only what went wrong.
fn said(event: &Event, live: bool) -> Option<String> {
    match event {
        Event::Ended { name, gaps: 0 } if !live => Some(format!("  done     {name}")),
        Event::Ended { name, gaps } if *gaps > 0 => Some(format!("  done     {name}, {gaps} places not seen")),
        Event::Started(name) if !live => Some(format!("  started  {name}")),
        Event::Waiting { name, wait } if !live => {
            let until = Zoned::now().saturating_add(*wait).strftime("%H:%M:%S").to_string();
            Some(format!("  waiting  {name}, {:.0} s, until {until}", wait.as_secs_f64()))
        }
        _ => None,
    }
}
