//! What is going on in a run, from its news: who does what, who waits until when, and how long it still takes.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

use jiff::Zoned;

use crate::{
    checklist::journey::{Side, Step},
    gather::events::Event,
};

/// More lines than this are no overview.
const MOST_LINES: usize = 10;

/// Names are set in a column, unless they are longer.
const NAME: usize = 20;

/// What is going on.
pub(super) struct Going {
    began: Instant,
    /// About how long the run takes.
    length: Duration,
    all: usize,
    done: usize,
    /// How many of those that are done left places unseen.
    unseen: usize,
    /// Who is under way, by name.
    now: BTreeMap<String, State>,
}

enum State {
    Acting(&'static str, String),
    Waiting { until: Instant, clock: String },
}

impl Going {
    pub(super) fn new(began: Instant, length: Duration) -> Self {
        Self { began, length, all: 0, done: 0, unseen: 0, now: BTreeMap::new() }
    }

    /// Takes a piece of news.
    pub(super) fn hear(&mut self, event: Event, at: Instant) {
        match event {
            Event::Begun { all } => self.all = all,
            Event::Doing { name, step } => {
                self.now.insert(name, doing(step));
            }
            Event::Ended { name, gaps } => {
                self.now.remove(&name);
                self.done += 1;
                self.unseen += usize::from(gaps > 0);
            }
            Event::More(more) => self.all += more,
            Event::Started(name) => {
                self.now.insert(name, State::Acting("begins", String::new()));
            }
            Event::Waiting { name, wait } => {
                let clock = Zoned::now().saturating_add(wait).strftime("%H:%M:%S").to_string();
                self.now.insert(name, State::Waiting { until: at + wait, clock });
            }
        }
    }

    /// All of it in one line.
    pub(super) fn summary(&self, now: Instant) -> String {
        let gone = now.saturating_duration_since(self.began);
        let waits = self.now.values().filter_map(|state| state.left(now));
        let left = waits.max().unwrap_or_default().max(self.length.saturating_sub(gone));
        let unseen = if self.unseen > 0 { format!(", {} of them not wholly seen", self.unseen) } else { String::new() };
        let left = if left.is_zero() { String::new() } else { format!(", about {} still", Clock(left)) };
        format!("{} of {} done{unseen}; {} so far{left}", self.done, self.all, Clock(gone))
    }

    /// The summary and who is under way, in no more lines than a terminal of so many rows can show: first who acts, then who
    /// waits, the next to wake first.
    pub(super) fn lines(&self, now: Instant, rows: usize) -> Vec<String> {
        let mut under_way: Vec<(&String, &State)> = self.now.iter().collect();
        under_way.sort_by_key(|(_, state)| state.left(now));
        // The row below the last line is where the cursor stands.
        let room = rows.saturating_sub(1).clamp(1, MOST_LINES) - 1;
        let shown = if under_way.len() > room { room.saturating_sub(1) } else { room };
        let mut lines = vec![self.summary(now)];
        lines.extend(under_way.iter().take(shown).map(|(name, state)| format!("  {name:NAME$} {}", state.at(now))));
        if under_way.len() > room && room > 0 {
            lines.push(format!("  and {} more", under_way.len() - shown));
        }
        lines
    }
}

impl State {
    /// How long it waits still; nothing where it acts.
    fn left(&self, now: Instant) -> Option<Duration> {
        match self {
            Self::Acting(..) => None,
            Self::Waiting { until, .. } => Some(until.saturating_duration_since(now)),
        }
    }

    fn at(&self, now: Instant) -> String {
        match self {
            Self::Acting(does, what) => format!("{does}{what}"),
            Self::Waiting { until, clock } => {
                format!("waits until {clock}, {} still", Clock(until.saturating_duration_since(now)))
            }
        }
    }
}

fn doing(step: Step) -> State {
    let named = |does, what: &dyn fmt::Display| State::Acting(does, what.to_string());
    match step {
        Step::Back(_) => named("goes back a page", &""),
        Step::Context(_) => named("takes a clean browser", &""),
        Step::Copy(_) => named("copies the session", &""),
        Step::Digid(answer) => named("at DigiD: ", &answer),
        Step::EachPage(_) => named("visits every page behind the login", &""),
        Step::Ended(_) => named("lets DigiD end a session", &""),
        Step::Knock(_) => named("asks whether the session lives", &""),
        Step::Leave(_) => named("copies the session and closes the browser", &""),
        Step::Logout(answer) => named("logs out at DigiD: ", &answer),
        Step::Lure(_) => named("goes to a page of somebody else", &""),
        Step::Mark(mark) => named("looks: ", &mark),
        Step::Open(page) => named("opens ", &page),
        Step::Other(_) => named("becomes somebody else", &""),
        Step::Press(control) => named("presses ", &control),
        Step::Renew(answer) => named("at DigiD, to go on: ", &answer),
        Step::Revisit(mark) => named("goes back to ", &mark),
        Step::Service(Side::Own) => named("goes to this service", &""),
        Step::Service(Side::Partner) => named("goes to another service", &""),
        Step::Use(_) | Step::UseOn(_) => named("uses the service", &""),
        Step::Wait(_) => named("asks whether the session lives, and then waits", &""),
    }
}

/// Minutes and seconds, as on a clock; parts of a second are still to come.
struct Clock(Duration);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        write!(f, "{}:{:02}", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn going(events: Vec<Event>) -> (Going, Instant) {
        let began = Instant::now();
        let mut going = Going::new(began, Duration::from_secs(975));
        for event in events {
            going.hear(event, began);
        }
        (going, began)
    }

    fn started(name: &str) -> Event {
        Event::Started(name.to_owned())
    }

    #[test]
    fn who_acts_comes_first_and_who_waits_counts_down() {
        let (going, began) = going(vec![
            Event::Begun { all: 12 },
            started("cancel"),
            Event::Ended { name: "cancel".to_owned(), gaps: 2 },
            started("expired"),
            Event::Waiting { name: "expired".to_owned(), wait: Duration::from_secs(915) },
            Event::Waiting { name: "alive".to_owned(), wait: Duration::from_secs(840) },
            started("logout"),
            Event::Doing { name: "logout".to_owned(), step: Step::Press("uitloggen".parse().unwrap()) },
        ]);
        let lines = going.lines(began + Duration::from_secs(125), 24);
        assert_eq!(lines[0], "1 of 12 done, 1 of them not wholly seen; 2:05 so far, about 14:10 still");
        assert_eq!(lines[1], "  logout               presses uitloggen");
        assert!(lines[2].starts_with("  alive                waits until "), "{lines:?}");
        assert!(lines[2].ends_with(", 11:55 still") && lines[3].ends_with(", 13:10 still"), "{lines:?}");
    }

    #[test]
    fn whoever_waits_longer_than_was_planned_is_waited_for() {
        let wait = Duration::from_secs(915);
        let (mut going, began) = going(vec![started("late")]);
        going.hear(Event::Waiting { name: "late".to_owned(), wait }, began + Duration::from_secs(600));
        assert!(going.summary(began + Duration::from_secs(1000)).ends_with("16:40 so far, about 8:35 still"));
        assert!(going.summary(began + Duration::from_secs(2000)).ends_with("33:20 so far"));
    }

    #[test]
    fn there_are_never_more_lines_than_rows() {
        let (going, began) = going((10..40).map(|nth| started(&format!("j{nth}"))).collect());
        let lines = going.lines(began, 24);
        assert_eq!((lines.len(), lines.last().unwrap().as_str()), (MOST_LINES, "  and 22 more"));
        for rows in 0..24 {
            let lines = going.lines(began, rows);
            assert!(lines.len() < rows.max(2) && lines[0].starts_with("0 of 0 done"), "{rows}: {lines:?}");
        }
    }
}
